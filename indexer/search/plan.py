"""A query tree to what a backend can find: which words, strings and values, and how they are put together.

What a query means is written here once. A backend has the primitives: the smallest things that it finds, and the ways
in which it combines them. It tells what it found as matches of its own, arrays of documents or clauses of a request.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Generic, Literal, NamedTuple, Protocol, TypeVar

from indexer.analysis import HAN
from indexer.budget import check_time
from indexer.query import (
    And,
    DateRange,
    Expanded,
    FieldFilter,
    MatchAll,
    MatchNone,
    NameVariant,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Sentence,
    TextClause,
)  # fmt: skip
from indexer.search import ranking
from indexer.search.field_values import FieldValues
from indexer.search.proximity import ProximityReranker

_LATIN_WORD = re.compile(r"[^\W_\u3400-\u9fff]+")
BESIDE = ("byline", "address")
"""Fields of words that are searched beside title, body and captions, word by word; their strings are not kept."""

TextField = Literal["", "title"]
Match = TypeVar("Match")


class Weighted(NamedTuple, Generic[Match]):
    """A word: the documents that hold it, scored; its idf, and in how many documents it occurs."""

    match: Match
    idf: float
    documents: int


class Primitives(Protocol[Match]):
    """What a backend finds in one generation. In a field "" stands for title, body and captions together.

    A match has documents, scores of them, and which of them hold every term as it was typed: all, unless one of
    ``inexact``, ``sentence`` and ``added`` says otherwise.
    """

    @property
    def size(self) -> int:
        """How many documents there are."""

    def word(self, word: str, fields: Sequence[str]) -> Weighted[Match]:
        """A word in some fields (``body`` is all of the text), scored by its impacts in them times its idf."""

    def fields_beside(self, word: str) -> Sequence[str]:
        """Those of ``BESIDE`` in which a word occurs."""

    def string(self, text: str, field: TextField) -> Match:
        """A folded string, scored as the word that it is, or else as one word of the body."""

    def prefix(self, text: str, field: TextField) -> Match:
        """Words that begin so, scored together as one word of the body."""

    def near(self, left: str, right: str, distance: int) -> Match:
        """Two strings with at most so many characters between them, either way round, in one text."""

    def values(self, facet: str, values: Sequence[str]) -> Match:
        """Documents with one of some values of a facet; they score nothing."""

    def dates(self, first: date | None, last: date | None) -> Match:
        """Documents of days in Beijing, both ends included, None is open; they score nothing."""

    def everything(self) -> Match:
        """Every document."""

    def nothing(self) -> Match:
        """None."""

    def all(self, matches: Sequence[Match]) -> Match:
        """Documents of all: scores add up; exact is what is so in all."""

    def any(self, matches: Sequence[Match]) -> Match:
        """Documents of any: scores add up; exact is what is so in one."""

    def excluding(self, match: Match) -> Match:
        """All documents but those of one match; they score nothing."""

    def added(self, typed: Match, others: Match) -> Match:
        """What was typed, and others at ``ranking.ADDED_WEIGHT`` of their scores, never exact."""

    def inexact(self, match: Match) -> Match:
        """The same, in none of which the terms occur as typed."""

    def sentence(
        self,
        words: Sequence[tuple[Weighted[Match], float]],
        text: str,
        field: TextField,
        rerank: ProximityReranker | None,
    ) -> Match:
        """Documents that hold ``ranking.SENTENCE_SHARE`` of the weight of some words, or the string of the sentence,
        which is what is exact. The words come with what they weigh; scores are those of all words together."""


class Planner(Generic[Match]):
    """Turns trees into matches of a backend. ``values`` tells which values of facets a name means."""

    def __init__(self, primitives: Primitives[Match], values: FieldValues) -> None:
        self._primitives, self._values = primitives, values

    def match(self, node: Node) -> Match:
        """What matches a tree. Raises SearchTooExpensive where the time of a request is over."""
        check_time()
        match node:
            case TextClause():
                return self._term(node)
            case Sentence():
                return self._sentence(node)
            case Phrase(text, field):
                return self._primitives.string(text, field)
            case NameVariant():
                return self._form(node)
            case Expanded(item, others):
                return self._primitives.added(self.match(item), self._any(others))
            case Prefix(text, field):
                # Han has no beginnings between spaces.
                found = self._primitives.string if HAN.match(text) else self._primitives.prefix
                return found(text, field)
            case Near(left, right, distance):
                return self._primitives.near(left, right, distance)
            case And(items):
                return self._primitives.all([self.match(item) for item in items])
            case Or(items):
                return self._any(items)
            case FieldFilter(facet):
                return self._primitives.values(facet, self._values.meant(node))
            case DateRange(first, last):
                return self._primitives.dates(first, last)
            case Not(item):
                return self._primitives.excluding(self.match(item))
            case MatchAll():
                return self._primitives.everything()
            case MatchNone():
                return self._primitives.nothing()

    def _any(self, nodes: Sequence[Node]) -> Match:
        return self._primitives.any([self.match(node) for node in nodes])

    def _term(self, term: TextClause) -> Match:
        """The exact string; articles by whose name it is; and those that hold all its words."""
        parts = [self._primitives.string(term.text, term.field)] if term.text else []
        parts.extend(self._written_by(term.text, term.field))
        words = list(dict.fromkeys(term.words))
        if words == [term.text] and term.field != "title":  # its string is the word: it is left to look beside the text
            found = [self._primitives.word(term.text, (field,)) for field in self._primitives.fields_beside(term.text)]
            parts.extend(self._primitives.inexact(one.match) for one in found)
        elif words:
            every = [self._word(word, term.field).match for word in words]
            parts.append(self._primitives.inexact(self._primitives.all(every)))
        return self._primitives.any(parts) if parts else self._primitives.nothing()

    def _word(self, word: str, field: TextField) -> Weighted[Match]:
        check_time()
        fields = ("title",) if field == "title" else ("body", *self._primitives.fields_beside(word))
        return self._primitives.word(word, fields)

    def _sentence(self, sentence: Sentence) -> Match:
        found = {word: self._word(word, sentence.field) for word in dict.fromkeys(sentence.words)}
        # A word that occurs nowhere can be missed by nobody.
        found = {word: one for word, one in found.items() if one.documents}
        size = self._primitives.size
        words = [(one, ranking.sentence_weight(one.documents, size)) for one in found.values()]
        idfs = {word: float(one.idf) for word, one in found.items()}
        rerank = None if sentence.field else ProximityReranker(sentence.words, idfs)
        return self._primitives.sentence(words, sentence.text, sentence.field, rerank)

    def _form(self, form: NameVariant) -> Match:
        if _LATIN_WORD.fullmatch(form.text):
            found = self._word(form.text, form.field).match
        else:
            found = self._primitives.string(form.text, form.field)
        return self._primitives.any([found, *self._written_by(form.text, form.field)])

    def _written_by(self, text: str, field: TextField) -> list[Match]:
        """The articles by authors whose name holds a text: a name is typed to find the writer, too."""
        authors = self._values.authors_holding(text) if field != "title" else []
        return [self._primitives.values("author", authors)] if authors else []
