"""The primitives of a query in the engine's query language: which documents match, how well, which hold it as typed.

No I/O happens here: what it takes to know about the index comes in as Facts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from indexer.article import BEIJING
from indexer.backends.opensearch.clauses import (
    EVERYTHING,
    NOTHING,
    Body,
    Kind,
    all_of,
    any_of,
    begins,
    near,
    values_in,
    without,
    word_in,
)
from indexer.backends.opensearch.layout import HUNDREDTHS, ONCE, TENTHS, clean, word_term
from indexer.backends.opensearch.probes import LONG, Facts
from indexer.search import ranking
from indexer.search.plan import BESIDE, TextField, Weighted
from indexer.search.proximity import ProximityReranker

_MAX_WORDS = 350
"""Different words of a sentence that count, those that weigh most: two clauses each."""
_SCORED_PAIRS = 12
_GREATEST_IMPACT = 6.0


@dataclass(frozen=True, slots=True)
class Part:
    """What matches; what adds up to the score of a document, also of some that do not match; where every term stands
    as typed (None: wherever it matches)."""

    match: Body
    scores: tuple[Body, ...] = ()
    exact: Body | None = None
    rerank: ProximityReranker | None = None

    def scored(self, weight: float = 1.0, but: Sequence[Body] = ()) -> list[Body]:
        """The scores, of documents that match, but for some."""
        if not self.scores:
            return []
        kept = {"filter": [self.match], "must_not": list(but), "should": list(self.scores), "boost": weight}
        return [{"bool": {name: value for name, value in kept.items() if value}}]

    @property
    def typed(self) -> Body:
        """Where it matches and every term occurs as typed."""
        return self.match if self.exact is None else all_of([self.match, self.exact])


class ClausePrimitives:
    """Builds one query: the ``Primitives`` of the planner. ``ceiling`` is what no score is above."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.ceiling = 1.0

    @property
    def size(self) -> int:
        """How many documents there are."""
        return self._facts.size

    def word(self, word: str, fields: Sequence[str]) -> Weighted[Part]:
        """A word in some fields, scored by its impacts in them times its idf."""
        beside = self._facts.beside(word)
        counts = {
            field: beside.get(field, 0) if field in BESIDE else self._facts.count(field, word)  # type: ignore[arg-type]
            for field in fields
        }  # a field of the text is a kind of count by the same name
        documents = self._facts.count("word", word) if len(counts) > 1 else counts[fields[0]]
        idf = self._idf(documents)
        scores = tuple(self._impact(field, word, idf, count) for field, count in counts.items() if count)
        return Weighted(Part(any_of([word_in(field, word) for field in counts]), scores), idf, documents)

    def fields_beside(self, word: str) -> Sequence[str]:
        """The fields beside the text in which a word occurs."""
        return list(self._facts.beside(word))

    def string(self, text: str, field: TextField) -> Part:
        """A string. Where it is a word, articles that hold the word score by that, others as if it stood there once;
        else by how often it occurs."""
        if field == "title":
            return self._once(self._facts.standing(text, title=True), self._facts.count("title string", text[:LONG]))
        found, documents = self._facts.standing(text), self._facts.count("string", text[:LONG])
        as_word = self._facts.count("body", text)
        weight = self._idf(documents)
        if as_word:
            elsewhere = self._as_once(without(found, word_in("body", text)), weight) if documents > as_word else []
            return Part(found, (self._impact("body", text, weight, as_word), *elsewhere))
        if not 1 < len(text) <= _SCORED_PAIRS:
            return self._once(found, documents)
        pairs = (text[at : at + 2] for at in range(len(text) - 1))
        boost = weight / sum(self._idf(self._facts.count("pair", pair)) for pair in pairs)
        self.ceiling += weight * _GREATEST_IMPACT
        return Part(found, ({"bool": {"must": [found], "boost": boost}},))

    def prefix(self, text: str, field: TextField) -> Part:
        """Words that begin so."""
        title = field == "title"
        kind: Kind = "title begins" if title else "begins"
        return self._once(any_of(begins(text, title)), self._facts.count(kind, text))

    def near(self, left: str, right: str, distance: int) -> Part:
        """Two strings near one another."""
        return self._once(near(left, right, distance), self._facts.count("near", f"{left}\n{right}\n{distance}"))

    def values(self, facet: str, values: Sequence[str]) -> Part:
        """Documents with one of some values."""
        return Part(values_in(facet, clean(values)))

    def dates(self, first: date | None, last: date | None) -> Part:
        """Documents with a date from the first to the last day, Beijing time."""
        bounds: dict[str, int] = {}
        if first:
            bounds["gte"] = _seconds(first)
        if last and last < date.max:
            bounds["lt"] = _seconds(last + timedelta(days=1))
        return Part({"range": {"date": bounds}} if bounds else {"exists": {"field": "date"}})

    def everything(self) -> Part:
        """Every document."""
        return Part(EVERYTHING)

    def nothing(self) -> Part:
        """None."""
        return Part(NOTHING)

    def all(self, matches: Sequence[Part]) -> Part:
        """What matches all: scores add up, and what is exact is so in all."""
        exact = [part.exact for part in matches if part.exact is not None]
        scores = tuple(score for part in matches for score in part.scores)
        return Part(all_of([part.match for part in matches]), scores, all_of(exact) if exact else None)

    def any(self, matches: Sequence[Part]) -> Part:
        """What matches any: scores add up, and what is exact is so in one."""
        if len(matches) == 1:
            return matches[0]
        exact = any_of([part.typed for part in matches]) if any(part.exact is not None for part in matches) else None
        scores = tuple(score for part in matches for score in part.scored())
        return Part(any_of([part.match for part in matches]), scores, exact)

    def excluding(self, match: Part) -> Part:
        """All others."""
        return Part(without(EVERYTHING, match.match))

    def added(self, typed: Part, others: Part) -> Part:
        """What was typed, and whatever else matches at a part of its score and never exact."""
        scores = (*typed.scored(), *others.scored(ranking.ADDED_WEIGHT, [typed.match]))
        return Part(any_of([typed.match, others.match]), scores, typed.typed)

    def inexact(self, match: Part) -> Part:
        """The same, in none of which the terms occur as typed."""
        return Part(match.match, match.scores, NOTHING)

    def sentence(
        self,
        words: Sequence[tuple[Weighted[Part], float]],
        text: str,
        field: TextField,
        rerank: ProximityReranker | None,
    ) -> Part:
        """Documents that hold enough of the weight of some words, or the whole string."""
        if len(words) > _MAX_WORDS:
            words = sorted(words, key=lambda word: -word[0].idf)[:_MAX_WORDS]
        held = [{"constant_score": {"filter": one.match.match, "boost": weight}} for one, weight in words]
        least = ranking.SENTENCE_SHARE * sum(weight for _, weight in words)
        ways = [{"function_score": {"query": {"bool": {"should": held}}, "min_score": least}}] if held else []
        exact = self._facts.standing(text, field == "title")
        scores = tuple(score for one, _ in words for score in one.match.scores)
        return Part(any_of([*ways, exact]), scores, exact, rerank)

    def _once(self, found: Body, documents: int) -> Part:
        """What scores as a word that stands once in the body."""
        return Part(found, tuple(self._as_once(found, self._idf(documents))))

    def _as_once(self, found: Body, weight: float) -> list[Body]:
        self.ceiling += weight * _GREATEST_IMPACT
        boost = weight / (self._idf(self._facts.size) * HUNDREDTHS)
        return [{"bool": {"filter": [found], "must": [{"term": {"body": {"value": ONCE, "boost": boost}}}]}}]

    def _impact(self, name: str, word: str, weight: float, documents: int) -> Body:
        """The impacts of a word in a field, weighted so; the engine's own weight is that of its documents there."""
        self.ceiling += weight * _GREATEST_IMPACT
        return {"term": {name: {"value": word_term(word), "boost": weight / (self._idf(documents) * TENTHS)}}}

    def _idf(self, documents: int) -> float:
        return ranking.idf(documents, self._facts.size)


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time(), BEIJING).timestamp())
