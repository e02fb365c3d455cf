"""One generation on Whoosh, open for reading."""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from pathlib import Path

import numpy as np

from indexer.analysis import Tokenizer
from indexer.arrays import read_arrays
from indexer.article import Article
from indexer.backends.arrays.facets import Facets
from indexer.backends.arrays.hits import Lister, Selection
from indexer.backends.arrays.neighbours import neighbours
from indexer.backends.arrays.primitives import ArrayPrimitives
from indexer.backends.arrays.segments import Segments
from indexer.backends.whoosh import generation as g
from indexer.backends.whoosh import metadata as s
from indexer.backends.whoosh.codec import ArrayCodec, open_segments
from indexer.backends.whoosh.damage import sound
from indexer.backends.whoosh.lock import holder
from indexer.backends.whoosh.toc import Table
from indexer.backends.whoosh.verify import verify
from indexer.errors import ArticleNotFound, IndexDamaged
from indexer.query import Node, Thesaurus
from indexer.search.field_values import FieldValues
from indexer.search.generations import Lookout, open_newest
from indexer.search.learned import Families, Learned
from indexer.search.plan import Planner
from indexer.search.port import Author, Found, Neighbours, Sort
from indexer.search.searcher import Page, Searcher
from indexer.snippet import Marker

_LOOKED_AT_FOR = 60.0


def open_whoosh(root: Path) -> Searcher[Selection]:
    """Open the generation that CURRENT names, or if it names none, or a damaged one, the newest that is whole.

    Raises IndexMissing, IndexMismatch, IndexDamaged, IndexUnreadable.
    """
    return open_newest(
        lambda: g.pointer(root),
        lambda said: g.candidates(root, said),
        lambda said, folder, problem: Searcher(WhooshBackend(root, folder, said, problem)),
    )


class WhooshBackend:
    """One generation: a ``Backend``. ``said`` is what CURRENT held when it was opened, ``problem`` why it serves
    although that names another one."""

    def __init__(self, root: Path, folder: Path, said: g.Pointer, problem: str = "") -> None:
        self._root, self._folder = root, folder
        self._metadata = s.read_metadata(folder)
        s.check_metadata(folder, self._metadata)
        try:
            self._segments = Segments(open_segments(Table(folder, ArrayCodec())))
            learned = read_arrays(folder / s.LEARNED)
            self.learned, families = Learned(learned), Families(learned)
        except IndexDamaged:
            raise
        except Exception as error:  # numpy raises whatever damaged arrays lead to
            raise s.behind(folder, self._metadata, error) from error
        self.lexicon = s.read_kept_lexicon(folder)
        self.built, self.location = self._metadata.built_at, str(root)
        values = FieldValues(self._segments.values)
        self._planner = Planner(ArrayPrimitives(self._segments), values)
        self._facets = Facets(self._segments, values, self.learned.names)
        self._lister = Lister(self._segments, families)
        self.lookout = Lookout(said, folder.name, problem)
        self._reading = threading.Lock()
        self._altered: tuple[float, Exception | None] = (0.0, None)

    def __len__(self) -> int:
        return int(self._segments.count)

    def size_in_bytes(self) -> int:
        """Of its files."""
        return sum(self._metadata.files.values())

    @sound
    def articles(self) -> Iterator[Article]:
        """Every article, in document order."""
        return (self._segments.article(doc) for doc in np.flatnonzero(self._segments.live_docs).tolist())

    @sound
    def get(self, id: str) -> Article:
        """The article with that id; raises ArticleNotFound."""
        return self._segments.article(self._place(id))

    @sound
    def select(self, root: Node, filters: Sequence[Node]) -> Selection:
        """What matches a tree, and every filter."""
        match = self._planner.match(root)
        docs = match.docs
        for node in filters:
            docs = docs[self._planner.match(node).mask[docs]]
        return Selection(match, docs)

    @sound
    def page(
        self,
        selection: Selection,
        sort: Sort,
        wanted: slice,
        facets: Sequence[str],
        marker: Marker | None,
        collapse: bool,
    ) -> Page:
        """Some of it in the order of the results."""
        total = len(selection.docs)
        return Page(
            total=total,
            exact=selection.exact,
            entries=self._lister.entries(selection.docs) if collapse else total,
            hits=self._lister.hits(selection, sort, wanted, marker, collapse),
            facets={facet: self._facets.counts(facet, selection.docs) for facet in facets},
        )

    @sound
    def every(self, selection: Selection, sort: Sort) -> Iterator[Found]:
        """All of it in that order, read as it is asked for."""
        docs = self._lister.order(selection, sort)
        exact = repeat(True) if selection.match.exact is None else selection.match.exact[docs].tolist()
        return (Found(self._segments.article(doc), typed) for doc, typed in zip(docs.tolist(), exact, strict=False))

    @sound
    def occurs(self, text: str) -> bool:
        """Does a string occur in any article, its byline or address included?"""
        return bool(self._segments.beside(text)) or any(len(docs) for docs in self._segments.strings(text))

    @sound
    def words_like(self, word: str) -> Sequence[str]:
        """Words of the text that are about as long."""
        return self._segments.words_like(word)

    @sound
    def titles_with(self, text: str, most: int) -> Sequence[str]:
        """Titles in which a string occurs, the newest first."""
        docs, _ = self._segments.strings(text, title_only=True)
        newest = docs[np.argsort(self._segments.newest[docs])][:most]
        return [head.title for head in self._segments.heads(newest)]

    @sound
    def neighbours(self, id: str, tokenizer: Tokenizer) -> Neighbours:
        """The articles near one; raises ArticleNotFound."""
        return neighbours(self._place(id), self._segments, self._lister, tokenizer)

    @sound
    def author(self, name: str, people: Thesaurus) -> Author:
        """Who writes under that name; raises AuthorNotFound."""
        return self._facets.author(name, people)

    @sound
    def value_counts(self, field: str) -> Mapping[str, int]:
        """Every value of a field, and in how many articles it occurs."""
        return self._segments.counts(field, np.flatnonzero(self._segments.live_docs))

    def pointer(self) -> g.Pointer:
        """What CURRENT holds now."""
        return g.pointer(self._root)

    def opened_again(self) -> Searcher[Selection]:
        """The generation that serves now, opened."""
        return open_whoosh(self._root)

    def writer(self) -> str:
        """The process that is building the next generation, looked up now; empty where none is."""
        return holder(self._root)

    def catalog(self) -> bytes:
        """What the archive was like."""
        return s.read_catalog(self._folder, self._metadata)

    def verify(self) -> Iterator[str]:
        """What is not as it was written; reads every file, also of the generations to fall back on."""
        yield from verify(self._root, self._folder, self._metadata)

    def behind(self, error: Exception) -> Exception:
        """What is wrong with which file where a search failed in a way that nobody expected; the error itself where all
        are as they were written, which is looked for once a minute: it takes reading them."""
        with self._reading:
            until, reason = self._altered
            if time.monotonic() >= until:
                found = s.behind(self._folder, self._metadata, error)
                reason = None if found is error else found
                self._altered = (time.monotonic() + _LOOKED_AT_FOR, reason)
            return reason or error

    def close(self) -> None:
        """Nothing to do: the files are mapped, and let go with the last reader's arrays."""

    def _place(self, id: str) -> int:
        doc = self._segments.place_of(id)
        if doc is None:
            raise ArticleNotFound(
                "There is no article {id!r} in the index. It may have been removed since it was found.", id=id
            )
        return doc
