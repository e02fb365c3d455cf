"""A query tree over the arrays of an index: which documents match, how well, and which hold every term as typed."""

import functools
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property

import numpy as np

from indexer.analysis import HAN
from indexer.article import BEIJING
from indexer.budget import check_time
from indexer.engine import ranking
from indexer.engine.arrays import Array
from indexer.engine.closer import Closer
from indexer.engine.names import Names
from indexer.engine.whoosh.layout import NO_DATE
from indexer.engine.whoosh.lists import as_mask
from indexer.engine.whoosh.segments import ASIDE, Segments
from indexer.query import (
    Also,
    And,
    Dates,
    Everything,
    Exact,
    Form,
    Name,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    Prefix,
    Sentence,
    Term,
)  # fmt: skip

_LATIN_WORD = re.compile(r"[^\W_\u3400-\u9fff]+")
_Unscored = Name | Dates | Everything | Nothing | Not
_STEP = np.float32(ranking.STEP)
Scorer = Callable[[Array], Array]


class Match:
    """Documents that match. Most arrays are made only when they are asked for: of the longest lists, few ever are.

    ``count``: how many they are. ``score``: gives the scores (float32, above 0) of some of them, which must ascend;
    None: all are 0. ``exact``: one value a document of the index (bool), does every term stand in it as typed; None: in
    all that match. ``best``: gives so many with the greatest scores, equal ones included, and maybe others, ascending;
    None where that takes looking at all. ``closer``: gives what a closer look, at their texts, adds to the scores of a
    few of them.
    """

    def __init__(
        self,
        count: int,
        docs: Callable[[], Array],
        mask: Callable[[], Array],
        score: Scorer | None = None,
        exact: Array | None = None,
        best: Callable[[int], Array] | None = None,
        closer: Scorer | None = None,
    ) -> None:
        self.count, self.score, self.exact, self.best, self.closer = count, score, exact, best, closer
        self._docs, self._mask = docs, mask

    @cached_property
    def docs(self) -> Array:
        """Their numbers (intp), ascending."""
        return self._docs()

    @cached_property
    def mask(self) -> Array:
        """One value a document of the index (bool): does it match?"""
        return self._mask()


