"""A file of named numpy arrays, memory-mapped; or the same in memory, for an engine that keeps no files."""

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
_MAGIC = b"WENHAI1\n"
_ALIGN = 64


def write_arrays(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write the arrays: magic, each array at a multiple of 64 bytes, a JSON directory, its offset in 8 bytes."""
    with path.open("wb") as file:
        _write(file, arrays)


def to_bytes(arrays: Mapping[str, Array]) -> bytes:
    """What ``write_arrays`` writes."""
    file = io.BytesIO()
    _write(file, arrays)
    return file.getvalue()


def _write(file: BinaryIO, arrays: Mapping[str, Array]) -> None:
    directory = {}
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
    # A plain view of the map: numpy's memmap subclass costs 2 µs at each slice.
    return _read(np.memmap(path, dtype=np.uint8, mode="r").view(np.ndarray), str(path))


def from_bytes(data: bytes) -> dict[str, Array]:
    """The arrays that ``to_bytes`` wrote, read-only. Raises ValueError if they are none."""
    return _read(np.frombuffer(data, np.uint8), "What was kept")


def _read(plain: Array, name: str) -> dict[str, Array]:
    if plain[: len(_MAGIC)].tobytes() != _MAGIC:
        raise ValueError(f"{name} is not a file of arrays.")
    at = int.from_bytes(plain[-8:].tobytes(), "little")
    directory = json.loads(plain[at:-8].tobytes())
    return {
        name: plain[start : start + np.dtype(kind).itemsize * size].view(kind)
        for name, (start, kind, size) in directory.items()
    }
