"""The port's Index on Whoosh: one generation, open for reading."""

import heapq
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
from whoosh.index import open_dir

from indexer.analysis import fold
from indexer.article import Article
from indexer.engine import FACET_VALUES, FACETS, SORTS, Count, Filters, Hit, Results, Sort, Status, Understood
from indexer.engine.filters import to_filters, whole_number
from indexer.engine.whoosh import generation as g
from indexer.engine.whoosh.arrays import Array
from indexer.engine.whoosh.evaluate import Evaluator, Match
from indexer.engine.whoosh.names import Names
from indexer.engine.whoosh.order import best
from indexer.engine.whoosh.schema import NO_DATE
from indexer.engine.whoosh.segments import Segments
from indexer.engine.whoosh.stored import Head
from indexer.errors import ArticleNotFound, BadParameter, IndexDamaged
from indexer.query import Dates, Name, Node, Query, Sentence, Term, leaves, parse_query
from indexer.snippet import Marker, Marks, Snippet

_NO_SNIPPET = Snippet()
# The epoch of numpy's dates is UTC's; Beijing's days begin eight hours earlier.
_BEIJING_SECONDS = 8 * 3600


def open_whoosh(root: Path) -> "WhooshIndex":
    """Open the generation that serves, or if it is damaged the one before.

    Raises IndexMissing, IndexMismatch, IndexDamaged.
    """
    damage: IndexDamaged | None = None
    for folder in g.candidates(root):
        try:
            return WhooshIndex(root, folder)
        except IndexDamaged as error:
            damage = damage or error
    assert damage is not None
    raise damage


