"""The primitives of a query over the arrays of an index: which documents match, how well, which hold it as typed."""

import functools
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property

import numpy as np

from indexer.arrays import Array
from indexer.article import BEIJING
from indexer.backends.arrays.doc_lists import as_mask
from indexer.backends.arrays.layout import NO_DATE
from indexer.backends.arrays.segments import Segments
from indexer.search import ranking
from indexer.search.plan import BESIDE, TextField, Weighted
from indexer.search.proximity import ProximityReranker

_STEP = np.float32(ranking.STEP)
Scorer = Callable[[Array], Array]


class Match:
    """Documents that match. Most arrays are made only when they are asked for: of the longest lists, few ever are.

    ``count``: how many they are. ``score``: gives the scores (float32, above 0) of some of them, which must ascend;
    None: all are 0. ``exact``: one value a document of the index (bool), does every term occur in it as typed; None: in
    all that match. ``best``: gives so many with the greatest scores, equal ones included, and maybe others, ascending;
    None where that takes looking at all. ``rerank``: gives what their texts add to the scores of a few of them.
    """

    def __init__(
        self,
        count: int,
        docs: Callable[[], Array],
        mask: Callable[[], Array],
        score: Scorer | None = None,
        exact: Array | None = None,
        best: Callable[[int], Array] | None = None,
        rerank: Scorer | None = None,
    ) -> None:
        self.count, self.score, self.exact, self.best, self.rerank = count, score, exact, best, rerank
        self.make_docs, self.make_mask = docs, mask

    @cached_property
    def docs(self) -> Array:
        """Their numbers (intp), ascending."""
        return self.make_docs()

    @cached_property
    def mask(self) -> Array:
        """One value a document of the index (bool): does it match?"""
        return self.make_mask()


