"""The port's Index on Whoosh: one generation, open for reading."""

import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import repeat
from pathlib import Path

import numpy as np

from indexer.analysis import Cutter, cutter, fold
from indexer.article import Article
from indexer.engine import (
    Author,
    Count,
    Filters,
    Found,
    Meant,
    Neighbours,
    Results,
    Sort,
    Status,
    Suggestion,
    Understood,
)
from indexer.engine.arrays import Array, read_arrays
from indexer.engine.filters import as_nodes, checked_facets, checked_sort, to_filters, whole_number
from indexer.engine.learned import Families, Learned
from indexer.engine.meaning import meant
from indexer.engine.names import Names, as_counts
from indexer.engine.newest import Lookout, open_newest
from indexer.engine.understanding import Taken, take
from indexer.engine.whoosh import generation as g
from indexer.engine.whoosh import stamp as s
from indexer.engine.whoosh.codec import ArrayCodec
from indexer.engine.whoosh.evaluate import Evaluator
from indexer.engine.whoosh.facets import Facets
from indexer.engine.whoosh.hits import Lister
from indexer.engine.whoosh.lock import holder
from indexer.engine.whoosh.neighbours import neighbours
from indexer.engine.whoosh.segments import Segments
from indexer.engine.whoosh.sound import sound
from indexer.engine.whoosh.toc import Table
from indexer.engine.whoosh.verify import verify
from indexer.errors import ArticleNotFound, IndexDamaged
from indexer.query import Thesaurus, widen
from indexer.snippet import Marker

_LOOKED_AT_FOR = 60.0


def open_whoosh(root: Path) -> "WhooshIndex":
    """Open the generation that CURRENT names, or if it names none, or a damaged one, the newest that is whole.

    Raises IndexMissing, IndexMismatch, IndexDamaged, IndexUnreadable.
    """
    return open_newest(
        lambda: g.pointer(root),
        lambda said: g.candidates(root, said),
        lambda said, folder, problem: WhooshIndex(root, folder, said, problem),
    )


