"""A query tree over the arrays of an index: which documents match, how well, and which hold every term as typed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from indexer.article import BEIJING
from indexer.engine.whoosh import ranking
from indexer.engine.whoosh.arrays import Array
from indexer.engine.whoosh.names import Names
from indexer.engine.whoosh.schema import NO_DATE
from indexer.engine.whoosh.segments import Segments
from indexer.query import (
    And,
    Dates,
    Everything,
    Exact,
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

_NONE = np.empty(0, np.intp)
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")


_Unscored = Name | Dates | Everything | Nothing | Not
_STEP = np.float32(ranking.STEP)


@dataclass(frozen=True, slots=True)
class Match:
    """Documents that match, each once, in no order. One value each: ``scores`` (float32, above 0), ``exact`` (bool:
    every term stands in it as typed). Instead of the first None says that all are 0, of the second that all are."""

    docs: Array
    scores: Array | None = None
    exact: Array | None = None

    def where(self, kept: Array) -> "Match":
        """The documents for which ``kept`` (bool, one value each) is true."""
        return Match(
            self.docs[kept],
            None if self.scores is None else self.scores[kept],
            None if self.exact is None else self.exact[kept],
        )


class Evaluator:
    """Evaluates trees over one index.

    Few documents match most queries, so a match is a list of them. What a list is looked up in, or several are added
    up in, is an array with one value for each document of the index.
    """

    def __init__(self, segments: Segments, names: Names) -> None:
        self._segments, self._names = segments, names

    def match(self, node: Node) -> Match:
        """The documents that match a tree, deleted ones among them."""
        match node:
            case Term():
                return self._term(node)
            case Sentence():
                return self._sentence(node)
            case Exact(text, field):
                return self._string(text, field)
            case Prefix():
                return self._prefix(node)
            case Near(left, right, distance):
                docs = self._segments.near(left, right, distance)
                return self._counted(docs, np.ones(len(docs), np.float32))
            case And(items):
                return self._all(items)
            case Or(items):
                return self._union([self.match(item) for item in items])
            case _:
                return Match(np.flatnonzero(self.mask(node)))

    def mask(self, node: Node) -> Array:
        """Which documents (bool, one value each) match a tree, deleted ones among them."""
        match node:
            case Name(facet):
                return self._among(self._segments.documents(facet, self._names.meant(node)))
            case Dates(first, last):
                return self._dated(first, last)
            case Everything():
                return np.ones(self._segments.size, bool)
            case Nothing():
                return np.zeros(self._segments.size, bool)
            case Not(item):
                return ~self.mask(item)
            case _:
                return self._among(self.match(node).docs)

    def _dated(self, first: date | None, last: date | None) -> Array:
        """Which documents have a date from the first to the last day, Beijing time."""
        dates = self._segments.dates
        mask: Array = dates != NO_DATE
        if first:
            mask &= dates >= _seconds(first)
        if last and last < date.max:
            mask &= dates < _seconds(last + timedelta(days=1))
        return mask

    def _among(self, docs: Array) -> Array:
        mask = np.zeros(self._segments.size, bool)
        mask[docs] = True
        return mask

    def _spread(self, docs: Array, values: Array) -> Array:
        """The values (float32) of documents in an array of all documents; 0 elsewhere."""
        spread = np.zeros(self._segments.size, np.float32)
        spread[docs] = values
        return spread

    def _idf(self, documents: int) -> np.float32:
        return np.float32(ranking.idf(documents, self._segments.size))

    def _all(self, items: Sequence[Node]) -> Match:
        """Matches of an AND: begins with the fewest, and looks these up in the others."""
        scored = sorted((self.match(i) for i in items if not isinstance(i, _Unscored)), key=lambda m: len(m.docs))
        match = scored[0] if scored else Match(np.arange(self._segments.size))
        for other in scored[1:]:
            match = self._both(match, other)
        for item in items:
            if isinstance(item, _Unscored):
                match = match.where(self.mask(item)[match.docs])
        return match

    def _both(self, few: Match, many: Match) -> Match:
        """Documents of two matches; scores add up, exact are those that are exact in both."""
        if many.scores is None:
            both = few.where(self._among(many.docs)[few.docs])
            scores = both.scores
        else:
            others = self._spread(many.docs, many.scores)[few.docs]
            kept = others > 0
            both = few.where(kept)
            scores = others[kept] if both.scores is None else both.scores + others[kept]
        exact = both.exact
        if many.exact is not None:
            as_typed = self._among(many.docs[many.exact])[both.docs]
            exact = as_typed if exact is None else exact & as_typed
        return Match(both.docs, scores, exact)

    def _union(self, matches: Sequence[Match]) -> Match:
        """Documents of any match; scores add up, exact are those that are exact in one."""
        if len(matches) == 1:
            return matches[0]
        scores = np.zeros(self._segments.size, np.float32)
        found, exact = np.zeros(self._segments.size, bool), np.zeros(self._segments.size, bool)
        for match in matches:
            found[match.docs] = True
            exact[match.docs if match.exact is None else match.docs[match.exact]] = True
            if match.scores is not None:
                scores[match.docs] += match.scores
        docs = np.flatnonzero(found)
        return Match(docs, scores[docs], exact[docs])

    def _counted(self, docs: Array, counts: Array) -> Match:
        """A string that stands ``counts`` (float32) times in ``docs``, scored as one word of the body."""
        return Match(docs, self._idf(len(docs)) * ranking.saturated(counts * self._segments.norms[docs]))

    def _string(self, text: str, field: str) -> Match:
        """A string in title, body and captions. Where it is a word, articles that hold the word score by that, others
        as if it stood there once."""
        if field == "title":
            return self._counted(*self._segments.strings(text, title_only=True))
        docs, shares, elsewhere = self._segments.word_and_string(text)
        if not len(docs):
            return self._counted(*self._segments.strings(text))
        weight = self._idf(len(docs) + len(elsewhere))
        scores = shares * (weight * _STEP)
        if not len(elsewhere):
            return Match(docs, scores)
        once = weight * ranking.saturated(self._segments.norms[elsewhere])
        return Match(np.concatenate([docs, elsewhere]), np.concatenate([scores, once]))

    def _word(self, word: str, field: str) -> tuple[Match, np.float32]:
        """Where a word stands, and its idf."""
        fields = ("title",) if field == "title" else ("body", "byline")
        found = [postings for name in fields if len((postings := self._segments.word(name, word))[0])]
        if not found:
            return Match(_NONE), self._idf(0)
        match = self._union([Match(docs, shares * _STEP) for docs, shares in found])
        assert match.scores is not None
        weight = self._idf(len(match.docs))
        return Match(match.docs, match.scores * weight), weight

    def _term(self, term: Term) -> Match:
        string = self._string(term.text, term.field) if term.text else Match(_NONE)
        words = list(dict.fromkeys(term.words))
        parts = [string]
        if term.field != "title":
            # A writer's name is typed to find the writer, too; strings are kept of title, body and captions only.
            authors = self._names.authors_holding(term.text)
            if authors:
                parts.append(Match(np.unique(self._segments.documents("author", authors))))
        if words == [term.text] and term.field != "title":
            docs, shares = self._segments.word("byline", term.text)
            if len(docs):
                parts.append(Match(docs, shares * (self._idf(len(docs)) * _STEP), np.zeros(len(docs), bool)))
        elif words:
            every = self._every_word(words, term.field)
            parts.append(Match(every.docs, every.scores, np.zeros(len(every.docs), bool)))
        return self._union(parts)

    def _every_word(self, words: Sequence[str], field: str) -> Match:
        """Documents that hold all words."""
        found = sorted((self._word(word, field)[0] for word in words), key=lambda match: len(match.docs))
        match = found[0]
        for other in found[1:]:
            match = self._both(match, other)
        return match

    def _sentence(self, sentence: Sentence) -> Match:
        scores, shared = (np.zeros(self._segments.size, np.float32) for _ in range(2))
        whole = 0.0
        for word in dict.fromkeys(sentence.words):
            match, weight = self._word(word, sentence.field)
            if match.scores is None:  # a word that stands nowhere can be missed by nobody
                continue
            whole += float(weight)
            scores[match.docs] += match.scores
            shared[match.docs] += weight
        found = (shared > 0) & (shared >= ranking.SENTENCE_SHARE * whole)
        exact = self._among(self._segments.strings(sentence.text, sentence.field == "title")[0])
        docs = np.flatnonzero(found | exact)
        return Match(docs, scores[docs], exact[docs])

    def _prefix(self, prefix: Prefix) -> Match:
        if _HAN.match(prefix.text):
            return self.match(Exact(prefix.text, prefix.field))
        fields = ("title",) if prefix.field == "title" else ("body", "byline")
        docs = np.concatenate([self._segments.words_from(field, prefix.text) for field in fields])
        distinct, counts = np.unique(docs, return_counts=True)
        return self._counted(distinct, counts.astype(np.float32))


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time(), BEIJING).timestamp())

