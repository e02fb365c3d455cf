"""A long article in parts, of which a page shows one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from indexer import Matches

_CHARACTERS = 50_000
"""Of a text that a page shows: where every second one is marked, that takes 0.1 s. Of 62,654 real articles six are
longer, the longest with 56,084."""
_PLATES = 500
"""Pictures and captions that a page shows: real articles have up to 101."""
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Part:
    """Part ``number`` of ``last``, from 1 on: characters [start, end) of the text, and some of its pictures."""

    number: int
    last: int
    start: int
    end: int

    @property
    def neighbours(self) -> tuple[int, int]:
        """The numbers of the parts before and after it; 0 where there is none."""
        return self.number - 1, self.number + 1 if self.number < self.last else 0

    def of(self, items: Sequence[_Item]) -> Sequence[_Item]:
        """Those of some pictures that stand in it."""
        return items[(self.number - 1) * _PLATES : self.number * _PLATES]


def part_of(text: str, plates: int, matches: Matches, wanted: int) -> Part:
    """The part of a text with so many pictures that is ``wanted``; with 0 the one in which the first match stands, or
    else the first. One beyond the last is that."""
    bounds = _bounds(text)
    last = max(len(bounds) - 1, -(-plates // _PLATES))
    if not wanted and len(matches):
        first = int(matches.starts[0])
        wanted = next(number for number, end in enumerate(bounds[1:], 1) if first < end)
    number = min(max(wanted, 1), last)
    start, end = bounds[number - 1 : number + 1] if number < len(bounds) else (len(text), len(text))
    return Part(number, last, start, end)


def _bounds(text: str) -> list[int]:
    """Where each part begins, behind a line end where there is one, and where the last one ends."""
    bounds = [0]
    while len(text) - bounds[-1] > _CHARACTERS:
        most = bounds[-1] + _CHARACTERS
        line_end = text.rfind("\n", bounds[-1] + _CHARACTERS // 2, most)
        bounds.append(line_end + 1 if line_end >= 0 else most)
    return [*bounds, len(text)] if text else [0, 0]
