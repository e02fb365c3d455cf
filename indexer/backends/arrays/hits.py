"""Documents found to hits: put in order, folded into families where that is asked for, with snippets."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from indexer.arrays import Array
from indexer.backends.arrays.doc_lists import as_mask
from indexer.backends.arrays.primitives import Match
from indexer.backends.arrays.segments import Segments
from indexer.backends.arrays.top import best
from indexer.search import ranking
from indexer.search.learned import Families
from indexer.search.port import Hit, Reference, Sort
from indexer.snippet import Marker


@dataclass(frozen=True, slots=True)
class Selection:
    """What matches a query, and those of it (intp, ascending) that pass its filters."""

    match: Match
    docs: Array

    @property
    def exact(self) -> int:
        """How many of them hold every term as it was typed."""
        return len(self.docs) if self.match.exact is None else int(np.count_nonzero(self.match.exact[self.docs]))


class Lister:
    """Lists documents of one generation."""

    def __init__(self, segments: Segments, families: Families) -> None:
        self._segments, self._families = segments, families

    def entries(self, docs: Array) -> int:
        """How many families some documents belong to."""
        return int(np.count_nonzero(as_mask(self._families.of[docs], self._segments.size)))

    def hits(
        self, selection: Selection, sort: Sort, wanted: slice, marker: Marker | None, collapse: bool
    ) -> tuple[Hit, ...]:
        """Some of the documents found, in the order of the results. Equals are in document order."""
        match, docs = selection.match, selection.docs
        reranked = sort == "relevance" and match.rerank and wanted.stop > wanted.start
        added = self._reranked(match, docs) if reranked else {}
        versions: dict[int, tuple[Reference, ...]] = {}
        if collapse:
            shown, scores, versions = self._collapsed(match, docs, sort, wanted, added)
        else:
            shown, scores = (some[wanted] for some in self._first(match, docs, sort, wanted.stop, added))
        exact = [True] * len(shown) if match.exact is None else match.exact[shown].tolist()
        heads = self._segments.heads(shown)
        hits = zip(shown.tolist(), heads, scores.tolist(), exact, strict=True)
        return tuple(
            [
                head.hit(score, exact, versions.get(doc, ()), marker, partial(self._segments.article, doc))
                for doc, head, score, exact in hits
            ]
        )

    def order(self, selection: Selection, sort: Sort) -> Array:
        """All of the documents found in the order of the results."""
        match, docs = selection.match, selection.docs
        added = self._reranked(match, docs) if sort == "relevance" and match.rerank else {}
        return self._first(match, docs, sort, len(docs), added)[0]

    def references(self, docs: Array) -> tuple[Reference, ...]:
        """Documents as others name them, in their order."""
        return tuple(head.reference for head in self._segments.heads(docs))

    def family(self, doc: int) -> Array:
        """All documents of a document's family, ascending."""
        family = self._families.of[doc]
        if self._families.sizes[family] == 1:
            return np.array([doc])
        return np.flatnonzero(self._families.of == family)

    def _reranked(self, match: Match, docs: Array) -> dict[int, float]:
        """What reranking adds to the scores of the best documents."""
        assert match.rerank is not None
        best = np.sort(self._first(match, docs, "relevance", ranking.RERANK_DEPTH, {})[0])
        return dict(zip(best.tolist(), match.rerank(best).tolist(), strict=True))

    def _first(
        self, match: Match, docs: Array, sort: Sort, count: int, added: Mapping[int, float]
    ) -> tuple[Array, Array]:
        """The first so many of the documents found, and their scores (float32)."""
        if sort != "relevance":
            places = self._segments.newest if sort == "newest" else self._segments.oldest
            first = docs[best(docs, None, None, places, count)]
            return first, _scores(match, first)
        if match.best and match.exact is None and len(docs) == match.count:
            docs = match.best(count)
        scores = match.score(docs) if match.score else None
        order = best(docs, scores, match.exact, self._segments.newest, max(count, len(added)))
        first, scores = docs[order], np.zeros(len(order), np.float32) if scores is None else scores[order]
        if added:
            # What was reranked is ahead of the others, and stays so: nothing is ever taken from a score.
            near = slice(len(added))
            scores[near] += [added[doc] for doc in first[near].tolist()]
            behind = np.zeros(len(first[near]), bool) if match.exact is None else ~match.exact[first[near]]
            order = np.lexsort((self._segments.newest[first[near]], -scores[near], behind))
            first[near], scores[near] = first[near][order], scores[near][order]
        return first[:count], scores[:count]

    def _collapsed(
        self, match: Match, docs: Array, sort: Sort, wanted: slice, added: Mapping[int, float]
    ) -> tuple[Array, Array, dict[int, tuple[Reference, ...]]]:
        """The first documents of the wanted families, their scores, and the others found of each."""
        count = wanted.stop
        while True:
            first, scores = self._first(match, docs, sort, count, added)
            _, leading = np.unique(self._families.of[first], return_index=True)
            leading = np.sort(leading)[wanted]
            if len(leading) == wanted.stop - wanted.start or count >= len(docs):
                break
            count *= 2
        shown = first[leading]
        versions = {}
        for doc in shown.tolist():
            family = self.family(doc)
            others = family[np.isin(family, docs) & (family != doc)] if len(family) > 1 else family[:0]
            if len(others):
                versions[doc] = self.references(others[np.argsort(self._segments.newest[others])])
        return shown, scores[leading], versions


def _scores(match: Match, docs: Array) -> Array:
    """The scores (float32) of a few documents, in any order."""
    scores = np.zeros(len(docs), np.float32)
    if match.score:
        scores[np.argsort(docs)] = match.score(np.sort(docs))
    return scores
