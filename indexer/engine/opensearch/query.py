"""A query tree to the engine's query language: which documents match, how well, and which hold every term as typed.

No I/O happens here: what a tree takes to know about the index comes in as Facts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from indexer.analysis import HAN
from indexer.article import BEIJING
from indexer.engine import ranking
from indexer.engine.closer import Closer
from indexer.engine.names import Names
from indexer.engine.opensearch.facts import LONG, Facts
from indexer.engine.opensearch.layout import HUNDREDTHS, ONCE, TENTHS, clean, word_term
from indexer.engine.opensearch.terms import (
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

_MOST_WORDS = 350
"""Different words of a sentence that count, those that weigh most: two clauses each."""
_SCORED_PAIRS = 12
_GREATEST_SHARE = 6.0
_LATIN_WORD = re.compile(r"[^\W_\u3400-\u9fff]+")
_Unscored = Name | Dates | Everything | Nothing | Not


@dataclass(frozen=True, slots=True)
class Part:
    """What matches; what adds up to the score of a document, also of some that do not match; where every term stands
    as typed (None: wherever it matches)."""

    match: Body
    scores: tuple[Body, ...] = ()
    exact: Body | None = None
    closer: Closer | None = None

    def scored(self, weight: float = 1.0, but: Sequence[Body] = ()) -> list[Body]:
        """The scores, of documents that match, but for some."""
        if not self.scores:
            return []
        kept = {"filter": [self.match], "must_not": list(but), "should": list(self.scores), "boost": weight}
        return [{"bool": {name: value for name, value in kept.items() if value}}]

    @property
    def typed(self) -> Body:
        """Where it matches and every term stands as typed."""
        return self.match if self.exact is None else all_of([self.match, self.exact])


class Builder:
    """Builds one query. ``ceiling`` is what no score is above."""

    def __init__(self, facts: Facts, names: Names) -> None:
        self._facts, self._names = facts, names
        self.ceiling = 1.0

    def part(self, node: Node) -> Part:
        """The part of a tree."""
        match node:
            case Term():
                return self._term(node)
            case Sentence():
                return self._sentence(node)
            case Exact(text, where):
                return self._string(text, where)
            case Form():
                return self._form(node)
            case Also(item, others):
                return self._also(self.part(item), self._any([self.part(other) for other in others]))
            case Prefix():
                return self._prefix(node)
            case Near(left, right, distance):
                found = near(left, right, distance)
                return self._once(found, self._facts.count("near", f"{left}\n{right}\n{distance}"))
            case And(items):
                return self._all([self.part(item) for item in items])
            case Or(items):
                return self._any([self.part(item) for item in items])
            case Name(facet):
                return Part(values_in(facet, clean(self._names.meant(node))))
            case Dates(first, last):
                return Part(_dated(first, last))
            case Not(item):
                return Part(without(EVERYTHING, self.part(item).match))
            case Everything():
                return Part(EVERYTHING)
            case Nothing():
                return Part(NOTHING)

    def _idf(self, documents: int) -> float:
        return ranking.idf(documents, self._facts.size)

    def _all(self, parts: Sequence[Part]) -> Part:
        """What matches all: scores add up, and what is exact is so in all."""
        exact = [part.exact for part in parts if part.exact is not None]
        scores = tuple(score for part in parts for score in part.scores)
        return Part(all_of([part.match for part in parts]), scores, all_of(exact) if exact else None)

    def _any(self, parts: Sequence[Part]) -> Part:
        """What matches any: scores add up, and what is exact is so in one."""
        if len(parts) == 1:
            return parts[0]
        exact = any_of([part.typed for part in parts]) if any(part.exact is not None for part in parts) else None
        scores = tuple(score for part in parts for score in part.scored())
        return Part(any_of([part.match for part in parts]), scores, exact)

    def _also(self, typed: Part, added: Part) -> Part:
        """What was typed, and whatever else matches at a part of its score and never exact."""
        scores = (*typed.scored(), *added.scored(ranking.ADDED_WEIGHT, [typed.match]))
        return Part(any_of([typed.match, added.match]), scores, typed.typed)

    def _once(self, found: Body, documents: int) -> Part:
        """What scores as a word that stands once in the body."""
        return Part(found, tuple(self._as_once(found, self._idf(documents))))

    def _as_once(self, found: Body, weight: float) -> list[Body]:
        self.ceiling += weight * _GREATEST_SHARE
        boost = weight / (self._idf(self._facts.size) * HUNDREDTHS)
        return [{"bool": {"filter": [found], "must": [{"term": {"body": {"value": ONCE, "boost": boost}}}]}}]

    def _share(self, name: str, word: str, weight: float, documents: int) -> Body:
        """The shares of a word in a field, weighted so; the engine's own weight is that of its documents there."""
        self.ceiling += weight * _GREATEST_SHARE
        return {"term": {name: {"value": word_term(word), "boost": weight / (self._idf(documents) * TENTHS)}}}

    def _string(self, text: str, where: str) -> Part:
        """A string. Where it is a word, articles that hold the word score by that, others as if it stood there once;
        else by how often it stands."""
        if where == "title":
            return self._once(self._facts.standing(text, title=True), self._facts.count("title string", text[:LONG]))
        found, documents = self._facts.standing(text), self._facts.count("string", text[:LONG])
        as_word = self._facts.count("body", text)
        weight = self._idf(documents)
        if as_word:
            elsewhere = self._as_once(without(found, word_in("body", text)), weight) if documents > as_word else []
            return Part(found, (self._share("body", text, weight, as_word), *elsewhere))
        if not 1 < len(text) <= _SCORED_PAIRS:
            return self._once(found, documents)
        pairs = (text[at : at + 2] for at in range(len(text) - 1))
        boost = weight / sum(self._idf(self._facts.count("pair", pair)) for pair in pairs)
        self.ceiling += weight * _GREATEST_SHARE
        return Part(found, ({"bool": {"must": [found], "boost": boost}},))

    def _word(self, word: str, where: str) -> tuple[Part, float, int]:
        """Where a word stands, its idf, and in how many articles."""
        name = "title" if where == "title" else "body"
        fields = {name: self._facts.count(name, word)}  # type: ignore[arg-type]  # one of the two
        if where != "title":
            fields |= self._facts.beside(word)
        documents = self._facts.count("word", word) if len(fields) > 1 else fields[name]
        weight = self._idf(documents)
        scores = tuple(self._share(field, word, weight, count) for field, count in fields.items() if count)
        return Part(any_of([word_in(field, word) for field in fields]), scores), weight, documents

    def _term(self, term: Term) -> Part:
        parts = [self._string(term.text, term.field)] if term.text else []
        parts.extend(self._written_by(term.text, term.field))
        words = list(dict.fromkeys(term.words))
        if words == [term.text] and term.field != "title":
            for name, documents in self._facts.beside(term.text).items():
                score = self._share(name, term.text, self._idf(documents), documents)
                parts.append(Part(word_in(name, term.text), (score,), NOTHING))
        elif words:
            held = self._all([self._word(word, term.field)[0] for word in words])
            parts.append(Part(held.match, held.scores, NOTHING))
        return self._any(parts) if parts else Part(NOTHING)

    def _sentence(self, sentence: Sentence) -> Part:
        found = {word: self._word(word, sentence.field) for word in dict.fromkeys(sentence.words)}
        known = {word: one for word, one in found.items() if one[2]}
        if len(known) > _MOST_WORDS:
            known = dict(sorted(known.items(), key=lambda item: -item[1][1])[:_MOST_WORDS])
        counted = [(part.match, ranking.sentence_weight(n, self._facts.size)) for part, _, n in known.values()]
        held = [{"constant_score": {"filter": match, "boost": weight}} for match, weight in counted]
        least = ranking.SENTENCE_SHARE * sum(weight for _, weight in counted)
        ways = [{"function_score": {"query": {"bool": {"should": held}}, "min_score": least}}] if held else []
        exact = self._facts.standing(sentence.text, sentence.field == "title")
        scores = tuple(score for part, _, _ in known.values() for score in part.scores)
        weights = {word: weight for word, (_, weight, _) in known.items()}
        closer = None if sentence.field else Closer(sentence.words, weights)
        return Part(any_of([*ways, exact]), scores, exact, closer)

    def _form(self, form: Form) -> Part:
        latin = _LATIN_WORD.fullmatch(form.text)
        found = self._word(form.text, form.field)[0] if latin else self._string(form.text, form.field)
        return self._any([found, *self._written_by(form.text, form.field)])

    def _written_by(self, text: str, where: str) -> list[Part]:
        """The articles by authors whose name holds a text: a name is typed to find the writer, too."""
        authors = self._names.authors_holding(text) if where != "title" else []
        return [Part(values_in("author", authors))] if authors else []

    def _prefix(self, prefix: Prefix) -> Part:
        if HAN.match(prefix.text):
            return self._string(prefix.text, prefix.field)
        title = prefix.field == "title"
        kind: Kind = "title begins" if title else "begins"
        return self._once(any_of(begins(prefix.text, title)), self._facts.count(kind, prefix.text))


def _dated(first: date | None, last: date | None) -> Body:
    bounds: dict[str, int] = {}
    if first:
        bounds["gte"] = _seconds(first)
    if last and last < date.max:
        bounds["lt"] = _seconds(last + timedelta(days=1))
    return {"range": {"date": bounds}} if bounds else {"exists": {"field": "date"}}


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time(), BEIJING).timestamp())
