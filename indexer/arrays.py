"""A file of named numpy arrays, memory-mapped; or the same in memory, for an engine that keeps no files.

Layout: magic; each array at a multiple of 64 bytes; for each 65,536 bytes of these a CRC-32 (4 bytes); a JSON directory
(of each array offset, dtype, length); and at the end, 8 bytes each, the offset of the checksums, that of the directory,
and the CRC-32 of all that since the first of these. All numbers are little-endian.
"""

import io
import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexDamaged

Array = NDArray[Any]
_MAGIC = b"WENHAI2\n"
_ALIGN = 64
_BLOCK_BITS = 16
_BLOCK = 1 << _BLOCK_BITS
"""Bytes that have a checksum, which takes 30 µs: of 6,906 such blocks (62,654 articles) an index reads 146 when it is
opened, and the first search some 200."""
_TAIL = 24


class Altered(IndexDamaged, ValueError):
    """What is read is not what was written."""


def not_as_written(path: Path) -> Altered:
    """What to raise for a file that is not as it was written."""
    return Altered(
        "The file {name} of the index in {folder} is not as it was written. Rebuild it with: wenhai "
        "reindex ARCHIVE --full",
        name=path.name,
        folder=path.parent,
    )


class Arrays(Mapping[str, Array]):
    """Named arrays, read-only. What is read is compared with its checksums, once; raises Altered if it is not as it was
    written.

    Safe to share between threads: two may check the same.
    """

    def __init__(self, plain: Array, path: Path) -> None:
        """``plain``: all bytes; ``path``: of what they are, for errors. Raises Altered."""
        self._plain, self._path = plain, path
        if plain[: len(_MAGIC)].tobytes() != _MAGIC or len(plain) < len(_MAGIC) + _TAIL:
            raise not_as_written(path)
        self._end, directory, check = np.frombuffer(plain[-_TAIL:], "<u8").tolist()
        if check != zlib.crc32(plain[self._end : -8].data):
            raise not_as_written(path)
        self._sums = plain[self._end : directory].view("<u4")
        self._checked = bytearray(len(self._sums))
        self._directory: dict[str, tuple[int, str, int]] = json.loads(plain[directory:-_TAIL].tobytes())
        self._whole: dict[str, Array] = {}

    def __getitem__(self, name: str) -> Array:
        found = self._whole.get(name)
        if found is None:
            parts = self.parts(name)
            found = self._whole[name] = parts[0 : len(parts)]
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._directory)

    def __len__(self) -> int:
        return len(self._directory)

    def __contains__(self, name: object) -> bool:
        return name in self._directory

    def parts(self, name: str) -> "Parts":
        """An array that is too long to be checked as a whole."""
        start, kind, size = self._directory[name]
        return Parts(self, self._plain[start : start + np.dtype(kind).itemsize * size].view(kind), start)

    def check(self, start: int, end: int) -> None:
        """Compare what was not compared yet of some bytes; raises Altered."""
        for block in range(start >> _BLOCK_BITS, (end - 1 >> _BLOCK_BITS) + 1):
            if not self._checked[block]:
                at = block << _BLOCK_BITS
                if zlib.crc32(self._plain[at : min(at + _BLOCK, self._end)].data) != self._sums[block]:
                    raise not_as_written(self._path)
                self._checked[block] = 1

    def is_checked(self, start: int, end: int) -> bool:
        """Whether some bytes, at least one, were all compared."""
        return self._checked.find(0, start >> _BLOCK_BITS, (end - 1 >> _BLOCK_BITS) + 1) < 0


class Parts:
    """An array of which parts are read, and checked: ``parts[start:end]``."""

    def __init__(self, arrays: Arrays, array: Array, at: int) -> None:
        """``at``: its first byte."""
        self._arrays, self._array, self._at, self._size = arrays, array, at, array.itemsize

    def __len__(self) -> int:
        return len(self._array)

    def __getitem__(self, part: slice) -> Array:
        start, end = part.start, part.stop
        if end > start:
            first, last = self._at + start * self._size, self._at + end * self._size
            if not self._arrays.is_checked(first, last):
                self._arrays.check(first, last)
        return self._array[start:end]


def write_arrays(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write the arrays."""
    with path.open("wb") as file:
        _write(file, arrays)


def to_bytes(arrays: Mapping[str, Array]) -> bytes:
    """What ``write_arrays`` writes."""
    file = io.BytesIO()
    _write(file, arrays)
    return file.getvalue()


def read_arrays(path: Path) -> Arrays:
    """The arrays of a file, memory-mapped. Raises Altered if it is not such a file or is cut short, OSError."""
    if not path.stat().st_size:
        raise not_as_written(path)
    # A plain view of the map: numpy's memmap subclass costs 2 µs at each slice.
    return Arrays(np.memmap(path, dtype=np.uint8, mode="r").view(np.ndarray), path)


def from_bytes(data: bytes) -> Arrays:
    """The arrays that ``to_bytes`` wrote. Raises Altered if they are none."""
    return Arrays(np.frombuffer(data, np.uint8), Path("engine/arrays"))


def _write(file: BinaryIO, arrays: Mapping[str, Array]) -> None:
    directory = {}
    out = _Summed(file)
    out.write(_MAGIC)
    for name, array in arrays.items():
        out.write(b"\0" * (-out.size % _ALIGN))
        directory[name] = [out.size, array.dtype.str, len(array)]
        out.write(np.ascontiguousarray(array).view(np.uint8).data if len(array) else b"")
    sums, names = out.sums(), json.dumps(directory).encode()
    end = sums + names + np.array([out.size, out.size + len(sums)], "<u8").tobytes()
    file.write(end + zlib.crc32(end).to_bytes(8, "little"))


class _Summed:
    """A file that is written to, and the checksums of its blocks."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._sums, self._last = file, list[int](), 0
        self.size = 0

    def write(self, data: bytes | memoryview) -> None:
        self._file.write(data)
        at, left = 0, len(data)
        while left:
            taken = min(_BLOCK - self.size % _BLOCK, left)
            self._last = zlib.crc32(data[at : at + taken], self._last)
            at, left, self.size = at + taken, left - taken, self.size + taken
            if not self.size % _BLOCK:
                self._sums.append(self._last)
                self._last = 0

    def sums(self) -> bytes:
        """Of all that was written."""
        last = [self._last] if self.size % _BLOCK else []
        return np.array(self._sums + last, "<u4").tobytes()
