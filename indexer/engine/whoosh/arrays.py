"""A file of named numpy arrays, memory-mapped, and the sorted term dictionaries that are made of them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
_MAGIC = b"WENHAI1\n"
_ALIGN = 64


def write_arrays(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write the arrays: magic, each array at a multiple of 64 bytes, a JSON directory, its offset in 8 bytes."""
    directory = {}
    with path.open("wb") as file:
        file.write(_MAGIC)
        for name, array in arrays.items():
            file.write(b"\0" * (-file.tell() % _ALIGN))
            directory[name] = [file.tell(), array.dtype.str, len(array)]
            file.write(np.ascontiguousarray(array).data)
        end = file.tell()
        file.write(json.dumps(directory).encode())
        file.write(end.to_bytes(8, "little"))


def read_arrays(path: Path) -> dict[str, Array]:
    """The arrays of a file, memory-mapped, read-only. Raises ValueError if it is not such a file or is cut short."""
    if path.stat().st_size < len(_MAGIC) + 8:
        raise ValueError(f"{path} is cut short.")
    data = np.memmap(path, dtype=np.uint8, mode="r")
    if data[: len(_MAGIC)].tobytes() != _MAGIC:
        raise ValueError(f"{path} is not a file of arrays.")
    at = int.from_bytes(data[-8:].tobytes(), "little")
    directory = json.loads(data[at:-8].tobytes())
    # A plain view of the map: numpy's memmap subclass costs 2 µs at each slice.
    plain = data.view(np.ndarray)
    return {
        name: plain[start : start + np.dtype(kind).itemsize * size].view(kind)
        for name, (start, kind, size) in directory.items()
    }


class Terms:
    """The sorted terms of one field of one segment, and for each its documents (ascending, int32) and frequencies.

    Stored as ``<field>.terms`` (their UTF-8 bytes, joined), ``.ends`` (where each ends), ``.heads`` (the first eight
    bytes of each as a number), ``.starts`` (of each one's postings, and the end of the last), ``.docs`` and, for fields
    of words, ``.freqs`` (uint16) and ``.lengths`` (words of each document, int32).
    """

    def __init__(self, arrays: Mapping[str, Array], field: str) -> None:
        self._blob = arrays[f"{field}.terms"]
        self._ends = arrays[f"{field}.ends"]
        self._heads = arrays[f"{field}.heads"]
        self.starts = arrays[f"{field}.starts"]
        self.docs = arrays[f"{field}.docs"]
        self.freqs = arrays.get(f"{field}.freqs")
        self.lengths = arrays.get(f"{field}.lengths")

    def __len__(self) -> int:
        return len(self._ends)

    def term(self, number: int) -> bytes:
        """The term with that number."""
        start = int(self._ends[number - 1]) if number else 0
        return self._blob[start : int(self._ends[number])].tobytes()

    def first_from(self, term: bytes) -> int:
        """The number of the first term that is not less than this."""
        # Eight bytes tell most terms apart, and numpy finds them in 2 µs; 18 steps over terms in Python took 25.
        head = np.uint64(_head(term))
        low, high = (int(np.searchsorted(self._heads, head, side)) for side in ("left", "right"))
        while low < high:
            middle = (low + high) // 2
            if self.term(middle) < term:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, term: bytes) -> int | None:
        """The number of a term, or None."""
        number = self.first_from(term)
        return number if number < len(self) and self.term(number) == term else None

    def with_prefix(self, prefix: bytes) -> range:
        """The numbers of all terms that begin so."""
        # 0xFF occurs in no UTF-8, so this is past every continuation.
        return range(self.first_from(prefix), self.first_from(prefix + b"\xff"))

    def postings(self, number: int) -> tuple[Array, Array | None]:
        """Documents and frequencies of a term; frequencies are None where the field keeps none."""
        where = slice(int(self.starts[number]), int(self.starts[number + 1]))
        return self.docs[where], None if self.freqs is None else self.freqs[where]


def _head(term: bytes) -> int:
    return int.from_bytes(term[:8].ljust(8, b"\0"), "big")


def terms_to_arrays(
    field: str, numbers: Mapping[bytes, int], terms: Array, docs: Array, freqs: Array | None, doc_count: int
) -> dict[str, Array]:
    """The arrays of a field, from its words as numbers: ``terms[i]`` stands in ``docs[i]`` ``freqs[i]`` times.

    Postings come in the order of documents; ``numbers`` tells each term's number.
    """
    ordered = sorted(numbers)
    rank = np.empty(len(ordered), np.uint32)
    rank[np.fromiter((numbers[term] for term in ordered), np.int64, len(ordered))] = np.arange(len(ordered))
    keys = rank[terms]
    order = np.argsort(keys, kind="stable")
    counts = np.bincount(keys, minlength=len(ordered))
    arrays: dict[str, Array] = {
        f"{field}.terms": np.frombuffer(b"".join(ordered), np.uint8),
        f"{field}.ends": np.cumsum([len(term) for term in ordered], dtype=np.uint32),
        f"{field}.heads": np.fromiter((_head(term) for term in ordered), np.uint64, len(ordered)),
        f"{field}.starts": np.concatenate([[0], np.cumsum(counts)]).astype(np.uint32),
        f"{field}.docs": docs[order].astype(np.int32),
    }
    if freqs is not None:
        arrays[f"{field}.freqs"] = np.minimum(freqs[order], 0xFFFF).astype(np.uint16)
        arrays[f"{field}.lengths"] = np.bincount(docs, freqs, minlength=doc_count).astype(np.int32)
    return arrays
