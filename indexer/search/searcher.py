"""The one searcher, over any backend: reads a query, lets the backend find it, and says what was understood."""

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

from indexer.analysis import Lexicon, Tokenizer, fold, get_tokenizer
from indexer.article import Article
from indexer.filters import Filters
from indexer.query import Node, Thesaurus, expand_names
from indexer.search.corrections import corrections
from indexer.search.field_values import as_counts
from indexer.search.filters import as_nodes, checked_facets, checked_sort, to_filters, whole_number
from indexer.search.generations import Lookout
from indexer.search.learned import Learned
from indexer.search.port import (
    Author,
    Count,
    Found,
    Hit,
    Meant,
    Neighbours,
    Results,
    Sort,
    Status,
    Suggestion,
    Understood,
)
from indexer.search.prepare import PreparedQuery, prepare_query
from indexer.snippet import Marker

Selection = TypeVar("Selection")
"""What a backend has found, or is to find: whatever it takes to list it."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of what was found, counted: ``total``, ``exact`` and ``entries`` as in ``Results``."""

    total: int
    exact: int
    entries: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[Count, ...]] = field(default_factory=dict)


class Backend(Protocol[Selection]):
    """One generation of an index, opened for reading: what it finds, lists and keeps. Safe to share between threads."""

    learned: Learned
    lexicon: Lexicon
    lookout: Lookout
    built: datetime
    location: str

    def __len__(self) -> int:
        """How many articles it holds."""

    def size_in_bytes(self) -> int:
        """Of its files."""

    def articles(self) -> Iterator[Article]:
        """Every article, in document order."""

    def get(self, id: str) -> Article:
        """The article with that id; raises ArticleNotFound."""

    def select(self, root: Node, filters: Sequence[Node]) -> Selection:
        """What matches a tree, and every filter."""

    def page(
        self,
        selection: Selection,
        sort: Sort,
        wanted: slice,
        facets: Sequence[str],
        marker: Marker | None,
        collapse: bool,
    ) -> Page:
        """Some of it in the order of the results; with snippets where there is a marker."""

    def every(self, selection: Selection, sort: Sort) -> Iterator[Found]:
        """All of it in that order, read as it is asked for."""

    def occurs(self, text: str) -> bool:
        """Does a folded string occur in any article, its byline or address included?"""

    def words_like(self, word: str) -> Sequence[str]:
        """Words of the text that begin with the same character, about as long; those of most articles first."""

    def titles_with(self, text: str, most: int) -> Sequence[str]:
        """Titles in which a folded string occurs, the newest first."""

    def neighbours(self, id: str, tokenizer: Tokenizer) -> Neighbours:
        """The articles near one; raises ArticleNotFound."""

    def author(self, name: str, people: Thesaurus) -> Author:
        """Who writes under that name; raises AuthorNotFound."""

    def value_counts(self, field: str) -> Mapping[str, int]:
        """Every value of a field of ``FilterField``, and in how many articles it occurs."""

    def pointer(self) -> Any:
        """What names the generation that should serve, now."""

    def opened_again(self) -> "Searcher[Selection]":
        """The generation that serves now, opened."""

    def writer(self) -> str:
        """The process that is building the next generation; empty where none is."""

    def catalog(self) -> bytes:
        """What ``Writer.commit`` was given when it was built."""

    def verify(self) -> Iterator[str]:
        """A sentence for each thing that is not as it was written."""

    def close(self) -> None:
        """Let go of files and connections."""


