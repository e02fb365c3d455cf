"""Adds to what a reader typed what else goes by that name: 特朗普 to 川普, 布林肯 to Blinken. Never inside quotes."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from indexer.analysis import fold, whole_words
from indexer.query.tree import And, Expanded, FieldFilter, NameVariant, Node, Or, TextClause

MAX = 4
"""Names that are added to one: each is another list to read."""
_LATIN = re.compile(r"[^\W\d_][^\s\u3400-\u9fff]*")
_MAX_NAME_LENGTH = 5  # words


@dataclass(frozen=True, slots=True)
class Added:
    """``names`` that were added to what was ``typed``."""

    typed: str
    names: tuple[str, ...]


class Names(Protocol):
    """Who is also called what."""

    def entity(self, text: str) -> int | None:
        """A number for whoever alone has a folded name, the same for all names; None if nobody is known by it."""

    def forms(self, entity: int) -> Sequence[str]:
        """The names of one entity as written, the commonest first."""


class Thesaurus:
    """Which names one entity has, and which words mean the same."""

    def __init__(
        self,
        names: Names | None = None,
        synonyms: Iterable[Sequence[str]] = (),
        spelled: Callable[[str], str | None] | None = None,
    ) -> None:
        """``synonyms`` are groups of words as the owner writes them; a word in two groups has those of both.
        ``spelled`` gives the Han name that a Latin one spells: those of Chinese are seldom glossed in Chinese text."""
        self._names, self._spelled = names, spelled
        self._synonyms: dict[str, list[str]] = {}
        for group in synonyms:
            for word in dict.fromkeys(map(fold, group)):
                self._synonyms.setdefault(word, []).extend(group)

    def forms(self, text: str) -> tuple[str, ...]:
        """All names that go with a folded one, this one included, the commonest first, each in one spelling."""
        entity = self._names.entity(text) if self._names else None
        named = self._names.forms(entity) if self._names and entity is not None else ()
        if not named and self._spelled and " " in text and (han := self._spelled(text)):
            named = (han, text)
        distinct: dict[str, str] = {}
        for form in (*self._synonyms.get(text, ()), *named):
            distinct.setdefault(fold(form), form)
        return tuple(distinct.values())

    def others(self, text: str) -> tuple[str, ...]:
        """Other names for a folded one, the commonest first, not more than ``MAX``. None of them holds the name or
        another one: who looks for 布林肯 finds 安东尼·布林肯 anyway."""
        forms = [(fold(form), form) for form in self.forms(text)]
        shortest = [
            form
            for folded, form in forms
            if not _holds(folded, text) and not any(_holds(folded, one) for one, _ in forms if one != folded)
        ]
        return tuple(shortest[:MAX])


def expand_names(node: Node, thesaurus: Thesaurus, without: Iterable[str] = ()) -> tuple[Node, tuple[Added, ...]]:
    """The tree with other names added, but for those in ``without``; and what was added to what."""
    widener = _Widener(thesaurus, frozenset(map(fold, without)))
    return widener.widened(node), tuple(dict.fromkeys(widener.added))


class _Widener:
    def __init__(self, thesaurus: Thesaurus, without: frozenset[str]) -> None:
        self._thesaurus, self._without = thesaurus, without
        self.added: list[Added] = []

    def widened(self, node: Node) -> Node:
        match node:
            case TextClause(text, _, field):
                others = self._others(text)
                return Expanded(node, tuple(NameVariant(fold(other), field) for other in others)) if others else node
            case FieldFilter("author" | "translator" as facet, text, False):
                others = self._others(text)
                return (
                    Or((node, *(FieldFilter(facet, fold(other), whole=True) for other in others))) if others else node
                )
            case And(items):
                return And(self._side_by_side(items))
            case Or(items):
                return Or(tuple(self.widened(item) for item in items))
            case _:
                return node

    def _others(self, text: str) -> tuple[str, ...]:
        others = tuple(other for other in self._thesaurus.others(text) if fold(other) not in self._without)
        if others:
            self.added.append(Added(text, others))
        return others

    def _side_by_side(self, items: Sequence[Node]) -> tuple[Node, ...]:
        """Latin words side by side may be one name: Antony Blinken."""
        result: list[Node] = []
        at = 0
        while at < len(items):
            length = self._name_at(items, at)
            if length > 1:
                together = items[at : at + length]
                others = self._others(_joined(together))
                result.append(Expanded(And(tuple(together)), tuple(NameVariant(fold(other)) for other in others)))
            else:
                result.append(self.widened(items[at]))
            at += max(length, 1)
        return tuple(result)

    def _name_at(self, items: Sequence[Node], at: int) -> int:
        """How many Latin terms from there on are the longest name that has others; 0 if none is."""
        end = at
        while end < min(len(items), at + _MAX_NAME_LENGTH) and _is_latin(items[end]):
            end += 1
        for last in range(end, at + 1, -1):
            others = self._thesaurus.others(_joined(items[at:last]))
            if any(fold(other) not in self._without for other in others):
                return last - at
        return 0


def _holds(form: str, other: str) -> bool:
    """Does a folded name hold another one, the ends of Latin words taken into account?"""
    return whole_words(other).search(form) is not None


def _is_latin(node: Node) -> bool:
    return isinstance(node, TextClause) and not node.field and _LATIN.fullmatch(node.text) is not None


def _joined(terms: Sequence[Node]) -> str:
    return " ".join(term.text for term in terms if isinstance(term, TextClause))
