"""The fields of the index, and how an article fills them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from whoosh import fields, formats

from indexer.analysis import cutter, fold
from indexer.article import BEIJING, Article
from indexer.engine.whoosh.strings import lay_out

SCHEMA_VERSION = 1
"""Goes up with every change of what is kept for an article or how; part of the stamp."""
WORD_FIELDS = ("title", "body", "captions", "byline")
NO_DATE = -(2**63) + 1
"""What stands in the date column for an article without a date: the least number that can be negated."""

Item = tuple[bytes, int, Any, Any]


class _Field(fields.FieldType):  # type: ignore[misc]  # Whoosh has no types
    """A field whose postings are prepared by us; ``kind`` tells the codec's pool what they are."""

    kind = ""

    def __init__(self, stored: bool = False, unique: bool = False) -> None:
        super().__init__(formats.Frequency(), None, stored=stored, unique=unique)


class Words(_Field):
    """Words with their frequencies: takes a mapping of word to count."""

    kind = "words"

    def index(self, value: Mapping[str, int], **_: Any) -> Iterator[Item]:
        return ((word.encode("utf-8", "surrogatepass"), count, count, b"") for word, count in value.items())


class Keyword(_Field):
    """Whole values: takes their sequence, already distinct."""

    kind = "keyword"

    def index(self, value: Iterable[str], **_: Any) -> Iterator[Item]:
        return ((text.encode("utf-8", "surrogatepass"), 1, 1, b"") for text in value)

    def to_bytes(self, value: str | bytes) -> bytes:
        return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")


class Number(_Field):
    """One whole number of 64 bits a document, as a column."""

    kind = "number"

    def index(self, value: int, **_: Any) -> Iterator[Item]:
        yield b"", 1, value, b""


class Characters(_Field):
    """All characters of an article with their positions: takes what ``lay_out`` gives."""

    kind = "characters"

    def index(self, value: tuple[str, list[int], list[bool]], **_: Any) -> Iterator[Item]:
        yield b"", 1, 1, value


def schema() -> fields.Schema:
    """A new schema. Class paths and attributes of the fields are pickled into the index: changes raise the version."""
    return fields.Schema(
        id=Keyword(unique=True),
        url=Keyword(stored=True),
        title=Words(stored=True),
        body=Words(stored=True),
        captions=Words(stored=True),
        byline=Words(stored=True),
        author=Keyword(),
        source=Keyword(stored=True),
        section=Keyword(stored=True),
        date=Number(stored=True),
        text=Characters(),
        more=fields.STORED(),
    )


_STORED = ("url", "title", "body", "captions", "byline", "source", "section", "date")


def prepare(article: Article) -> dict[str, Any]:
    """The arguments of Whoosh's ``add_document`` for an article. All analysis happens here, in any process."""
    words = cutter().index_words
    texts = {
        "title": fold(article.title),
        "body": fold(article.body),
        "captions": fold("\n".join(article.captions)),
        "byline": fold("\n".join(article.byline)),
    }
    date = article.date.timestamp() if article.date else None
    stored = asdict(article)
    laid_out = [(texts["title"], True), (texts["body"], False), *((fold(c), False) for c in article.captions)]
    return {
        **{name: Counter(words(text)) for name, text in texts.items()},
        **{f"_stored_{name}": stored[name] for name in _STORED if name != "date"},
        "id": (article.id,),
        "url": (article.url,),
        "author": tuple(dict.fromkeys(article.byline)),
        "source": (article.source,) if article.source else (),
        "section": (article.section,) if article.section else (),
        "date": None if date is None else int(date),
        "_stored_date": date,
        "text": lay_out(laid_out),
        "more": {name: value for name, value in stored.items() if name not in _STORED},
    }


def restore(stored: Mapping[str, Any]) -> Article:
    """The article again, from Whoosh's stored fields."""
    date = stored.get("date")
    return Article(
        **{name: stored[name] for name in _STORED if name != "date"},
        date=None if date is None else datetime.fromtimestamp(date, BEIJING),
        **stored["more"],
    )
