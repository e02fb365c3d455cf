"""Building what ``strings`` reads: every pair of neighbouring characters of a segment, with its positions.

Text comes in runs of some million characters, each sorted when it is full. At the end the runs are merged, a range of
pairs at a time, so that no more than a few hundred MB are held beside the positions themselves.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.engine.whoosh import varint
from indexer.engine.whoosh.arrays import Array
from indexer.engine.whoosh.lists import groups, lists_to_arrays

FREQUENT = 4_096
"""A pair that stands so often is kept in fixed width, which reads ten times as fast as varints: 2,264 of 1.4 million
pairs, but 43% of all positions."""
BLOCK = 65_535
"""Positions of frequent pairs are kept by blocks of so many characters: how many lie in each block, and where in it."""
_MERGED_AT_ONCE = 8_000_000


@dataclass(frozen=True, slots=True)
class Run:
    """The sorted pairs of consecutive text: distinct pairs (first << 21 | second, uint64), where the positions of each
    begin and the last end (uint32), all positions within the run (int32), and each character and document of the
    segment that it stands in (character << 32 | document, uint64)."""

    pairs: Array
    starts: Array
    positions: Array
    chars: Array
    length: int

    @property
    def counts(self) -> Array:
        """How often each pair stands in the run (int64)."""
        starts = self.starts.astype(np.int64)
        return starts[1:] - starts[:-1]


def to_codes(text: str) -> Array:
    """The code points of a text, uint32."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def sorted_run(codes: Array, docs: Array) -> Run:
    """A run, from its code points (uint32) and the document of each (int)."""
    pairs, starts, positions = _sorted_pairs(codes)
    chars = docs.astype(np.uint64)
    chars |= codes.astype(np.uint64) << np.uint64(32)
    return Run(pairs, starts, positions, np.unique(chars), len(codes))


def _sorted_pairs(codes: Array) -> tuple[Array, Array, Array]:
    """First character, second character and position go into one number of 64 bits, which numpy sorts ten times as fast
    as it argsorts pairs: 8 million in 0.15 s. For that, characters are numbered as they occur in the run.
    """
    alphabet = np.flatnonzero(np.bincount(codes, minlength=1)).astype(np.uint64)
    for_char, for_position = (max(1, (n - 1).bit_length()) for n in (len(alphabet), len(codes)))
    if 2 * for_char + for_position > 64:  # over 524,288 different ones among 24 million: no language, but a file may
        keys = codes[:-1].astype(np.uint64) << np.uint64(21) | codes[1:]
        order = np.argsort(keys, kind="stable")
        pairs, firsts, _ = groups(keys[order])
        return pairs, np.append(firsts, len(order)).astype(np.uint32), order.astype(np.int32)
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
    distinct, firsts, _ = groups(keys)
    pairs = alphabet[(distinct >> np.uint64(for_char)).astype(np.intp)] << np.uint64(21)
    pairs |= alphabet[(distinct & np.uint64((1 << for_char) - 1)).astype(np.intp)]
    return pairs, np.append(firsts, len(positions)).astype(np.uint32), positions


Look = Callable[[Array, Array, Array], None]


def merged_runs(runs: Sequence[Run], documents: int, look: Look) -> dict[str, Array]:
    """The arrays of a segment, from all its runs in their order. ``look`` is shown, for one range of pairs after the
    other, the pairs, how many positions each has, and all these positions, ascending for each pair."""
    standing = np.sort(np.concatenate([_NO_KEYS, *(run.chars for run in runs)]))
    chars, _, counts = groups(standing >> np.uint64(32))
    pairs = np.unique(np.concatenate([_NO_KEYS, *(run.pairs for run in runs)]))
    arrays = {"text.chars": chars.astype(np.uint32), "text.pairs": _numbered(pairs, chars)}
    arrays |= lists_to_arrays("text.char", counts, standing.astype(np.uint16), documents)
    return arrays | _coded(_merged(runs, pairs, look), sum(run.length for run in runs))


