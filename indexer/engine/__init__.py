"""The port: what a search engine under Wenhai takes and gives. Each engine is a folder beside this file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, Protocol

from indexer.article import Article
from indexer.snippet import Marks, Snippet

Sort = Literal["relevance", "newest", "oldest"]
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")
FACETS = ("author", "source", "section", "year")
FACET_VALUES = 100
"""Values of a facet in an answer, the most frequent ones: a common word has thousands of authors."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Narrows a search. Dates are days in Beijing, both ends included."""

    author: str = ""
    source: str = ""
    section: str = ""
    date_from: date | None = None
    date_to: date | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One article found. ``exact`` says that every term of the query stands in it as it was typed."""

    id: str
    url: str
    title: str
    date: datetime | None
    byline: tuple[str, ...]
    source: str
    section: str
    score: float
    exact: bool
    snippet: Snippet = field(default_factory=Snippet)
    title_marks: Marks = ()


@dataclass(frozen=True, slots=True)
class Count:
    """One value of a facet and in how many of the articles found it stands."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Understood:
    """What the engine made of the query: the query written out, and sentences on what was folded, cut or given up."""

    query: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a search. ``total`` and ``exact`` (of them, those that hold every term as typed) are counted."""

    total: int
    exact: int
    hits: tuple[Hit, ...]
    understood: Understood
    took_ms: float
    facets: Mapping[str, tuple[Count, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Status:
    """What an index holds: ``articles`` in ``generation``, built at ``built`` (aware), ``bytes`` on disk."""

    generation: str
    built: datetime
    articles: int
    bytes: int
    location: str


class Index(Protocol):
    """One complete generation, open for reading. Safe to share between threads."""

    def __len__(self) -> int:
        """How many articles it holds."""

    def articles(self) -> Iterator[Article]:
        """Every article, in document order."""

    def get(self, id: str) -> Article:
        """The article with that id; raises ArticleNotFound."""

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        offset: int = 0,
        sort: Sort = "relevance",
        filters: Filters | Mapping[str, object] | None = None,
        facets: Sequence[str] = (),
        snippets: bool = True,
    ) -> Results:
        """Answer a query; raises BadParameter, never for what stands in the query itself. An empty query finds all."""

    def suggest(self, text: str, limit: int = 8) -> tuple[str, ...]:
        """Authors and titles that hold the text, for a reader who is still typing."""

    def refreshed(self) -> "Index":
        """This index, or the newer generation that has taken its place, opened."""

    def status(self) -> Status:
        """What it holds, since when, and where."""

    def close(self) -> None:
        """Let go of its files."""


class Writer(Protocol):
    """Builds the next generation beside the one that serves. Nothing is seen of it before ``commit`` returns."""

    def manifest(self) -> bytes:
        """What ``commit`` was given when the generation was built that this one starts from; empty for a new one."""

    @staticmethod
    def prepare(article: Article) -> object:
        """What ``add`` takes, of an article: all the analysis, done in any process (so it can be pickled)."""

    def add(self, prepared: object) -> None:
        """Add an article."""

    def delete(self, ids: Sequence[str]) -> None:
        """Take out articles of the generation that this one starts from."""

    def commit(self, manifest: bytes) -> None:
        """Flush to disk, check by opening, and put it in the place of the old one."""

    def abort(self) -> None:
        """Throw it away."""