class Evaluator:
    """Evaluates trees over one index."""

    def __init__(self, segments: Segments, names: Names) -> None:
        self._segments, self._names = segments, names

    def match(self, node: Node) -> Match:
        """The documents that match a tree."""
        check_time()
        match node:
            case Term():
                return self._term(node)
            case Sentence():
                return self._sentence(node)
            case Exact(text, field):
                return self._string(text, field)
            case Form():
                return self._form(node)
            case Also(item, others):
                return self._also(self.match(item), [self.match(other) for other in others])
            case Prefix():
                return self._prefix(node)
            case Near(left, right, distance):
                docs = self._segments.near(left, right, distance)
                return self._counted(docs, np.ones(len(docs), np.float32))
            case And(items):
                return self._all(items)
            case Or(items):
                return self._any([self.match(item) for item in items])
            case _:
                return self._masked(self.mask(node))

    def mask(self, node: Node) -> Array:
        """Which documents (bool, one value each) match a tree."""
        match node:
            case Name(facet):
                return self._among(self._segments.documents(facet, self._names.meant(node)))
            case Dates(first, last):
                return self._dated(first, last)
            case Everything():
                return self._segments.alive
            case Nothing():
                return np.zeros(self._segments.size, bool)
            case Not(item):
                return self._segments.alive & ~self.mask(item)
            case _:
                return self.match(node).mask

    def _dated(self, first: date | None, last: date | None) -> Array:
        """Which documents have a date from the first to the last day, Beijing time."""
        dates = self._segments.dates
        mask: Array = self._segments.alive & (dates != NO_DATE)
        if first:
            mask &= dates >= _seconds(first)
        if last and last < date.max:
            mask &= dates < _seconds(last + timedelta(days=1))
        return mask

    def _among(self, docs: Array) -> Array:
        return as_mask(docs, self._segments.size)

    def _masked(
        self, mask: Array, score: Scorer | None = None, exact: Array | None = None, closer: Scorer | None = None
    ) -> Match:
        count = int(np.count_nonzero(mask))
        return Match(count, lambda: mask.nonzero()[0], lambda: mask, score, exact, closer=closer)

    def _listed(self, docs: Array, score: Scorer | None = None, exact: Array | None = None) -> Match:
        return Match(len(docs), lambda: docs, lambda: self._among(docs), score, exact)

    def _idf(self, documents: int) -> np.float32:
        return np.float32(ranking.idf(documents, self._segments.count))

    def _all(self, items: Sequence[Node]) -> Match:
        """What matches all."""
        scored = [self.match(item) for item in items if not isinstance(item, _Unscored)]
        docs = _common(scored) if scored else np.flatnonzero(self._segments.alive)
        for item in items:
            if isinstance(item, _Unscored):
                docs = docs[self.mask(item).take(docs)]
        return self._each_of(scored, docs)

    def _each_of(self, matches: Sequence[Match], docs: Array) -> Match:
        """Documents that are in all of some matches: scores add up, and what is exact is so in all."""
        scorers = [match.score for match in matches if match.score]
        exact = [match.exact for match in matches if match.exact is not None]

        def score(some: Array) -> Array:
            return functools.reduce(np.add, [scorer(some) for scorer in scorers])

        return self._listed(
            docs, score if scorers else None, functools.reduce(np.logical_and, exact) if exact else None
        )

    def _any(self, matches: Sequence[Match]) -> Match:
        """Documents that are in any of some matches: scores add up, and what is exact is so in one."""
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

    def _also(self, typed: Match, others: Sequence[Match]) -> Match:
        """What was typed, and whatever else is in any of the others, at a part of its score and never exact."""
        added = self._any(others)
        exact = typed.mask if typed.exact is None else typed.exact & typed.mask

        def score(docs: Array) -> Array:
            here = typed.mask.take(docs)
            scores = np.zeros(len(docs), np.float32)
            for match, some, weight in ((typed, here, 1.0), (added, ~here, ranking.ADDED_WEIGHT)):
                if match.score:
                    scores[some] = match.score(docs[some]) * np.float32(weight)
            return scores

        return self._masked(typed.mask | added.mask, score, exact)

    def _counted(self, docs: Array, counts: Array) -> Match:
        """A string that stands ``counts`` (float32) times in ``docs``, scored as one word of the body."""
        scores = self._idf(len(docs)) * ranking.saturated(counts * self._segments.norms[docs])
        return self._listed(docs, lambda some: scores[docs.searchsorted(some)])

    def _string(self, text: str, field: str) -> Match:
        """A string in title, body and captions. Where it is a word, articles that hold the word score by that, others
        as if it stood there once."""
        if field == "title":
            return self._counted(*self._segments.strings(text, title_only=True))
        found = self._segments.string(text)
        if found is None:
            return self._counted(*self._segments.strings(text))
        weight = self._idf(found.count) * _STEP
        return Match(found.count, found.docs, found.mask, lambda docs: found.shares(docs) * weight, best=found.best)

    def _word(self, word: str, field: str) -> tuple[Match, np.float32]:
        """Where a word stands, and its idf."""
        check_time()
        shares = [
            self._shares(name, word)
            for name in (("title",) if field == "title" else ("body", *self._segments.aside(word)))
        ]
        found = self._any([match for match in shares if match.count] or shares[:1])
        scorer, weight = self._weighted(found)
        return Match(found.count, lambda: found.docs, lambda: found.mask, scorer), weight

    def _weighted(self, shares: Match) -> tuple[Scorer, np.float32]:
        """The scores for some shares, and the idf that they are weighted with."""
        weight, unweighted = self._idf(shares.count), shares.score
        assert unweighted is not None
        return lambda docs: unweighted(docs) * weight, weight

    def _shares(self, field: str, word: str) -> Match:
        """Where a word stands in a field, scored by its shares."""
        held = self._segments.word(field, word)
        return Match(held.count, held.docs, held.mask, lambda docs: held.shares(docs) * _STEP)

    def _term(self, term: Term) -> Match:
        parts = [self._string(term.text, term.field)] if term.text else []
        words = list(dict.fromkeys(term.words))
        nowhere = np.zeros(self._segments.size, bool)
        parts.extend(self._written_by(term.text, term.field))
        if words == [term.text] and term.field != "title":
            parts.extend(self._aside(field, term.text, nowhere) for field in self._segments.aside(term.text))
        elif words:
            every = [self._word(word, term.field)[0] for word in words]
            held = self._each_of(every, _common(every))
            parts.append(self._listed(held.docs, held.score, nowhere))
        return self._any(parts) if parts else self._masked(nowhere)

    def _aside(self, field: str, word: str, nowhere: Array) -> Match:
        """Where a word stands in a field whose strings are not kept."""
        shares = self._shares(field, word)
        return self._masked(shares.mask, self._weighted(shares)[0], nowhere)

    def _sentence(self, sentence: Sentence) -> Match:
        scores, shared = (np.zeros(self._segments.size, np.float32) for _ in range(2))
        whole = 0.0
        weights: dict[str, float] = {}
        for word in dict.fromkeys(sentence.words):
            match, weight = self._word(word, sentence.field)
            if not match.count or match.score is None:  # a word that stands nowhere can be missed by nobody
                continue
            weights[word] = float(weight)
            counted = ranking.sentence_weight(match.count, self._segments.count)
            whole += counted
            scores[match.docs] += match.score(match.docs)
            shared[match.docs] += np.float32(counted)
        found = (shared > 0) & (shared >= ranking.SENTENCE_SHARE * whole)
        exact = self._among(self._segments.strings(sentence.text, sentence.field == "title")[0])
        closer = None if sentence.field else self._closer(Closer(sentence.words, weights))
        return self._masked(found | exact, scores.take, exact, closer)

    def _closer(self, closer: Closer) -> Scorer:
        segments = self._segments
        return lambda docs: closer.added([segments.text(doc) for doc in docs.tolist()], segments.norms[docs])

    def _form(self, form: Form) -> Match:
        if _LATIN_WORD.fullmatch(form.text):
            found = self._word(form.text, form.field)[0]
        else:
            found = self._string(form.text, form.field)
        return self._any([found, *self._written_by(form.text, form.field)])

    def _written_by(self, text: str, field: str) -> list[Match]:
        """The articles by authors whose name holds a text: a name is typed to find the writer, too, and strings are
        kept of title, body and captions only."""
        authors = self._names.authors_holding(text) if field != "title" else []
        return [self._masked(self._among(self._segments.documents("author", authors)))] if authors else []

    def _prefix(self, prefix: Prefix) -> Match:
        if HAN.match(prefix.text):
            return self.match(Exact(prefix.text, prefix.field))
        fields = ("title",) if prefix.field == "title" else ("body", *ASIDE)
        docs = np.concatenate([self._segments.words_from(field, prefix.text) for field in fields])
        distinct, counts = np.unique(docs, return_counts=True)
        return self._counted(distinct, counts.astype(np.float32))


def _common(matches: Sequence[Match]) -> Array:
    """The documents of all matches, one at least: begins with the fewest, and looks these up in the others."""
    fewest, *others = sorted(matches, key=lambda match: match.count)
    docs = fewest.docs
    for match in others:
        docs = docs[match.mask.take(docs)]
    return docs


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time(), BEIJING).timestamp())