class Searcher(Generic[Selection]):
    """The port's Index over a backend. Safe to share between threads."""

    def __init__(self, backend: Backend[Selection]) -> None:
        self._backend = backend
        self.lookout = backend.lookout

    def __len__(self) -> int:
        return len(self._backend)

    def articles(self) -> Iterator[Article]:
        """Every article, in document order."""
        return self._backend.articles()

    def get(self, id: str) -> Article:
        """The article with that id; raises ArticleNotFound."""
        return self._backend.get(id)

    def neighbours(self, id: str) -> Neighbours:
        """The articles near one; raises ArticleNotFound."""
        return self._backend.neighbours(id, self._tokenizer)

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
        """Answer a query; the port tells the rest."""
        began = time.perf_counter()
        limit, offset = whole_number("limit", limit), whole_number("offset", offset)
        sort, facets = checked_sort(sort), checked_facets(facets)
        prepared = self._prepared(query, expand, without)
        marker = Marker(prepared.root) if snippets else None
        selection = self._select(prepared, filters)
        page = self._backend.page(selection, sort, slice(offset, offset + limit), facets, marker, collapse)
        return Results(
            total=page.total,
            exact=page.exact,
            entries=page.entries,
            hits=page.hits,
            understood=self._understood(query, prepared, page.exact),
            facets=page.facets,
            took_ms=round((time.perf_counter() - began) * 1e3, 3),
        )

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
        sort = checked_sort(sort)
        return self._backend.every(self._select(self._prepared(query, expand, without), filters), sort)

    def marker(self, query: str, *, expand: bool = True, without: Collection[str] = ()) -> Marker:
        """Marks what a query matches in any text."""
        return Marker(self._prepared(query, expand, without).root)

    def author(self, name: str) -> Author:
        """Who writes under that name; raises AuthorNotFound."""
        return self._backend.author(name, self._people)

    def values(self, field: str) -> tuple[Count, ...]:
        """Every value of a field."""
        return as_counts(self._backend.value_counts(field))

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Names, authors, phrases and words by their beginning, then titles that hold the text, newest first."""
        typed = fold(text).strip()
        if not typed:
            return ()
        entries = self._backend.learned.suggester.complete(typed, limit)
        found = [Suggestion(entry.text, entry.kind) for entry in entries]
        # A title for each two of the others: names are short to read, and a title may be just what is looked for.
        room = max(limit - len(found), limit // 4)
        titles = dict.fromkeys(self._backend.titles_with(typed, 2 * room))
        return (*found[: limit - min(room, len(titles))], *[Suggestion(title, "title") for title in titles][:room])

    def refreshed(self) -> "Searcher[Selection]":
        """This index, or the newer generation that has taken its place, opened."""
        return self.lookout.newer(self, self._backend.pointer, self._backend.opened_again)

    def status(self) -> Status:
        """What it holds, since when, and where."""
        return Status(
            generation=self.lookout.generation,
            built=self._backend.built,
            articles=len(self),
            bytes=self._backend.size_in_bytes(),
            location=self._backend.location,
            behind=self._backend.learned.behind,
            problem=self.lookout.problem,
        )

    def writer(self) -> str:
        """The process that is building the next generation, looked up now; empty where none is."""
        return self._backend.writer()

    def catalog(self) -> bytes:
        """What the archive was like."""
        return self._backend.catalog()

    def verify(self) -> Iterator[str]:
        """What is not as it was written."""
        if self.lookout.problem:
            yield self.lookout.problem
        yield from self._backend.verify()

    def close(self) -> None:
        """Let go of files and connections."""
        self._backend.close()

    def _prepared(self, query: str, expand: bool, without: Collection[str]) -> PreparedQuery:
        return prepare_query(query, self._tokenizer, self._thesaurus if expand else None, without)

    def _select(self, prepared: PreparedQuery, filters: Filters | Mapping[str, object] | None) -> Selection:
        # A writer's other names are no expansion of the query: the filter means the person.
        nodes = [expand_names(node, self._people)[0] for node in as_nodes(to_filters(filters))]
        return self._backend.select(prepared.root, nodes)

    def _understood(self, query: str, prepared: PreparedQuery, exact: int) -> Understood:
        root, backend = prepared.parsed.root, self._backend
        offered: tuple[Meant, ...] = ()
        if not exact:
            offered = corrections(query, root, backend.occurs, backend.words_like, backend.learned.suggester)
        return Understood(str(root), prepared.notes, prepared.added, offered, prepared.kind)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return get_tokenizer(words=self._backend.lexicon.words)

    @cached_property
    def _people(self) -> Thesaurus:
        return Thesaurus(self._backend.learned.names)

    @cached_property
    def _thesaurus(self) -> Thesaurus:
        learned = self._backend.learned
        return Thesaurus(learned.names, self._backend.lexicon.synonyms, learned.suggester.spelled)
