"""A long article in parts, of which a page shows one."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from indexer import Marker, Matches, Piece

_CHARACTERS = 50_000
"""Of a text, and of captions, that a page shows: where every second one is marked, that takes 0.1 s. Of 62,654 real
articles six are longer, the longest with 56,084."""
_LINES = 5_000
"""Of a text that a page shows."""
_PLATES = 500
"""Pictures and captions that a page shows: real articles have up to 101."""


@dataclass(frozen=True, slots=True)
class Part:
    """Part ``number`` of ``last``, from 1 on: characters [start, end) of the text, and those of its pictures."""

    number: int
    last: int
    start: int
    end: int
    figures: slice

    @property
    def neighbours(self) -> tuple[int, int]:
        """The numbers of the parts before and after it; 0 where there is none."""
        return self.number - 1, self.number + 1 if self.number < self.last else 0


def part_of(text: str, captions: Sequence[str], marker: Marker, matches: Matches, wanted: int) -> Part:
    """The part of a text and of its pictures, of which each has a caption of at most 50,000 characters, that is
    ``wanted``; with 0 the one of the first of the ``matches`` in the text, or else in a caption, or else the first.
    One beyond the last is that."""
    bounds, groups = _bounds(text), _groups(captions)
    last = max(len(bounds), len(groups)) - 1
    if not wanted and len(matches):
        wanted = _holding(bounds, int(matches.starts[0]))
    elif not wanted and len(groups) > 2 and len(found := marker.matches("\n".join(captions))):
        ends = list(accumulate(len(caption) + 1 for caption in captions))
        wanted = _holding(groups, bisect_right(ends, int(found.starts[0])))
    number = min(max(wanted, 1), last)
    return Part(number, last, *_of(bounds, number), slice(*_of(groups, number)))


def part_of_pieces(pieces: Sequence[Piece], wanted: int) -> tuple[Part, list[Piece]]:
    """The same of two versions of a text: with 0 the part of the first change. And the pieces in it, cut to it."""
    begins = [0, *accumulate(len(piece.text) for piece in pieces)]
    bounds = _bounds("".join(piece.text for piece in pieces))
    if not wanted:
        wanted = _holding(bounds, next((at for at, one in zip(begins, pieces, strict=False) if one.kind != "kept"), 0))
    number = min(wanted, len(bounds) - 1)
    start, end = _of(bounds, number)
    first, last = max(bisect_right(begins, start) - 1, 0), bisect_right(begins, end)
    cut = [
        Piece(one.kind, one.text[max(start - at, 0) : end - at])
        for at, one in zip(begins[first:last], pieces[first:last], strict=False)
    ]
    return Part(number, len(bounds) - 1, start, end, slice(0)), [piece for piece in cut if piece.text]


def _bounds(text: str) -> list[int]:
    """Where each part begins, behind a line end where there is one, and where the last one ends."""
    bounds = [0]
    while bounds[-1] < len(text):
        bounds.append(bounds[-1] + _first(text[bounds[-1] : bounds[-1] + _CHARACTERS + 1]))
    return bounds if text else [0, 0]


def _first(text: str) -> int:
    """How much of a text one part takes."""
    lines = text.split("\n", _LINES)
    if len(lines) > _LINES:
        return len(text) - len(lines[-1])
    if len(text) <= _CHARACTERS:
        return len(text)
    return text.rfind("\n", _CHARACTERS // 2, _CHARACTERS) + 1 or _CHARACTERS


def _groups(captions: Sequence[str]) -> list[int]:
    """The same of pictures, by their number and the length of their captions."""
    bounds, length = [0], 0
    for at, caption in enumerate(captions):
        length += len(caption)
        if at - bounds[-1] == _PLATES or length > _CHARACTERS:
            bounds.append(at)
            length = len(caption)
    return [*bounds, len(captions)]


def _holding(bounds: Sequence[int], place: int) -> int:
    return min(bisect_right(bounds, place), len(bounds) - 1)


def _of(bounds: Sequence[int], number: int) -> tuple[int, int]:
    return (bounds[number - 1], bounds[number]) if number < len(bounds) else (bounds[-1], bounds[-1])