class WhooshIndex:
    """One generation. Safe to share between threads."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._root, self._folder = root, folder
        self._stamp = g.read_stamp(folder)
        g.check_stamp(folder, self._stamp)
        try:
            self._segments = Segments(open_dir(str(folder)))
        except Exception as error:  # Whoosh raises whatever unpickling a damaged file does
            raise IndexDamaged(
                f"The index in {folder} can't be opened ({error}). Rebuild it with: wenhai reindex ARCHIVE --full"
            ) from error
        self._names = Names(self._segments)
        self._evaluator = Evaluator(self._segments, self._names)
        self._refreshing = threading.Lock()
        self._looked_at = folder

    def __len__(self) -> int:
        return int(self._segments.count)

    def articles(self) -> Iterator[Article]:
        """Every article, in document order."""
        return (self._segments.article(doc) for doc in np.flatnonzero(self._segments.alive).tolist())

    def get(self, id: str) -> Article:
        """The article with that id; raises ArticleNotFound."""
        for doc in self._segments.documents("id", [id]).tolist():
            if self._segments.alive[doc]:
                return self._segments.article(doc)
        raise ArticleNotFound(f"There is no article {id!r} in the index. It may have been removed since it was found.")

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
        """Answer a query; the port tells the rest."""
        began = time.perf_counter()
        limit, offset = whole_number("limit", limit), whole_number("offset", offset)
        if sort not in SORTS:
            raise BadParameter(f"sort is {sort!r}; it must be one of {', '.join(SORTS)}.")
        for facet in facets:
            if facet not in FACETS:
                raise BadParameter(f"There is no facet {facet!r}; there are {', '.join(FACETS)}.")
        parsed = parse_query(query)
        match = self._evaluator.match(parsed.root)
        found = self._allowed(match.docs, to_filters(filters))
        marker = Marker(parsed.root) if snippets else None
        return Results(
            total=len(found),
            exact=len(found) if match.exact is None else int(np.count_nonzero(match.exact[found])),
            hits=self._hits(match, found, sort, slice(offset, offset + limit), marker),
            understood=_understood(parsed),
            facets={facet: self._counts(facet, found) for facet in facets},
            took_ms=round((time.perf_counter() - began) * 1e3, 3),
        )

    def suggest(self, text: str, limit: int = 8) -> tuple[str, ...]:
        """Authors whose name holds the text, then titles that do, newest first."""
        typed = fold(text).strip()
        if not typed:
            return ()
        authors = self._names.authors_holding(typed)[:limit]
        docs, _ = self._segments.strings(typed, title_only=True)
        docs = docs[self._segments.alive[docs]]
        newest = docs[np.argsort(self._segments.newest[docs])][:limit]
        titles = [head.title for head in self._segments.heads(newest)]
        return tuple(dict.fromkeys([*authors, *titles]))[:limit]

    def refreshed(self) -> "WhooshIndex":
        """This index, or the newer generation that has taken its place, opened."""
        with self._refreshing:
            serving = g.current_generation(self._root)
            if serving == self._looked_at:
                return self
            newer = open_whoosh(self._root)
            self._looked_at = serving
            # The newest one can be damaged; then the best there is may be this very one.
            return self if newer._folder == self._folder else newer

    def status(self) -> Status:
        """What it holds, since when, and where."""
        return Status(
            generation=self._folder.name,
            built=datetime.fromisoformat(self._stamp.built),
            articles=len(self),
            bytes=sum(self._stamp.files.values()),
            location=str(self._root),
        )

    def close(self) -> None:
        """Nothing to do: the files are mapped, and let go with the last reader's arrays."""

    def _allowed(self, docs: Array, filters: Filters) -> Array:
        """The documents that are not deleted and pass the filters."""
        if self._segments.count < self._segments.size:
            docs = docs[self._segments.alive[docs]]
        named = {"author": filters.author, "source": filters.source, "section": filters.section}
        nodes: list[Node] = [Name(facet, fold(name)) for facet, name in named.items() if name]  # type: ignore[arg-type]
        if filters.date_from or filters.date_to:
            nodes.append(Dates(filters.date_from, filters.date_to))
        for node in nodes:
            docs = docs[self._evaluator.mask(node)[docs]]
        return docs

    def _hits(self, match: Match, docs: Array, sort: Sort, wanted: slice, marker: Marker | None) -> tuple[Hit, ...]:
        """Some of the documents found, in the order of the results. Equals stand in document order."""
        if sort == "relevance":
            if match.best and match.exact is None and len(docs) == match.count:
                docs = match.best(wanted.stop)
            scores = match.score(docs) if match.score else None
            order = best(docs, scores, match.exact, self._segments.newest, wanted.stop)[wanted]
            shown = docs[order]
        else:
            scores = None
            places = self._segments.newest if sort == "newest" else self._segments.oldest
            order = best(docs, None, None, places, wanted.stop)[wanted]
            shown = docs[order]
            if match.score:
                scores, order = match.score(np.sort(shown)), np.argsort(np.argsort(shown))
        scored = [0.0] * len(shown) if scores is None else scores[order].tolist()
        exact = [True] * len(shown) if match.exact is None else match.exact[shown].tolist()
        heads = self._segments.heads(shown)
        return tuple([self._hit(*hit, marker) for hit in zip(shown.tolist(), heads, scored, exact, strict=True)])

    def _hit(self, doc: int, head: Head, score: float, exact: bool, marker: Marker | None) -> Hit:
        snippet = _NO_SNIPPET
        title_marks: Marks = ()
        if marker:
            article = self._segments.article(doc)
            snippet, title_marks = marker.snippet(article.body, article.captions), marker.marks(head.title, "title")
        return Hit(
            head.id, head.url, head.title, head.date, head.byline, head.source, head.section, round(score, 4), exact,
            snippet, title_marks,
        )  # fmt: skip

    def _counts(self, facet: str, docs: Array) -> tuple[Count, ...]:
        """Most frequent first; years newest first."""
        if facet != "year":
            counts = self._segments.counts(facet, docs)
            most = heapq.nsmallest(FACET_VALUES, counts.items(), key=lambda item: (-item[1], item[0]))
            return tuple(Count(value, n) for value, n in most)
        dates = self._segments.dates[docs]
        seconds = dates[dates != NO_DATE] + _BEIJING_SECONDS
        years = Counter((seconds.astype("datetime64[s]").astype("datetime64[Y]").astype(int) + 1970).tolist())
        return tuple(Count(str(year), n) for year, n in sorted(years.items(), reverse=True))


def _understood(query: Query) -> Understood:
    notes = list(query.notes)
    for leaf in leaves(query.root):
        if isinstance(leaf, Sentence):
            notes.append("按整句检索：与句中多数字词相合的文章，相合越多越靠前。")
        elif isinstance(leaf, Term) and len(leaf.words) > 1:
            notes.append(f"“{leaf.text}”：含原文字句的在前，其后是含有“{'”“'.join(leaf.words)}”的。")
    return Understood(str(query.root), tuple(dict.fromkeys(notes)))
