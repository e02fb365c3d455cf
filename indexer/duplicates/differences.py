"""What changed between two versions of a text: whole sentences first, then words inside the changed ones."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from indexer.analysis import fold
from indexer.budget import check_time
from indexer.duplicates.align import align

Kind = Literal["kept", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stands in both versions, in the old only, or in the new only. Never empty."""

    kind: Kind
    text: str


_END = re.compile(r"[。！？!?；;…]+[”’」』）)\"']*\s*|(?<=[a-z0-9)])\.[”’\"')]*\s+|\n\s*")
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[a-zA-Z\u00c0-\u024f]+|.", re.DOTALL)
_ALIKE = 0.5
"""Two sentences are versions of one if they have this share of their pairs of letters in common (Dice 1945)."""
_SHORTEST_KEPT = 3
"""Fewer letters in common between two changes, a 的 or 了, are read more easily as part of the change."""
_MAX_PAIRINGS = 10_000
_MAX_STEPS = 250_000
_MAX_STEPS_IN_ALL = 10_000_000


def difference(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces of both texts in reading order, removed text before what was added in its place; neighbours differ.

    Kept and added pieces together are ``new``. Kept and removed pieces together are ``old``, but for spaces between
    sentences and what `fold` evens out, script above all: kept text is as ``new`` writes it.
    """
    return tuple(_joined(_changes(_sentences(old), _sentences(new))))


def _sentences(text: str) -> list[str]:
    bounds = [0, *(match.end() for match in _END.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(bounds) if end > start]


def _changes(old: list[str], new: list[str]) -> Iterator[Piece]:
    left = _MAX_STEPS_IN_ALL
    before = after = 0
    kept = align([fold(text).strip() for text in old], [fold(text).strip() for text in new])
    for i, j in [*kept, (len(old), len(new))]:
        check_time()
        for one, other in _paired(old[before:i], new[after:j]):
            steps = len(one) * len(other)
            if steps and steps <= min(_MAX_STEPS, left):
                left -= steps
                yield from _inside(one, other)
            else:
                yield Piece("removed", one)
                yield Piece("added", other)
        if j < len(new):
            yield Piece("kept", new[j])
        before, after = i + 1, j + 1


def _paired(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    """Changed sentences with what became of them, in order; the empty string stands for none.

    The pairing has the greatest sum of similarities, as in Needleman and Wunsch 1970 with gaps that cost nothing.
    """
    if len(old) * len(new) > _MAX_PAIRINGS:
        return [("".join(old), ""), ("", "".join(new))]
    bags = [[_pairs_of_letters(text) for text in side] for side in (old, new)]
    # best[i][j]: the sum for old[i:] and new[j:].
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    alike = [[_similarity(one, other) for other in bags[1]] for one in bags[0]]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            pair = best[i + 1][j + 1] + alike[i][j] if alike[i][j] >= _ALIKE else 0.0
            best[i][j] = max(pair, best[i + 1][j], best[i][j + 1])
    pairs = []
    i = j = 0
    while i < len(old) or j < len(new):
        if j == len(new) or (i < len(old) and best[i][j] == best[i + 1][j]):
            pairs.append((old[i], ""))
            i += 1
        elif i == len(old) or best[i][j] == best[i][j + 1]:
            pairs.append(("", new[j]))
            j += 1
        else:
            pairs.append((old[i], new[j]))
            i, j = i + 1, j + 1
    return pairs


def _pairs_of_letters(text: str) -> frozenset[str]:
    if len(text) > _MAX_STEPS:
        return frozenset()  # nothing inside it is compared: of a sentence of 8 MB this alone took 3 s
    return frozenset(map("".join, pairwise(fold(text).strip())))


def _similarity(one: frozenset[str], other: frozenset[str]) -> float:
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 0.0


def _inside(old: str, new: str) -> Iterator[Piece]:
    """The pieces of two versions of a sentence."""
    one, other = _TOKEN.findall(old), _TOKEN.findall(new)
    matcher = SequenceMatcher(None, _TOKEN.findall(fold(old)), _TOKEN.findall(fold(new)), autojunk=False)
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        removed, added = "".join(one[i:i_end]), "".join(other[j:j_end])
        at_edge = j == 0 or j_end == len(other)
        if tag == "equal" and (len(added) >= _SHORTEST_KEPT or at_edge):
            yield Piece("kept", added)
        else:
            yield Piece("removed", removed)
            yield Piece("added", added)


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """The same with neighbours of one kind joined, and what was removed before what was added."""
    texts: dict[Kind, list[str]] = {"kept": [], "removed": [], "added": []}

    def flush(*kinds: Kind) -> Iterator[Piece]:
        for kind in kinds:
            if text := "".join(texts[kind]):
                yield Piece(kind, text)
            texts[kind].clear()

    for piece in pieces:
        if piece.text:
            yield from flush("removed", "added") if piece.kind == "kept" else flush("kept")
            texts[piece.kind].append(piece.text)
    yield from flush("kept", "removed", "added")
