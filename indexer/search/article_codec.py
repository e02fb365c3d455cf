"""An article as plain values, to be kept in two parts: its head, which a list of results shows, and the rest."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, NamedTuple

from indexer.article import BEIJING, Article, Picture
from indexer.matching import Marks
from indexer.search.port import Hit, Reference
from indexer.snippet import Marker, Snippet

_HEAD = ("url", "title", "source", "section", "byline")
REST = tuple(field.name for field in fields(Article) if field.name not in (*_HEAD, "date"))
"""The names of what is not in the head."""
_NO_SNIPPET = Snippet()
_NO_MARKS: Marks = ()
_TUPLES = ("captions", "tags", "contributors", "bios", "links", "anchors")


class Head(NamedTuple):
    """What is shown of an article in a list."""

    id: str
    url: str
    title: str
    source: str
    section: str
    byline: tuple[str, ...]
    date: datetime | None

    @property
    def reference(self) -> Reference:
        """The article, as others name it."""
        return Reference(self.id, self.url, self.title, self.date, self.byline, self.source)

    def hit(
        self,
        score: float,
        exact: bool,
        versions: tuple[Reference, ...],
        marker: Marker | None,
        article: Callable[[], Article],
    ) -> Hit:
        """The article, found; it is read only where there is something to mark."""
        snippet, title_marks = _NO_SNIPPET, _NO_MARKS
        if marker:
            whole = article()
            snippet, title_marks = marker.snippet(whole.body, whole.captions), marker.marks(self.title, "title")
        return Hit(
            self.id, self.url, self.title, self.date, self.byline, self.source, self.section, round(score, 4), exact,
            snippet, title_marks, versions,
        )  # fmt: skip


def to_values(article: Article) -> tuple[list[Any], dict[str, Any]]:
    """An article's head and the rest of it, as values that JSON has."""
    head = [article.id, article.date and article.date.timestamp(), *(getattr(article, name) for name in _HEAD)]
    rest = {name: value for name in REST if (value := getattr(article, name))}
    if article.pictures:
        rest["pictures"] = [(picture.address, picture.caption) for picture in article.pictures]
    return head, rest


def to_head(values: Sequence[Any]) -> Head:
    """The head again."""
    id, date, url, title, source, section, byline = values
    when = None if date is None else datetime.fromtimestamp(date, BEIJING)
    return Head(id, url, title, source, section, tuple(byline), when)


def to_article(head: Head, rest: dict[str, Any]) -> Article:
    """The article again; takes ``rest`` over."""
    for name in _TUPLES:
        if name in rest:
            rest[name] = tuple(rest[name])
    if "pictures" in rest:
        rest["pictures"] = tuple(Picture(*picture) for picture in rest["pictures"])
    return Article(**{name: getattr(head, name) for name in _HEAD}, date=head.date, **rest)
