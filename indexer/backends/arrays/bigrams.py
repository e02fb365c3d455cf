"""Building what ``strings`` reads: every pair of neighbouring characters of a segment, with its positions.

Text comes in runs of some million characters, each sorted when it is full. At the end the runs are merged, a range of
pairs at a time, so that no more than a few hundred MB are held beside the positions themselves.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.arrays import Array
from indexer.backends.arrays import varint
from indexer.backends.arrays.doc_lists import groups

FREQUENT = 4_096
"""A pair that stands so often is kept in fixed width, which reads ten times as fast as varints: 2,264 of 1.4 million
pairs, but 43% of all positions."""
BLOCK = 65_535
"""Positions of frequent pairs are kept by blocks of so many characters: how many lie in each block, and where in it."""
_MERGED_AT_ONCE = 8_000_000


@dataclass(frozen=True, slots=True)
class Run:
    """The sorted pairs of ``length`` characters: distinct pairs (first << 21 | second, uint64), how often each stands
    (int64), and all positions within the run (int32), ascending for each pair."""

    pairs: Array
    counts: Array
    positions: Array
    length: int


def to_codes(text: str) -> Array:
    """The code points of a text, uint32."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def sorted_run(codes: Array) -> Run:
    """A run, from its code points (uint32).

    First character, second character and position go into one number of 64 bits, which numpy sorts ten times as fast
    as it argsorts pairs: 8 million in 0.15 s. For that, characters are numbered as they occur in the run.
    """
    alphabet = np.flatnonzero(np.bincount(codes, minlength=1)).astype(np.uint64)
    for_char, for_position = (max(1, (n - 1).bit_length()) for n in (len(alphabet), len(codes)))
    if 2 * for_char + for_position > 64:  # over 524,288 different ones among 24 million: no language, but a file may
        keys = codes[:-1].astype(np.uint64) << np.uint64(21) | codes[1:]
        order = np.argsort(keys, kind="stable")
        pairs, _, counts = groups(keys[order])
        return Run(pairs, counts, order.astype(np.int32), len(codes))
    numbers = np.zeros(int(alphabet[-1]) + 1 if len(alphabet) else 1, np.uint64)
    numbers[alphabet.astype(np.int64)] = np.arange(len(alphabet), dtype=np.uint64)
    numbered = numbers[codes]
    keys = numbered[:-1] << np.uint64(for_char)
    keys |= numbered[1:]
    del numbered
    keys <<= np.uint64(for_position)
    keys |= np.arange(len(keys), dtype=np.uint64)
    keys.sort()
    positions = (keys & np.uint64((1 << for_position) - 1)).astype(np.int32)
    keys >>= np.uint64(for_position)
    distinct, _, counts = groups(keys)
    pairs = alphabet[(distinct >> np.uint64(for_char)).astype(np.intp)] << np.uint64(21)
    pairs |= alphabet[(distinct & np.uint64((1 << for_char) - 1)).astype(np.intp)]
    return Run(pairs, counts, positions, len(codes))


@dataclass(frozen=True, slots=True)
class Range:
    """Some pairs of a segment, in order, merged from all runs: first and second characters, as numbers in the alphabet
    (int64), how often each pair stands (int64), and all positions in the segment (int32), ascending for each pair."""

    first: Array
    second: Array
    counts: Array
    positions: Array


