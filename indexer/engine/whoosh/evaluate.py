"""A query tree over the arrays of an index: which documents match, how well, and which hold every term as typed."""

import re
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

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")


@dataclass(frozen=True, slots=True)
class Match:
    """One value a document: does it match (bool), does it hold every term as typed (bool), how well (float32)."""

    found: Array
    exact: Array
    scores: Array


class Evaluator:
    """Evaluates trees over one index. Every array has one value a document."""

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
                return self._counted(docs, np.ones(len(docs), np.int64))
            case Name(facet):
                return self._plain(self._mask(self._segments.documents(facet, self._names.meant(node))))
            case Dates(first, last):
                return self._plain(self.dated(first, last))
            case Everything():
                return self._plain(np.ones(self._segments.size, bool))
            case Nothing():
                return self._plain(self._mask())
            case Not(item):
                return self._plain(~self.match(item).found)
            case And(items):
                return _joined(np.logical_and, [self.match(item) for item in items])
            case Or(items):
                return _joined(np.logical_or, [self.match(item) for item in items])

    def dated(self, first: date | None, last: date | None) -> Array:
        """Which documents have a date from the first to the last day, Beijing time."""
        dates = self._segments.dates
        mask: Array = dates != NO_DATE
        if first:
            mask &= dates >= _seconds(first)
        if last and last < date.max:
            mask &= dates < _seconds(last + timedelta(days=1))
        return mask

    def _mask(self, *docs: Array) -> Array:
        mask = np.zeros(self._segments.size, bool)
        for some in docs:
            mask[some] = True
        return mask

    def _zeros(self) -> Array:
        return np.zeros(self._segments.size, np.float32)

    def _plain(self, mask: Array) -> Match:
        return Match(mask, mask, self._zeros())

    def _counted(self, docs: Array, counts: Array) -> Match:
        """A string that stands ``counts`` times in ``docs``, scored as one word of the body."""
        mask, scores = self._mask(docs), self._zeros()
        shares = ranking.saturated(counts.astype(np.float32) * self._segments.norms[docs])
        scores[docs] = self._idf(len(docs)) * shares
        return Match(mask, mask, scores)

    def _idf(self, documents: int) -> np.float32:
        return np.float32(ranking.idf(documents, self._segments.size))

    def _string(self, text: str, field: str) -> Match:
        """A string in title, body and captions. Where it is a word, articles that hold the word score by that, others
        as if it stood there once."""
        if field == "title":
            return self._counted(*self._segments.strings(text, title_only=True))
        docs, shares = self._segments.word("body", text)
        if not len(docs):
            return self._counted(*self._segments.strings(text))
        elsewhere = self._segments.elsewhere(text)
        mask, scores = self._mask(docs, elsewhere), self._zeros()
        weight = self._idf(len(docs) + len(elsewhere))
        scores[docs] = shares * (weight * np.float32(ranking.STEP))
        scores[elsewhere] = weight * ranking.saturated(self._segments.norms[elsewhere])
        return Match(mask, mask, scores)

    def _word(self, word: str, field: str) -> tuple[list[tuple[Array, Array]], np.float32]:
        """Where a word stands, with its scores there, in one or two lists; and its idf."""
        fields = ("title",) if field == "title" else ("body", "byline")
        found = [postings for name in fields if len((postings := self._segments.word(name, word))[0])]
        weight = self._idf(sum(len(docs) for docs, _ in found))
        return [(docs, shares * (weight * np.float32(ranking.STEP))) for docs, shares in found], weight

    def _term(self, term: Term) -> Match:
        string = self._string(term.text, term.field) if term.text else self._plain(self._mask())
        if not term.words:
            return string
        words = dict.fromkeys(term.words)
        found, exact, scores = string.found, string.exact, string.scores
        if term.field != "title":
            # A writer's name is typed to find the writer, too; strings are kept of title, body and captions only.
            authors = self._names.authors_holding(term.text)
            if authors:
                exact = exact | self._mask(self._segments.documents("author", authors))
        if term.field != "title" and list(words) == [term.text]:
            docs, shares = self._segments.word("byline", term.text)
            if len(docs):
                scores[docs] += shares * (self._idf(len(docs)) * np.float32(ranking.STEP))
                found = found | self._mask(docs)
            return Match(found | exact, exact, scores)
        all_words, sum_ = self._all(list(words), term.field)
        return Match(all_words | exact, exact, scores + np.where(all_words, sum_, np.float32(0)))

    def _all(self, words: list[str], field: str) -> tuple[Array, Array]:
        """Which documents hold all words, and the sum of the words' scores."""
        found, scores = np.ones(self._segments.size, bool), self._zeros()
        for word in words:
            postings, _ = self._word(word, field)
            found &= self._mask(*(docs for docs, _ in postings))
            for docs, score in postings:
                scores[docs] += score
        return found, scores

    def _sentence(self, sentence: Sentence) -> Match:
        scores, shared = self._zeros(), self._zeros()
        whole = 0.0
        for word in dict.fromkeys(sentence.words):
            postings, weight = self._word(word, sentence.field)
            if not postings:  # a word that stands nowhere can be missed by nobody
                continue
            whole += float(weight)
            for docs, score in postings:
                scores[docs] += score
            shared[self._union([docs for docs, _ in postings])] += weight
        exact = self._mask(self._segments.strings(sentence.text, sentence.field == "title")[0])
        found = (shared >= ranking.SENTENCE_SHARE * whole) | exact
        return Match(found, exact, np.where(found, scores, np.float32(0)))

    def _union(self, lists: list[Array]) -> Array:
        return lists[0] if len(lists) == 1 else np.flatnonzero(self._mask(*lists))

    def _prefix(self, prefix: Prefix) -> Match:
        if _HAN.match(prefix.text):
            return self.match(Exact(prefix.text, prefix.field))
        fields = ("title",) if prefix.field == "title" else ("body", "byline")
        docs = np.concatenate([self._segments.words_from(field, prefix.text) for field in fields])
        distinct, counts = np.unique(docs, return_counts=True)
        return self._counted(distinct, counts)


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time(), BEIJING).timestamp())


def _joined(join: np.ufunc, matches: list[Match]) -> Match:
    """Matches of the parts of an AND or OR as one; scores add up."""
    found = join.reduce([match.found for match in matches])
    exact = join.reduce([match.exact for match in matches])
    return Match(found, exact, np.add.reduce([match.scores for match in matches]))
