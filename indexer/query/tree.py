"""The tree that a query becomes. It knows no engine; texts in it are folded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

Field = Literal["", "title"]
"""Where a string must stand: anywhere in an article, or in its title."""


@dataclass(frozen=True, slots=True)
class TextClause:
    """What a reader wrote together: articles with the exact string first, then those that hold all its words."""

    text: str
    words: tuple[str, ...]
    field: Field = ""

    def __str__(self) -> str:
        return _prefixed(self.field, self.text)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A whole sentence: articles that share most of its words, best first."""

    text: str
    words: tuple[str, ...]
    field: Field = ""

    def __str__(self) -> str:
        return _prefixed(self.field, self.text)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Exactly this string, of any length, across word boundaries."""

    text: str
    field: Field = ""

    def __str__(self) -> str:
        return _prefixed(self.field, f'"{self.text}"')


@dataclass(frozen=True, slots=True)
class Prefix:
    """Latin words that begin so; for Han, which has no beginnings between spaces, the string wherever it occurs."""

    text: str
    field: Field = ""

    def __str__(self) -> str:
        return _prefixed(self.field, f"{self.text}*")


@dataclass(frozen=True, slots=True)
class FieldFilter:
    """A value of a field of ``filters.FIELDS``, such as an author: those that equal the text, or, where none does and
    it need not be ``whole``, those that hold it."""

    facet: str
    text: str
    whole: bool = False

    def __str__(self) -> str:
        text = f'"{self.text}"' if " " in self.text else self.text
        return f"{self.facet}:{text}"


@dataclass(frozen=True, slots=True)
class NameVariant:
    """A form of a name, as a string; one that is a Latin word, as a whole word."""

    text: str
    field: Field = ""

    def __str__(self) -> str:
        return _prefixed(self.field, self.text)


@dataclass(frozen=True, slots=True)
class Expanded:
    """What a reader typed, and ranked below it what else goes by that name."""

    item: "Node"
    others: tuple["Node", ...]

    def __str__(self) -> str:
        return str(self.item)


@dataclass(frozen=True, slots=True)
class DateRange:
    """Days in Beijing, both ends included; None is open."""

    first: date | None = None
    last: date | None = None

    def __str__(self) -> str:
        return f"date:{self.first or ''}..{self.last or ''}"


@dataclass(frozen=True, slots=True)
class Near:
    """Both strings with at most ``distance`` characters between them, in either order, in one text."""

    left: str
    right: str
    distance: int

    def __str__(self) -> str:
        return f"{self.left} NEAR/{self.distance} {self.right}"


@dataclass(frozen=True, slots=True)
class And:
    items: tuple["Node", ...]

    def __str__(self) -> str:
        return " AND ".join(f"({item})" if isinstance(item, Or) else str(item) for item in self.items)


@dataclass(frozen=True, slots=True)
class Or:
    items: tuple["Node", ...]

    def __str__(self) -> str:
        return " OR ".join(str(item) for item in self.items)


@dataclass(frozen=True, slots=True)
class Not:
    item: "Node"

    def __str__(self) -> str:
        return f"NOT ({self.item})" if isinstance(self.item, And | Or) else f"NOT {self.item}"


@dataclass(frozen=True, slots=True)
class MatchAll:
    """Every article: what an empty query means."""

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class MatchNone:
    """No article: what an empty pair of quotes finds."""

    def __str__(self) -> str:
        return '""'


Node = (
    TextClause
    | Sentence
    | Phrase
    | Prefix
    | FieldFilter
    | NameVariant
    | Expanded
    | DateRange
    | Near
    | And
    | Or
    | Not
    | MatchAll
    | MatchNone
)


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query and how it was taken."""

    root: Node
    notes: tuple[str, ...] = ()


def clauses(node: Node) -> int:
    """How many leaves a tree has, those under NOT and other names included."""
    match node:
        case And(items) | Or(items):
            return sum(map(clauses, items))
        case Expanded(item, others):
            return clauses(item) + sum(map(clauses, others))
        case Not(item):
            return clauses(item)
        case _:
            return 1


def leaves(node: Node) -> Iterator[Node]:
    """The leaves that make an article match, left to right; what stands under NOT makes none match."""
    match node:
        case And(items) | Or(items):
            for item in items:
                yield from leaves(item)
        case Expanded(item, others):
            for part in (item, *others):
                yield from leaves(part)
        case Not():
            return
        case _:
            yield node


def _prefixed(field: Field, text: str) -> str:
    return f"{field}:{text}" if field else text
