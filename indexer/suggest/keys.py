"""Sorted strings in arrays, each with the number of an entry: what begins with a prefix lies together."""

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.analysis import fold

Arrays = Mapping[str, NDArray[Any]]


class Strings:
    """Strings by number: ``name`` (uint8, UTF-8, a line each) and ``name.at`` (uint32, where they begin, the end)."""

    def __init__(self, arrays: Arrays, name: str) -> None:
        self._bytes, self._at = arrays[name], arrays[name + ".at"]

    def __len__(self) -> int:
        return len(self._at) - 1

    def encoded(self, number: int) -> bytes:
        """One of them, as it is stored."""
        return self._bytes[self._at[number] : self._at[number + 1] - 1].tobytes()

    def __getitem__(self, number: int) -> str:
        return self.encoded(number).decode("utf-8", "surrogatepass")

    def all(self) -> list[str]:
        """Every one, in the order of their numbers."""
        return self._bytes.tobytes().decode("utf-8", "surrogatepass").split("\n")[:-1]


def strings(name: str, texts: Sequence[str]) -> dict[str, NDArray[Any]]:
    """The arrays of ``Strings``; no text may hold a line break."""
    lines = "\n".join([*texts, ""]).encode("utf-8", "surrogatepass")
    data = np.array(memoryview(lines), np.uint8)
    at = np.zeros(len(texts) + 1, np.uint32)
    at[1:] = np.flatnonzero(data == ord("\n")) + 1
    return {name: data, name + ".at": at}


class Keys:
    """Sorted keys: the ``Strings`` of ``name``, and ``name.entry`` (uint32), which entry each leads to."""

    def __init__(self, arrays: Arrays, name: str) -> None:
        self._keys, self._entries = Strings(arrays, name), arrays[name + ".entry"]

    def prefixed(self, prefix: str) -> NDArray[np.uint32]:
        """The entries of the keys that begin so, an entry as often as its keys do."""
        # No byte of UTF-8 is 255.
        return self._between(prefix.encode("utf-8", "surrogatepass"), b"\xff")

    def equal(self, key: str) -> NDArray[np.uint32]:
        """The entries of the keys that read so."""
        return self._between(key.encode("utf-8", "surrogatepass"), b"\0")

    def _between(self, prefix: bytes, after: bytes) -> NDArray[np.uint32]:
        numbers = range(len(self._keys))
        start = bisect_left(numbers, prefix, key=self._keys.encoded)
        end = bisect_left(numbers, prefix + after, lo=start, key=self._keys.encoded)
        return self._entries[start:end]


def keys(name: str, texts: Sequence[str], entries: Sequence[int]) -> dict[str, NDArray[Any]]:
    """The arrays of ``Keys``: of each key, in any order, the entry that it leads to."""
    order = sorted(range(len(texts)), key=texts.__getitem__)
    return {
        **strings(name, [texts[number] for number in order]),
        name + ".entry": np.array(entries, np.uint32)[np.array(order, np.intp)],
    }


def bare(text: str) -> str:
    """Folded, and without what a reader leaves out when typing: accents, interpuncts, apostrophes, full stops."""
    return without_marks(unaccented(text))


def without_marks(folded: str) -> str:
    """Without interpuncts, apostrophes and full stops."""
    return folded.replace("·", "").replace("'", "").replace(".", "")


def unaccented(text: str) -> str:
    """Folded, the letters without their accents. One character in, one out."""
    folded = fold(text)
    if folded.isascii():
        return folded
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), np.uint32)
    plain = _plain_letters()
    codes = np.where(codes < len(plain), plain[np.minimum(codes, len(plain) - 1)], codes)
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


@cache
def _plain_letters() -> NDArray[np.uint32]:
    """Of each code point up to the last Latin letter with an accent (U+1EFF): what it is without."""
    plain = np.arange(0x1F00, dtype=np.uint32)
    for point in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        plain[point] = ord(unicodedata.normalize("NFD", chr(point))[0])
    for letter, without in ("øo", "łl", "đd"):
        plain[ord(letter)] = ord(without)
    return plain


def each(change: Callable[[str], str], texts: Sequence[str]) -> list[str]:
    """Each text changed, in one call: 0.02 s for 100,000, 0.9 s in a call each. The change leaves line breaks alone."""
    return change("\n".join(texts)).split("\n") if texts else []
