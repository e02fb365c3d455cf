"""Lists of documents on disk: ascending numbers of 16 bits, or one bit a document where that is shorter."""

from functools import cached_property

import numpy as np

from indexer.arrays import Array, Arrays

MAX_DOCUMENTS = 65_536
"""Documents in a segment, so that 16 bits hold their numbers."""


class DocLists:
    """Numbered lists of documents of one segment.

    Stored as ``<name>.starts`` (uint32: entries before each list, and all of them at the end), ``<name>.at`` (uint32:
    where each list begins in the next) and ``<name>.docs`` (uint16).
    """

    def __init__(self, arrays: Arrays, name: str, documents: int) -> None:
        self._arrays, self._name, self._documents = arrays, name, documents
        self._docs = arrays.parts(f"{name}.docs")

    @cached_property
    def starts(self) -> Array:
        """How many entries there are before each list, and at the end of all."""
        return self._arrays[f"{self._name}.starts"]

    @cached_property
    def _at(self) -> Array:
        return self._arrays[f"{self._name}.at"]

    def __len__(self) -> int:
        return len(self._at)

    def where(self, number: int) -> slice:
        """Which entries are those of a list, in an array that holds one value an entry."""
        return slice(int(self.starts[number]), int(self.starts[number + 1]))

    def count(self, number: int) -> int:
        """How many documents a list has."""
        return int(self.starts[number + 1]) - int(self.starts[number])

    def docs(self, number: int) -> Array:
        """Ascending documents of a list (intp)."""
        bits = self._bits(number)
        return self._numbers(number).astype(np.intp) if bits is None else _unpacked(bits, self._documents).nonzero()[0]

    def mask(self, number: int) -> Array:
        """One value a document of the segment (bool): is it in a list?"""
        bits = self._bits(number)
        if bits is not None:
            return _unpacked(bits, self._documents)
        return as_mask(self._numbers(number), self._documents)

    def held(self, number: int, docs: Array) -> Array:
        """Which of some documents (bool) are in a list."""
        bits = self._bits(number)
        if bits is None:
            return as_mask(self._numbers(number), self._documents).take(docs)
        words = bits.view(np.uint64)
        found: Array = words[docs >> 6] >> (docs & 63).astype(np.uint64) & np.uint64(1) != 0
        return found

    def places(self, number: int, docs: Array) -> Array:
        """The places in a list (intp) of some of its documents."""
        bits = self._bits(number)
        if bits is None:
            return self._numbers(number).searchsorted(docs.astype(np.uint16))
        words = bits.view(np.uint64)
        before = np.bitwise_count(words).cumsum(dtype=np.intp)
        within = docs >> 6
        lower = words[within] << (63 - (docs & 63)).astype(np.uint64)
        places: Array = before[within] - np.bitwise_count(words[within]) + np.bitwise_count(lower) - 1
        return places

    def _numbers(self, number: int) -> Array:
        at = int(self._at[number])
        return self._docs[at : at + self.count(number)]

    def _bits(self, number: int) -> Array | None:
        if self.count(number) <= self._documents // 16:
            return None
        at = int(self._at[number])
        return self._docs[at : at + _bitmap_size(self._documents)]

    @cached_property
    def flat(self) -> Array:
        """The documents of all lists, one after the other (intp)."""
        if len(self._docs) == self.starts[-1] and not (np.diff(self.starts) > self._documents // 16).any():
            return self._docs[0 : len(self._docs)].astype(np.intp)  # no bits among them
        return np.concatenate([np.empty(0, np.intp), *(self.docs(number) for number in range(len(self)))])


def lists_to_arrays(name: str, counts: Array, docs: Array, documents: int) -> dict[str, Array]:
    """The arrays of lists that lie end to end in ``docs``, each ascending and ``counts`` long."""
    starts = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
    dense = np.flatnonzero(counts > documents // 16)
    sizes = counts.astype(np.int64)
    sizes[dense] = _bitmap_size(documents)
    ends = np.cumsum(sizes)
    packed = np.empty(int(ends[-1]) if len(ends) else 0, np.uint16)
    kept = np.ones(len(counts), bool)
    kept[dense] = False
    # Every list goes to its place at once but for the few long ones, which become bits one by one.
    packed[np.repeat(kept, sizes)] = docs[np.repeat(kept, counts)]
    for number in dense.tolist():
        bits = np.zeros(_bitmap_size(documents) * 16, bool)
        bits[docs[starts[number] : starts[number + 1]]] = True
        packed[ends[number] - sizes[number] : ends[number]] = np.packbits(bits, bitorder="little").view(np.uint16)
    return {
        f"{name}.starts": starts.astype(np.uint32),
        f"{name}.at": (ends - sizes).astype(np.uint32),
        f"{name}.docs": packed,
    }


def as_mask(docs: Array, documents: int) -> Array:
    """One value a document (bool): is it among these?"""
    mask = np.zeros(documents, bool)
    mask[docs] = True
    return mask


def groups(ordered: Array) -> tuple[Array, Array, Array]:
    """The distinct values of a sorted array, where each begins, and how often it occurs there."""
    if not len(ordered):
        none = np.empty(0, np.int64)
        return ordered, none, none
    firsts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    return ordered[firsts], firsts, np.diff(firsts, append=len(ordered))


def slices(starts: Array, ends: Array, rows: Array) -> tuple[Array, Array]:
    """Of some rows that lie end to end (from ``starts`` to ``ends``, int64): where each begins when these alone do, and
    the places of all that they hold (int64)."""
    sizes = ends[rows] - starts[rows]
    at = np.cumsum(sizes) - sizes
    return at, np.repeat(starts[rows] - at, sizes) + np.arange(int(sizes.sum()))


def _bitmap_size(documents: int) -> int:
    """Numbers of 16 bits, but whole ones of 64."""
    return -(-documents // 64) * 4


def _unpacked(bits: Array, documents: int) -> Array:
    mask: Array = np.unpackbits(bits.view(np.uint8), count=documents, bitorder="little").view(bool)
    return mask
