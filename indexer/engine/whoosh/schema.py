"""The fields of the index, and how an article fills them."""

from collections.abc import Iterable, Iterator
from typing import Any

from whoosh import fields, formats

from indexer.analysis import cutter, fold
from indexer.article import Article
from indexer.engine.whoosh import ranking
from indexer.engine.whoosh.stored import pack
from indexer.engine.whoosh.strings import lay_out

SCHEMA_VERSION = 2
"""Goes up with every change of what is kept for an article or how; part of the stamp."""
NO_DATE = -(2**63) + 1
"""What stands in the date column for an article without a date: the least number that can be negated."""

Item = tuple[bytes, int, Any, Any]


class _Field(fields.FieldType):  # type: ignore[misc]  # Whoosh has no types
    """A field that is filled by way of ``Whole``; ``kind`` tells the codec's pool with what."""

    kind = ""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), None, scorable=False)

    def index(self, value: Any, **_: Any) -> Iterator[Item]:
        yield b"", 1, 1, value


class Words(_Field):
    """Words with their shares: what ``ranking.shares`` gives, words joined by newlines, arrays as bytes."""

    kind = "words"


class Keyword(_Field):
    """Whole values: their sequence, already distinct."""

    kind = "keyword"

    def to_bytes(self, value: str | bytes) -> bytes:
        return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")


class Number(_Field):
    """One whole number a document, as a column."""

    kind = "number"


class Characters(_Field):
    """All characters of an article with their positions: what ``lay_out`` gives."""

    kind = "characters"


class Stored(_Field):
    """An article to be given back: what ``pack`` gives."""

    kind = "stored"


class Whole(_Field):
    """A document, as a mapping of the other fields to what they hold. Whoosh takes 0.1 ms a document to go through
    eleven fields, which is more than half of what adding it takes."""

    kind = "whole"


def schema() -> fields.Schema:
    """A new schema. Class paths and attributes of the fields are pickled into the index: changes raise the version.

    ``body`` holds the words of title, body and captions with one share each; ``title`` those of the title alone.
    """
    return fields.Schema(
        id=Keyword(),
        title=Words(),
        body=Words(),
        byline=Words(),
        author=Keyword(),
        source=Keyword(),
        section=Keyword(),
        date=Number(),
        norm=Number(),
        text=Characters(),
        stored=Stored(),
        whole=Whole(),
    )


def prepare(article: Article) -> dict[str, Any]:
    """What the field ``whole`` takes of an article. All analysis happens here, in any process."""
    cut = cutter().index_words
    captions = [fold(caption) for caption in article.captions]
    title, body = fold(article.title), fold(article.body)
    words = {"title": cut(title), "body": cut(body), "captions": cut("\n".join(captions))}
    return {
        "id": (article.id,),
        "title": _words(title=words["title"]),
        "body": _words(**words),
        "byline": _words(byline=cut(fold("\n".join(article.byline)))),
        "author": tuple(dict.fromkeys(article.byline)),
        "source": _values(article.source),
        "section": _values(article.section),
        "date": int(article.date.timestamp()) if article.date else NO_DATE,
        "norm": round(ranking.norm("body", len(words["body"])) / ranking.STEP),
        "text": lay_out([title, body, *captions]),
        "stored": pack(article),
    }


def _words(**fields: list[str]) -> tuple[str, bytes, bytes]:
    words, shares, codes = ranking.shares(fields)
    return "\n".join(words), shares.tobytes(), codes.tobytes()


def _values(value: str) -> Iterable[str]:
    return (value,) if value else ()