class Merge:
    """All runs of a segment as one."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self._runs = runs
        # Sorting, because np.unique of numpy 2.4 hashes, which took 2.6 s for what sorts in 0.1.
        self._pairs, _, _ = groups(np.sort(np.concatenate([_NO_KEYS, *(run.pairs for run in runs)])))
        self.length = sum(run.length for run in runs)
        # Every text is closed by a newline, so each character begins a pair.
        self.alphabet = groups(self._pairs >> np.uint64(21))[0].astype(np.uint32)
        second = self._pairs & np.uint64((1 << 21) - 1)
        self._first, self._second = (self.numbers(x) for x in (self._pairs >> np.uint64(21), second))

    def numbers(self, codes: Array) -> Array:
        """The numbers of characters of the segment in its alphabet (int64)."""
        return self.alphabet.searchsorted(codes.astype(np.uint32))

    def text(self, padding: int) -> Array:
        """The whole text in numbers of the alphabet (uint16, or uint32 where there are more), and zeros behind it."""
        text = np.zeros(self.length + padding, np.uint16 if len(self.alphabet) <= 1 << 16 else np.uint32)
        start = 0
        for run in self._runs:
            first = self.numbers(run.pairs >> np.uint64(21)).astype(text.dtype)
            text[start : start + run.length][run.positions] = np.repeat(first, run.counts)
            start += run.length
        return text

    def ranges(self) -> Iterator[Range]:
        """All pairs, some million positions at a time."""
        counts = np.zeros((len(self._runs), len(self._pairs)), np.int32)
        for row, run in zip(counts, self._runs, strict=True):
            row[self._pairs.searchsorted(run.pairs)] = run.counts
        total = counts.sum(axis=0, dtype=np.int64)
        ends = np.cumsum(total)
        taken = [0] * len(self._runs)
        low = before = 0
        while low < len(ends):
            high = max(low + 1, int(ends.searchsorted(before + _MERGED_AT_ONCE)))
            here = counts[:, low:high]
            sizes = here.sum(axis=1).tolist()
            parts = [
                run.positions[start : start + size] for run, start, size in zip(self._runs, taken, sizes, strict=True)
            ]
            positions = self._merged(here, parts, ends[low:high] - total[low:high] - before)
            yield Range(self._first[low:high], self._second[low:high], total[low:high], positions)
            taken = [start + size for start, size in zip(taken, sizes, strict=True)]
            low, before = high, int(ends[high - 1])

    def _merged(self, counts: Array, parts: Sequence[Array], places: Array) -> Array:
        """The positions of some pairs from all runs: of each pair, ``places`` tells where its first goes."""
        merged = np.empty(sum(map(len, parts)), np.int32)
        offset = 0
        for run, count, positions in zip(self._runs, counts, parts, strict=True):
            moved = np.repeat(places - (np.cumsum(count) - count), count) + np.arange(len(positions))
            merged[moved] = positions + np.int32(offset)
            places = places + count
            offset += run.length
        return merged


_NO_KEYS = np.empty(0, np.uint64)


class Coder:
    """Gathers what ``strings`` reads of the pairs: positions as differences in varints, or for frequent pairs as places
    in blocks and counts of these."""

    def __init__(self, merge: Merge) -> None:
        self._alphabet, self._block_count = merge.alphabet, merge.length // BLOCK + 1
        self._pairs: list[Array] = []
        self._deltas, self._sizes = [np.empty(0, np.uint8)], [np.zeros(1, np.int64)]
        self._lows, self._blocks = [np.empty(0, np.uint16)], [np.empty(0, np.uint16)]
        self._frequent: list[int] = []
        self._low_ends = [0]
        self._done = 0

    def add(self, some: Range) -> None:
        """Take in the next pairs."""
        counts, positions = some.counts, some.positions
        firsts = np.cumsum(counts) - counts
        often = counts >= FREQUENT
        rare = np.repeat(~often, counts)
        gaps = np.diff(positions, prepend=np.int32(0))
        gaps[firsts] = positions[firsts]
        gaps = gaps[rare]
        size = varint.sizes(gaps)
        self._deltas.append(varint.encode(gaps, size))
        each = np.zeros(len(counts), np.int64)
        each[~often] = np.add.reduceat(size, np.cumsum(counts[~often]) - counts[~often]) if len(size) else 0
        self._sizes.append(each)
        self._lows.append((positions[~rare] % BLOCK).astype(np.uint16))
        for number in np.flatnonzero(often).tolist():
            of_pair = positions[firsts[number] : firsts[number] + counts[number]]
            self._blocks.append(np.bincount(of_pair // BLOCK, minlength=self._block_count).astype(np.uint16))
            self._low_ends.append(self._low_ends[-1] + len(of_pair))
            self._frequent.append(self._done + number)
        # A pair is the numbers of its characters, in 16 bits each, or 32 where the alphabet is longer.
        kind = np.uint32 if len(self._alphabet) <= 1 << 16 else np.uint64
        self._pairs.append((some.first << np.dtype(kind).itemsize * 4 | some.second).astype(kind))
        self._done += len(counts)

    def to_arrays(self) -> dict[str, Array]:
        """The arrays; ``Strings`` tells what they are."""
        return {
            "text.chars": self._alphabet,
            "text.pairs": np.concatenate(self._pairs or [np.empty(0, np.uint32)]),
            "text.at": np.cumsum(np.concatenate(self._sizes)).astype(np.uint32),
            "text.deltas": np.concatenate(self._deltas),
            "text.frequent": np.array(self._frequent, np.uint32),
            "text.low_starts": np.array(self._low_ends, np.uint32),
            "text.lows": np.concatenate(self._lows),
            "text.blocks": np.concatenate(self._blocks),
        }