class ArrayPrimitives:
    """What is found in one index: the ``Primitives`` of the planner."""

    def __init__(self, segments: Segments) -> None:
        self._segments = segments

    @property
    def size(self) -> int:
        """How many documents there are."""
        return int(self._segments.count)

    def word(self, word: str, fields: Sequence[str]) -> Weighted[Match]:
        """A word in some fields, scored by its impacts in them times its idf."""
        impacts = [self._impacts(field, word) for field in fields]
        found = self.any([match for match in impacts if match.count] or impacts[:1])
        idf, unweighted = self._idf(found.count), found.score
        assert unweighted is not None
        match = Match(found.count, found.make_docs, found.make_mask, lambda docs: unweighted(docs) * idf)
        return Weighted(match, float(idf), found.count)

    def _impacts(self, field: str, word: str) -> Match:
        held = self._segments.word(field, word)
        return Match(held.count, held.docs, held.mask, lambda docs: held.impacts(docs) * _STEP)

    def fields_beside(self, word: str) -> Sequence[str]:
        """The fields beside the text in which a word occurs."""
        return self._segments.beside(word)

    def string(self, text: str, field: TextField) -> Match:
        """A string in title, body and captions. Where it is a word, articles that hold the word score by that, others
        as if it stood there once."""
        if field == "title":
            return self._counted(*self._segments.strings(text, title_only=True))
        found = self._segments.string(text)
        if found is None:
            return self._counted(*self._segments.strings(text))
        weight = self._idf(found.count) * _STEP
        return Match(found.count, found.docs, found.mask, lambda docs: found.impacts(docs) * weight, best=found.best)

    def prefix(self, text: str, field: TextField) -> Match:
        """Words that begin so."""
        fields = ("title",) if field == "title" else ("body", *BESIDE)
        docs = np.concatenate([self._segments.words_from(name, text) for name in fields])
        distinct, counts = np.unique(docs, return_counts=True)
        return self._counted(distinct, counts.astype(np.float32))

    def near(self, left: str, right: str, distance: int) -> Match:
        """Two strings near one another."""
        docs = self._segments.near(left, right, distance)
        return self._counted(docs, np.ones(len(docs), np.float32))

    def values(self, facet: str, values: Sequence[str]) -> Match:
        """Documents with one of some values."""
        return self._masked(self._among(self._segments.documents(facet, values)))

    def dates(self, first: date | None, last: date | None) -> Match:
        """Documents with a date from the first to the last day, Beijing time."""
        dates = self._segments.dates
        mask: Array = self._segments.live_docs & (dates != NO_DATE)
        if first:
            mask &= dates >= _seconds(first)
        if last and last < date.max:
            mask &= dates < _seconds(last + timedelta(days=1))
        return self._masked(mask)

    def everything(self) -> Match:
        """Every document."""
        return self._masked(self._segments.live_docs)

    def nothing(self) -> Match:
        """None."""
        return self._masked(self._nowhere)

    def all(self, matches: Sequence[Match]) -> Match:
        """Documents that are in all of some matches, one at least: begins with the fewest, and looks these up in the
        others."""
        fewest, *others = sorted(matches, key=lambda match: match.count)
        docs = fewest.docs
        for match in others:
            docs = docs[match.mask.take(docs)]
        scorers = [match.score for match in matches if match.score]
        exact = [match.exact for match in matches if match.exact is not None]

        def score(some: Array) -> Array:
            return functools.reduce(np.add, [scorer(some) for scorer in scorers])

        return self._listed(
            docs, score if scorers else None, functools.reduce(np.logical_and, exact) if exact else None
        )

    def any(self, matches: Sequence[Match]) -> Match:
        """Documents that are in any of some matches."""
        if len(matches) == 1:
            return matches[0]
        exact = None
        if any(match.exact is not None for match in matches):
            exact = functools.reduce(np.logical_or, [m.mask if m.exact is None else m.exact & m.mask for m in matches])

        def score(docs: Array) -> Array:
            scores = np.zeros(len(docs), np.float32)
            for match in matches:
                if match.score:
                    here = match.mask.take(docs)
                    scores[here] += match.score(docs[here])
            return scores

        return self._masked(functools.reduce(np.logical_or, [match.mask for match in matches]), score, exact)

    def excluding(self, match: Match) -> Match:
        """All others."""
        return self._masked(self._segments.live_docs & ~match.mask)

    def added(self, typed: Match, others: Match) -> Match:
        """What was typed, and whatever else is in the others, at a part of its score and never exact."""
        exact = typed.mask if typed.exact is None else typed.exact & typed.mask

        def score(docs: Array) -> Array:
            here = typed.mask.take(docs)
            scores = np.zeros(len(docs), np.float32)
            for match, some, weight in ((typed, here, 1.0), (others, ~here, ranking.ADDED_WEIGHT)):
                if match.score:
                    scores[some] = match.score(docs[some]) * np.float32(weight)
            return scores

        return self._masked(typed.mask | others.mask, score, exact)

    def inexact(self, match: Match) -> Match:
        """The same, in none of which the terms occur as typed."""
        return Match(match.count, lambda: match.docs, lambda: match.mask, match.score, self._nowhere)

    def sentence(
        self,
        words: Sequence[tuple[Weighted[Match], float]],
        text: str,
        field: TextField,
        rerank: ProximityReranker | None,
    ) -> Match:
        """Documents that hold enough of the weight of some words, or the whole string."""
        scores, weights = (np.zeros(self._segments.size, np.float32) for _ in range(2))
        for (match, _, _), weight in words:
            assert match.score is not None
            docs = match.make_docs()  # not kept: those of 1,000 words would take 200 MB
            scores[docs] += match.score(docs)
            weights[docs] += np.float32(weight)
        least = ranking.SENTENCE_SHARE * sum(weight for _, weight in words)
        exact = self._among(self._segments.strings(text, field == "title")[0])
        found = (weights > 0) & (weights >= least) | exact
        return self._masked(found, scores.take, exact, self._reranked(rerank) if rerank else None)

    def _reranked(self, rerank: ProximityReranker) -> Scorer:
        segments = self._segments
        return lambda docs: rerank.added([segments.text(doc) for doc in docs.tolist()], segments.norms[docs])

    def _counted(self, docs: Array, counts: Array) -> Match:
        """A string that stands ``counts`` (float32) times in ``docs``, scored as one word of the body."""
        scores = self._idf(len(docs)) * ranking.saturated(counts * self._segments.norms[docs])
        return self._listed(docs, lambda some: scores[docs.searchsorted(some)])

    def _idf(self, documents: int) -> np.float32:
        return np.float32(ranking.idf(documents, self._segments.count))

    @cached_property
    def _nowhere(self) -> Array:
        return np.zeros(self._segments.size, bool)

    def _among(self, docs: Array) -> Array:
        return as_mask(docs, self._segments.size)

    def _masked(
        self, mask: Array, score: Scorer | None = None, exact: Array | None = None, rerank: Scorer | None = None
    ) -> Match:
        count = int(np.count_nonzero(mask))
        return Match(count, lambda: mask.nonzero()[0], lambda: mask, score, exact, rerank=rerank)

    def _listed(self, docs: Array, score: Scorer | None = None, exact: Array | None = None) -> Match:
        return Match(len(docs), lambda: docs, lambda: self._among(docs), score, exact)


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time(), BEIJING).timestamp())
