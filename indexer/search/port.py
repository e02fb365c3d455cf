"""The port: what a search engine under Wenhai takes and gives. Each engine is a folder beside this file."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from indexer.article import Article
from indexer.files import EVERYBODY, Readers
from indexer.filters import FIELDS, Filters
from indexer.matching import Marks
from indexer.query import Added, QueryKind
from indexer.snippet import Marker, Snippet

Sort = Literal["relevance", "newest", "oldest"]
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")
PERIODS = ("year", "month", "day")
"""Facets of time (2021, 2021-03, 2021-03-15, in Beijing): every one with a match, newest first."""
FACETS = (*FIELDS, *PERIODS)
FACET_VALUES = 100
"""Values of another facet in an answer, the most frequent ones: a common word has thousands of authors."""


CITING = 50
"""Citing articles that are listed, the newest."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An article, as another one, or another version of it, names it."""

    id: str
    url: str
    title: str
    date: datetime | None
    byline: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Hit(Reference):
    """One article found. ``exact`` says that every term of the query occurs in it as it was typed. ``versions`` are
    others found that tell the same, when these are collapsed into one."""

    section: str
    score: float
    exact: bool
    snippet: Snippet = field(default_factory=Snippet)
    title_marks: Marks = ()
    versions: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """An article found, whole, and whether every term of the query occurs in it as it was typed."""

    article: Article
    exact: bool


@dataclass(frozen=True, slots=True)
class Count:
    """One value of a facet and in how many of the articles found it occurs."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Meant:
    """What may have been meant by a word that occurs nowhere, and the query with it instead."""

    typed: str
    word: str
    query: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What the engine made of the query: the query written out, sentences on what was folded, cut or given up, names
    that were added, what may have been meant by words that occur nowhere, and of what kind it is."""

    query: str = ""
    notes: tuple[str, ...] = ()
    also: tuple[Added, ...] = ()
    meant: tuple[Meant, ...] = ()
    kind: QueryKind = "all"


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a search. ``total`` and ``exact`` (of them, those that hold every term as typed) are counted;
    ``entries`` is how many hits there are in all: fewer than ``total`` where versions are collapsed."""

    total: int
    exact: int
    entries: int
    hits: tuple[Hit, ...]
    understood: Understood
    took_ms: float
    facets: Mapping[str, tuple[Count, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a reader may be typing: a name, an author, a phrase or word of titles, or a title."""

    text: str
    kind: Literal["name", "author", "phrase", "word", "title"]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Articles near one: ``versions`` tell the same, newest first; ``links`` maps addresses that it links to, to ids of
    articles of the index; ``related`` share rare words with it or stand beside it in citations, nearest first."""

    versions: tuple[Reference, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    cites: tuple[Reference, ...] = ()
    cited_by: tuple[Reference, ...] = ()
    related: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Author:
    """A writer: ``names`` in every form, that of most articles first; outlets and years with how many articles."""

    names: tuple[str, ...]
    articles: int
    sources: tuple[Count, ...]
    years: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """What an index holds: ``articles`` in ``generation``, built at ``built`` (aware), ``bytes`` on disk; ``behind`` is
    how many articles have come, changed or gone since names and suggestions were learned from all. ``problem`` says why
    another generation than the one that should serve does; empty where that one does."""

    generation: str
    built: datetime
    articles: int
    bytes: int
    location: str
    behind: int = 0
    problem: str = ""


class Index(Protocol):
    """One complete generation, open for reading. Safe to share between threads.

    Every backend does all of this, as ``tests/contract/all.py`` sees to; where one could not, it would have to be
    said here, for pages to leave it out. Of one on another machine every method may raise EngineAway.
    """

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
        expand: bool = True,
        without: Collection[str] = (),
        collapse: bool = False,
    ) -> Results:
        """Answer a query; raises BadParameter, never for what occurs in the query itself, and SearchTooExpensive where
        it has too many clauses or takes longer than it may (``budget``). An empty query finds all.

        ``expand`` adds other names of what is named in the query, but for those in ``without``; ``collapse`` gives of
        articles that tell the same the best one as a hit, with the others as its versions.
        """

    def every(
        self,
        query: str = "",
        *,
        sort: Sort = "relevance",
        filters: Filters | Mapping[str, object] | None = None,
        expand: bool = True,
        without: Collection[str] = (),
    ) -> Iterator[Found]:
        """All articles that ``search`` counts, in its order, read one by one as they are asked for."""

    def marker(self, query: str, *, expand: bool = True, without: Collection[str] = ()) -> Marker:
        """Marks what a query matches in any text."""

    def neighbours(self, id: str) -> Neighbours:
        """The articles near one; raises ArticleNotFound."""

    def author(self, name: str) -> Author:
        """Who writes under that name; raises AuthorNotFound."""

    def values(self, field: str) -> tuple[Count, ...]:
        """Every value of ``author``, ``translator``, ``source`` or ``section``, as it is written, and in how many
        articles it occurs: the most frequent first."""

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """What a reader who is still typing may want, by characters, pinyin or its initials."""

    def refreshed(self) -> "Index":
        """This index, or the newer generation that has taken its place, opened."""

    def status(self) -> Status:
        """What it holds, since when, and where. Known by heart: every page asks."""

    def writer(self) -> str:
        """The process that is building the next generation, looked up now; empty where none is."""

    def catalog(self) -> bytes:
        """What ``Writer.commit`` was given when it was built."""

    def verify(self) -> Iterator[str]:
        """A sentence for each thing that is not as it was written. Reads everything, so it takes seconds or minutes."""

    def close(self) -> None:
        """Let go of its files."""


class Writer(Protocol):
    """Builds the next generation beside the one that serves. Nothing is seen of it before ``commit`` returns."""

    def catalog(self) -> bytes:
        """What ``commit`` was given when the generation was built that this one starts from; empty for a new one."""

    def last_catalog(self) -> bytes:
        """What ``commit`` was given last, though by another release, or for another analysis, so that nothing else can
        be taken over; empty where there was nothing, or nothing that can be read."""

    @property
    def outdated(self) -> bool:
        """Is there reason to commit although no article has changed?"""

    @property
    def prepare(self) -> Callable[[Article], object]:
        """Gives what ``add`` takes, of an article: all the analysis, done in any process (so both can be pickled)."""

    def add(self, prepared: object) -> None:
        """Add an article."""

    def delete(self, ids: Sequence[str]) -> None:
        """Take out articles of the generation that this one starts from."""

    def last_articles(self) -> int:
        """How many articles the newest generation holds, as far as that can be told."""

    def commit(self, catalog: bytes, readers: Readers = EVERYBODY, *, anew: bool = False) -> None:
        """Flush to disk, check by opening, and put it in the place of the old one. Files are for ``readers`` alone.
        ``anew``: learn names and suggestions even if little has changed since they were."""

    def keep(self, readers: Readers = EVERYBODY) -> None:
        """Nothing has changed: let the generation serve on that this one starts from, and throw this one away."""

    def abort(self) -> None:
        """Throw it away."""
