"""Where in a text stands what a query asks for. Each of eight million characters may match."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from indexer.analysis import fold, whole_words
from indexer.budget import check_time
from indexer.query import NameVariant, Near, Node, Phrase, Prefix, Sentence, TextClause

Marks = tuple[tuple[int, int], ...]
"""Ranges of characters [start, end) of a text, ascending, not touching one another."""
Span = tuple[int, int]

_FEW = 1_000
"""Matches up to which Python finds them one by one, in 0.2 µs each; beyond, numpy looks at all characters at once."""
_SHORT = 16
"""Characters up to which numpy does: it compares all places for each of them."""
_MAX_WORD_LENGTH = 1_000
"""Characters before a passage in which a word may begin that reaches into it."""
_LATIN = re.compile(r"[a-z0-9]")
_IS_LATIN = np.zeros(128, bool)
_IS_LATIN[[ord(char) for char in "abcdefghijklmnopqrstuvwxyz0123456789"]] = True


@dataclass(frozen=True, slots=True)
class Matches:
    """The ranges of a text that match, as ``Marks`` has them, in two arrays: a part is had without the rest."""

    starts: NDArray[np.intp]
    ends: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.starts)

    def before(self, at: int) -> int:
        """How many begin before a place."""
        return int(np.searchsorted(self.starts, at))

    def between(self, start: int, end: int) -> Marks:
        """Those that reach into [start, end), cut to it and counted from its beginning."""
        first, last = int(np.searchsorted(self.ends, start, "right")), self.before(end)
        starts = np.maximum(self.starts[first:last] - start, 0).tolist()
        ends = np.minimum(self.ends[first:last], end) - start
        return tuple(zip(starts, ends.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Sought:
    """A folded string to look for: anywhere, as a whole word, or where a word begins, which is found to its end."""

    text: str
    kind: Literal["string", "word", "beginning"] = "string"


def sought(leaf: Node, field: str) -> tuple[tuple[Sought, ...], tuple[Sought, ...]]:
    """What a leaf of a query asks for in a field ("title" or another), and what instead where that occurs nowhere."""
    match leaf:
        case TextClause(text, words, where) if not where or field == "title":
            return (Sought(text),), tuple(map(_word, dict.fromkeys(words)))
        case Sentence(text, words, where) if not where or field == "title":
            distinct = tuple(dict.fromkeys(words))
            salient = [word for word in distinct if len(word) > 1]
            return tuple(map(_word, salient or distinct)), ()
        case Phrase(text, where) if not where or field == "title":
            return (Sought(text),), ()
        case NameVariant(text, where) if not where or field == "title":
            return (_word(text),), ()
        case Prefix(text, where) if not where or field == "title":
            return (Sought(text, "beginning" if _LATIN.match(text) else "string"),), ()
        case Near(left, right):
            return (Sought(left), Sought(right)), ()
        case _:
            return (), ()


def _word(text: str) -> Sought:
    return Sought(text, "word" if _LATIN.search(text) else "string")


class Folded:
    """A text to look in, folded."""

    def __init__(self, text: str) -> None:
        self._text = fold(text)

    def some(self, one: Sought, most: int) -> list[Span]:
        """The first matches, at most so many."""
        return list(islice(self._each(one, 0, len(self._text)), most))

    def inside(self, one: Sought, start: int, end: int) -> list[Span]:
        """The matches that reach into [start, end)."""
        around = max(len(one.text), _MAX_WORD_LENGTH if one.kind == "beginning" else 0)
        found = self._each(one, max(start - around, 0), min(end + around, len(self._text)))
        return [span for span in found if span[0] < end and span[1] > start]

    def all(self, many: tuple[Sought, ...], otherwise: tuple[Sought, ...]) -> Iterator[tuple[NDArray[np.intp], ...]]:
        """Starts and ends of every match of some strings, and if there are none, of others."""
        found = [self._every(one) for one in many]
        yield from found if any(len(starts) for starts, _ in found) else map(self._every, otherwise)

    def _each(self, one: Sought, start: int, end: int) -> Iterator[Span]:
        if one.kind == "string":
            return self._strings(one.text, start, end)
        pattern = whole_words(one.text) if one.kind == "word" else _beginning(one.text)
        return (found.span() for found in pattern.finditer(self._text, start, end))

    def _strings(self, text: str, start: int, end: int) -> Iterator[Span]:
        at = self._text.find(text, start, end) if text else -1
        while at >= 0:
            yield at, at + len(text)
            at = self._text.find(text, at + 1, end)

    def _every(self, one: Sought) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        check_time()
        if not one.text or self._text.count(one.text) < _FEW or len(one.text) > _SHORT:
            spans = np.array(list(_timely(self._each(one, 0, len(self._text)))), np.intp).reshape(-1, 2)
            return spans[:, 0], spans[:, 1]
        starts = np.flatnonzero(self._codes[: len(self._codes) - len(one.text) + 1] == ord(one.text[0]))
        for place, char in enumerate(one.text[1:], 1):
            starts = starts[self._codes[starts + place] == ord(char)]
        ends = starts + len(one.text)
        if one.kind == "string":
            return starts, ends
        starts = starts[~self._latin[starts - 1]]  # what is before the first character is behind the last one
        ends = starts + len(one.text)
        if one.kind == "beginning":
            return starts, self._word_ends[np.searchsorted(self._word_ends, ends)]
        whole = ~self._latin[ends]
        return starts[whole], ends[whole]

    @cached_property
    def _codes(self) -> NDArray[np.uint32]:
        return np.frombuffer(self._text.encode("utf-32-le", "surrogatepass"), np.uint32)

    @cached_property
    def _latin(self) -> NDArray[np.bool_]:
        """Whether each character is of a Latin word; one more, which is not, stands behind the last."""
        latin = np.zeros(len(self._codes) + 1, bool)
        ascii = self._codes < len(_IS_LATIN)
        latin[:-1][ascii] = _IS_LATIN[self._codes[ascii]]
        return latin

    @cached_property
    def _word_ends(self) -> NDArray[np.intp]:
        return np.flatnonzero(~self._latin)


def _beginning(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9]){re.escape(text)}[a-z0-9]*")


def merged(found: list[tuple[NDArray[np.intp], ...]]) -> Matches:
    """Ranges in any order, as those of one text: what touches is joined."""
    if not found:
        return Matches(np.empty(0, np.intp), np.empty(0, np.intp))
    starts, ends = (np.concatenate(some) for some in zip(*found, strict=True))
    order = np.argsort(starts, kind="stable")
    starts, ends = starts[order], np.maximum.accumulate(ends[order])
    first = np.ones(len(starts), bool)
    first[1:] = starts[1:] > ends[:-1]
    return Matches(starts[first], ends[np.append(np.flatnonzero(first)[1:] - 1, len(ends) - 1)] if len(ends) else ends)


def _timely(spans: Iterator[Span]) -> Iterator[Span]:
    """The same, as long as there is time."""
    while some := list(islice(spans, _FEW)):
        check_time()
        yield from some