_NO_KEYS = np.empty(0, np.uint64)


def _numbered(pairs: Array, chars: Array) -> Array:
    """Pairs as numbers of their characters in the alphabet of the segment: 16 bits each, or 32 where there are more."""
    first = chars.searchsorted(pairs >> np.uint64(21)).astype(np.uint64)
    second = chars.searchsorted(pairs & np.uint64((1 << 21) - 1)).astype(np.uint64)
    kind = np.uint32 if len(chars) <= 1 << 16 else np.uint64
    numbered: Array = (first << np.uint64(np.dtype(kind).itemsize * 4) | second).astype(kind)
    return numbered


def _merged(runs: Sequence[Run], pairs: Array, look: Look) -> Iterator[tuple[Array, Array]]:
    """For one range of pairs after the other, how many positions each has, and all those positions in the segment."""
    counts = np.zeros((len(runs), len(pairs)), np.int32)
    for row, run in zip(counts, runs, strict=True):
        row[pairs.searchsorted(run.pairs)] = run.counts
    total = counts.sum(axis=0, dtype=np.int64)
    taken = [0] * len(runs)
    low = 0
    ends = np.cumsum(total)
    while low < len(pairs):
        before = int(ends[low - 1]) if low else 0
        high = max(low + 1, int(ends.searchsorted(before + _MERGED_AT_ONCE)))
        merged = np.empty(int(ends[high - 1]) - before, np.int32)
        free = ends[low:high] - total[low:high] - before
        offset = 0
        for number, run in enumerate(runs):
            count = counts[number, low:high]
            size = int(count.sum())
            positions = run.positions[taken[number] : taken[number] + size]
            place = np.repeat(free - (np.cumsum(count) - count), count) + np.arange(size)
            merged[place] = positions + np.int32(offset)
            free += count
            taken[number] += size
            offset += run.length
        look(pairs[low:high], total[low:high], merged)
        yield total[low:high], merged
        low = high


def _coded(merged: Iterator[tuple[Array, Array]], length: int) -> dict[str, Array]:
    """Positions as differences in varints, or for frequent pairs as low bits and counts a block."""
    deltas, sizes, lows, blocks, frequent = [np.empty(0, np.uint8)], [], [np.empty(0, np.uint16)], [], []
    block_count = length // BLOCK + 1
    low_ends = [0]
    done = 0
    for counts, positions in merged:
        firsts = np.cumsum(counts) - counts
        often = counts >= FREQUENT
        rare = np.repeat(~often, counts)
        gaps = np.diff(positions, prepend=np.int32(0))
        gaps[firsts] = positions[firsts]
        gaps = gaps[rare]
        size = varint.sizes(gaps)
        deltas.append(varint.encode(gaps, size))
        each = np.zeros(len(counts), np.int64)
        each[~often] = np.add.reduceat(size, np.cumsum(counts[~often]) - counts[~often]) if len(size) else 0
        sizes.append(each)
        lows.append((positions[~rare] % BLOCK).astype(np.uint16))
        for number in np.flatnonzero(often).tolist():
            of_pair = positions[firsts[number] : firsts[number] + counts[number]]
            blocks.append(np.bincount(of_pair // BLOCK, minlength=block_count).astype(np.uint16))
            low_ends.append(low_ends[-1] + len(of_pair))
            frequent.append(done + number)
        done += len(counts)
    ends = np.cumsum(np.concatenate([[0], *sizes]), dtype=np.int64)
    return {
        "text.at": ends.astype(np.uint32),
        "text.deltas": np.concatenate(deltas),
        "text.frequent": np.array(frequent, np.uint32),
        "text.low_starts": np.array(low_ends, np.uint32),
        "text.lows": np.concatenate(lows),
        "text.blocks": np.concatenate([np.empty(0, np.uint16), *blocks]),
    }
