"""A query tree over the arrays of an index: which documents match, how well, and which hold every term as typed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from indexer.article import BEIJING
from indexer.engine.whoosh import ranking
from indexer.engine.whoosh.arrays import Array
from indexer.engine.whoosh.names import Names
from indexer.engine.whoosh.schema import NO_DATE, WORD_FIELDS
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
    """Evaluates trees over one index."""

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
                return self._counted(*self._segments.string(text, field == "title"))
            case Prefix():
                return self._prefix(node)
            case Near(left, right, distance):
                docs = self._segments.near(left, right, distance)
                return self._counted(docs, np.ones(len(docs), np.float32))
            case Name(facet):
                return self._plain(self._mask(self._segments.documents(facet, self._names.meant(node))))
            case Dates(first, last):
                return self._plain(self.dated(first, last))
            case Everything():
                return self._plain(np.ones(self._segments.size, bool))
            case Nothing():
                return self._plain(np.zeros(self._segments.size, bool))
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

    def _mask(self, docs: Array) -> Array:
        mask = np.zeros(self._segments.size, bool)
        mask[docs] = True
        return mask

    def _plain(self, mask: Array) -> Match:
        return Match(mask, mask, np.zeros(self._segments.size, np.float32))

    def _counted(self, docs: Array, counts: Array) -> Match:
        """A string that stands ``counts`` times in ``docs``, scored as one word of the body."""
        mask = self._mask(docs)
        scores = np.zeros(self._segments.size, np.float32)
        if len(docs):
            shares = ranking.saturated(ranking.normed(self._segments, "body", docs, counts))
            scores[docs] = ranking.idf(len(docs), self._segments.count) * shares
        return Match(mask, mask, scores)

    def _word(self, word: str, fields: Iterable[str]) -> tuple[Array, float]:
        """BM25F of one word over fields, one value a document, and the word's idf."""
        frequency = np.zeros(self._segments.size, np.float32)
        for field in fields:
            docs, freqs = self._segments.word(field, word)
            frequency[docs] += ranking.normed(self._segments, field, docs, freqs)
        weight = ranking.idf(int(np.count_nonzero(frequency)), self._segments.count)
        return np.float32(weight) * ranking.saturated(frequency), weight

    def _term(self, term: Term) -> Match:
        title_only = term.field == "title"
        string = self._counted(*self._segments.string(term.text, title_only)) if term.text else None
        if not term.words:
            return string or self._plain(np.zeros(self._segments.size, bool))
        scores = np.zeros(self._segments.size, np.float32)
        found = np.ones(self._segments.size, bool)
        for word in dict.fromkeys(term.words):
            share, _ = self._word(word, ("title",) if title_only else WORD_FIELDS)
            found &= share > 0
            scores += share
        scores[~found] = 0
        if string is None:
            return Match(found, found, scores)
        exact = string.found
        if not title_only:
            # A writer's name is typed to find the writer, too; strings are kept of title, body and captions only.
            exact = exact | self._mask(self._segments.documents("author", self._names.authors_holding(term.text)))
        if not title_only and len(term.words) > 1:
            scores = scores + string.scores
        elif len(term.words) == 1:
            scores = np.maximum(scores, string.scores)
        return Match(found | exact, exact, scores)

    def _sentence(self, sentence: Sentence) -> Match:
        fields = ("title",) if sentence.field == "title" else WORD_FIELDS
        scores = np.zeros(self._segments.size, np.float32)
        shared = np.zeros(self._segments.size, np.float32)
        whole = 0.0
        for word in dict.fromkeys(sentence.words):
            share, weight = self._word(word, fields)
            scores += share
            shared += np.float32(weight) * (share > 0)
            if share.any():  # a word that stands nowhere can be missed by nobody
                whole += weight
        exact = self._mask(self._segments.string(sentence.text, sentence.field == "title")[0])
        found = (shared >= ranking.SENTENCE_SHARE * whole) | exact
        return Match(found, exact, np.where(found, scores, np.float32(0)))

    def _prefix(self, prefix: Prefix) -> Match:
        if _HAN.match(prefix.text):
            return self.match(Exact(prefix.text, prefix.field))
        fields = ("title",) if prefix.field == "title" else WORD_FIELDS
        docs = np.concatenate([self._segments.words_from(field, prefix.text) for field in fields])
        distinct, counts = np.unique(docs, return_counts=True)
        return self._counted(distinct, counts.astype(np.float32))


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time(), BEIJING).timestamp())


def _joined(join: np.ufunc, matches: list[Match]) -> Match:
    """Matches of the parts of an AND or OR as one; scores add up."""
    found = join.reduce([match.found for match in matches])
    exact = join.reduce([match.exact for match in matches])
    return Match(found, exact, np.add.reduce([match.scores for match in matches]))
