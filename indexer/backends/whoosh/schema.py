"""The fields of the index, and how an article fills them."""

from collections.abc import Iterator, Sequence
from typing import Any

from whoosh import fields as kinds
from whoosh import formats

from indexer.analysis import Words as OwnWords
from indexer.analysis import get_tokenizer
from indexer.article import Article, tie_of
from indexer.backends.arrays.layout import NO_DATE
from indexer.backends.arrays.stored import pack
from indexer.backends.arrays.strings import concatenate_fields
from indexer.citations import cited_ids
from indexer.duplicates import sketch
from indexer.filters import FIELDS, field_values
from indexer.names import name_evidence
from indexer.search import ranking
from indexer.search.fields import fields_of

Item = tuple[bytes, int, Any, Any]


class _Field(kinds.FieldType):  # type: ignore[misc]  # Whoosh has no types
    """A field that is filled by way of ``Whole``; ``kind`` tells the codec's pool with what."""

    kind = ""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), None, scorable=False)

    def index(self, value: Any, **_: Any) -> Iterator[Item]:
        yield b"", 1, 1, value


class Words(_Field):
    """Words with their shares: what ``ranking.impacts`` gives, words joined by newlines, arrays as bytes."""

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
    """All characters of an article with their positions: what ``concatenate_fields`` gives."""

    kind = "characters"


class Sketch(_Field):
    """What ``duplicates.sketch`` gives."""

    kind = "sketch"


class Stored(_Field):
    """An article to be given back: what ``pack`` gives."""

    kind = "stored"


class Whole(_Field):
    """A document, as a mapping of the other fields to what they hold. Whoosh takes 0.1 ms a document to go through
    eleven fields one by one, which is more than half of what adding it takes."""

    kind = "whole"


def schema() -> kinds.Schema:
    """A new schema. Class paths and attributes of the fields are pickled into the index: changes raise the version.

    ``body`` holds the words of title, body and captions with one share each; ``title`` those of the title alone;
    ``address`` the English words in the article's address and that of its original; ``cites`` the ids of articles it
    links to; ``names`` and ``sketch`` are what each article tells for what the whole archive teaches.
    """
    return kinds.Schema(
        id=Keyword(),
        title=Words(),
        body=Words(),
        byline=Words(),
        address=Words(),
        **{field: Keyword() for field in FIELDS},
        date=Number(),
        tie=Number(),
        norm=Number(),
        cites=Keyword(),
        names=Keyword(),
        sketch=Sketch(),
        text=Characters(),
        stored=Stored(),
        whole=Whole(),
    )


def prepare(article: Article, own_words: OwnWords = ()) -> dict[str, Any]:
    """What the field ``whole`` takes of an article. All analysis happens here, in any process."""
    tokenizer = get_tokenizer(words=own_words)
    fields = fields_of(article, tokenizer)
    title, body = fields.texts[:2]
    return {
        "id": (article.id,),
        "title": _words(title=fields.words["title"]),
        "body": _words(**fields.words),
        "byline": _words(byline=fields.byline),
        "address": _words(address=fields.address),
        **field_values(article),
        "tie": tie_of(article.id),
        "date": int(article.date.timestamp()) if article.date else NO_DATE,
        "norm": round(ranking.norm("body", len(fields.words["body"])) / ranking.STEP),
        "cites": tuple(dict.fromkeys(filter(None, cited_ids(article)))),
        "names": name_evidence(article),
        "sketch": sketch(title, body).tobytes(),
        "text": concatenate_fields(fields.texts),
        "stored": pack(article),
    }


def _words(**fields: Sequence[str]) -> tuple[str, bytes, bytes]:
    words, impacts, codes = ranking.impacts(fields)
    return "\n".join(words), impacts.tobytes(), codes.tobytes()