class WhooshIndex:
    """One generation. Safe to share between threads. ``said`` is what CURRENT held when it was opened, ``problem`` why
    it serves although that names another one."""

    def __init__(self, root: Path, folder: Path, said: g.Pointer, problem: str = "") -> None:
        self._root, self._folder = root, folder
        self._stamp = s.read_stamp(folder)
        s.check_stamp(folder, self._stamp)
        try:
            self._segments = Segments(Table(folder, ArrayCodec()))
            learned = read_arrays(folder / s.LEARNED)
            self._learned, families = Learned(learned), Families(learned)
        except IndexDamaged:
            raise
        except Exception as error:  # numpy raises whatever damaged arrays lead to
            raise s.behind(folder, self._stamp, error) from error
        self._lexicon = s.kept_lexicon(folder)
        self._names = Names(self._segments.values)
        self._evaluator = Evaluator(self._segments, self._names)
        self._people = Thesaurus(self._learned.names)
        self._facets = Facets(self._segments, self._names, self._learned.names, self._people)
        self._lister = Lister(self._segments, families)
        self.lookout = Lookout(said, folder.name, problem)
        self._reading = threading.Lock()
        self._altered: tuple[float, Exception | None] = (0.0, None)

    def __len__(self) -> int:
        return int(self._segments.count)

    @sound
    def articles(self) -> Iterator[Article]:
        """Every article, in document order."""
        return (self._segments.article(doc) for doc in np.flatnonzero(self._segments.alive).tolist())

    @sound
    def get(self, id: str) -> Article:
        """The article with that id; raises ArticleNotFound."""
        return self._segments.article(self._place(id))

    @sound
    def neighbours(self, id: str) -> Neighbours:
        """The articles near one; raises ArticleNotFound."""
        return neighbours(self._place(id), self._segments, self._lister, self._cut)

    @sound
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
        sort = checked_sort(sort)
        facets = checked_facets(facets)
        taken = self._taken(query, expand, without)
        match = self._evaluator.match(taken.root)
        found = self._allowed(match.docs, to_filters(filters))
        exact = len(found) if match.exact is None else int(np.count_nonzero(match.exact[found]))
        corrections = () if exact else self._meant(query, taken)
        wanted = slice(offset, offset + limit)
        return Results(
            total=len(found),
            exact=exact,
            entries=self._lister.entries(found) if collapse else len(found),
            hits=self._lister.hits(match, found, sort, wanted, Marker(taken.root) if snippets else None, collapse),
            understood=Understood(str(taken.parsed.root), taken.notes, taken.added, corrections, taken.kind),
            facets={facet: self._facets.counts(facet, found) for facet in facets},
            took_ms=round((time.perf_counter() - began) * 1e3, 3),
        )

    @sound
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
        match = self._evaluator.match(self._taken(query, expand, without).root)
        docs = self._lister.order(match, self._allowed(match.docs, to_filters(filters)), checked_sort(sort))
        exact = repeat(True) if match.exact is None else match.exact[docs].tolist()
        return (Found(self._segments.article(doc), typed) for doc, typed in zip(docs.tolist(), exact, strict=False))

    @sound
    def marker(self, query: str, *, expand: bool = True, without: Collection[str] = ()) -> Marker:
        """Marks what a query matches in any text."""
        return Marker(self._taken(query, expand, without).root)

    @sound
    def author(self, name: str) -> Author:
        """Who writes under that name; raises AuthorNotFound."""
        return self._facets.author(name)

    @sound
    def values(self, field: str) -> tuple[Count, ...]:
        """Every value of a field."""
        return as_counts(self._segments.counts(field, np.flatnonzero(self._segments.alive)))

    @sound
    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Names, authors, phrases and words by their beginning, then titles that hold the text, newest first."""
        typed = fold(text).strip()
        if not typed:
            return ()
        found = [Suggestion(entry.text, entry.kind) for entry in self._learned.suggester.complete(typed, limit)]
        # A title for each two of the others: names are short to read, and a title may be just what is looked for.
        room = max(limit - len(found), limit // 4)
        docs, _ = self._segments.strings(typed, title_only=True)
        newest = docs[np.argsort(self._segments.newest[docs])][: 2 * room]
        titles = dict.fromkeys(head.title for head in self._segments.heads(newest))
        return (*found[: limit - min(room, len(titles))], *[Suggestion(title, "title") for title in titles][:room])

    def _taken(self, query: str, expand: bool, without: Collection[str]) -> Taken:
        return take(query, self._cut, self._thesaurus if expand else None, without)

    def _meant(self, query: str, taken: Taken) -> tuple[Meant, ...]:
        return meant(query, taken.parsed.root, self._stands, self._segments.words_like, self._learned.suggester)

    def _stands(self, text: str) -> bool:
        return bool(self._segments.aside(text)) or any(len(docs) for docs in self._segments.strings(text))

    @cached_property
    def _cut(self) -> Cutter:
        return cutter(words=self._lexicon.words)

    @cached_property
    def _thesaurus(self) -> Thesaurus:
        return Thesaurus(self._learned.names, self._lexicon.synonyms, self._learned.suggester.spelled)

    def _place(self, id: str) -> int:
        doc = self._segments.place_of(id)
        if doc is None:
            raise ArticleNotFound(
                "There is no article {id!r} in the index. It may have been removed since it was found.", id=id
            )
        return doc

    def refreshed(self) -> "WhooshIndex":
        """This index, or the newer generation that has taken its place, opened."""
        return self.lookout.newer(self, lambda: g.pointer(self._root), lambda: open_whoosh(self._root))

    def status(self) -> Status:
        """What it holds, since when, and where."""
        return Status(
            generation=self._folder.name,
            built=self._stamp.built_at,
            articles=len(self),
            bytes=sum(self._stamp.files.values()),
            location=str(self._root),
            behind=self._learned.behind,
            problem=self.lookout.problem,
        )

    def writer(self) -> str:
        """The process that is building the next generation, looked up now; empty where none is."""
        return holder(self._root)

    def manifest(self) -> bytes:
        """What the archive was like."""
        return s.kept_manifest(self._folder, self._stamp)

    def verify(self) -> Iterator[str]:
        """What is not as it was written; reads every file, also of the generations to fall back on."""
        if self.lookout.problem:
            yield self.lookout.problem
        yield from verify(self._root, self._folder, self._stamp)

    def behind(self, error: Exception) -> Exception:
        """What is wrong with which file where a search failed in a way that nobody expected; the error itself where all
        are as they were written, which is looked for once a minute: it takes reading them."""
        with self._reading:
            until, reason = self._altered
            if time.monotonic() >= until:
                found = s.behind(self._folder, self._stamp, error)
                reason = None if found is error else found
                self._altered = (time.monotonic() + _LOOKED_AT_FOR, reason)
            return reason or error

    def close(self) -> None:
        """Nothing to do: the files are mapped, and let go with the last reader's arrays."""

    def _allowed(self, docs: Array, filters: Filters) -> Array:
        """The documents that pass the filters."""
        for node in as_nodes(filters):
            # A writer's other names are no expansion of the query: the filter means the person.
            docs = docs[self._evaluator.mask(widen(node, self._people)[0])[docs]]
        return docs
