"""What tarfile reads through: the bytes of a tar file, unpacked, with bounds that tarfile itself does not set."""

import bz2
import gzip
import io
import lzma
import os
import re
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from indexer.archive.entry import Rejected
from indexer.archive.limits import Limits

_PACKED: tuple[tuple[bytes, Callable[[BinaryIO], Any]], ...] = (
    (b"\x1f\x8b", gzip.open),
    (b"\xfd7zXZ", lzma.open),
    (b"BZh", bz2.open),
)
_SMALL = 1 << 30
"""Bytes that any tar may unpack to, however small it is."""
_HEADER = 1 << 20
"""Bytes of a member's headers at most, all together. Tarfile reads as many as a header says it has, be they 10 GB of
memory: in one piece, since 2026 in pieces of 1 MiB, and sparse maps block by block for as long as there are any."""
_MAX_NUMBER_LENGTH = 1000
"""Digits: on 200,000 of them the patterns of tarfile for pax headers take minutes (CVE-2024-6232)."""
_TOO_LONG = re.compile(rb"(?<![0-9])[0-9]{%d}" % (_MAX_NUMBER_LENGTH + 1))


class Guarded(io.RawIOBase):
    """A tar file that is read forwards. ``read`` and ``seek`` raise tarfile.ReadError for headers that no program
    writes, and Rejected where the file unpacks to more than the limit ``growth``."""

    def __init__(self, place: str, limits: Limits) -> None:
        """Raises OSError."""
        self._raw = open(place, "rb")  # noqa: SIM115  # it lives as long as this
        start = self._raw.read(6)
        self._raw.seek(0)
        self._limits = limits
        self._end: int | None = None
        self._file: BinaryIO = self._raw
        self._data = False
        self._headers = 0
        self._digits = b""
        for magic, opened in _PACKED:
            if start.startswith(magic):
                self._file = opened(self._raw)
                self._end = max(_SMALL, limits.growth * os.fstat(self._raw.fileno()).st_size)

    def next_member(self) -> None:
        """What is read from here on are the headers of another member. Seeking does not tell: tarfile reads on from one
        header to the next where no data lies between, as with folders."""
        self._headers = 0
        self._digits = b""

    @contextmanager
    def data(self) -> Iterator[None]:
        """Inside, what is read is the content of a file, whose size the caller has looked at."""
        self._data = True
        try:
            yield
        finally:
            self._data = False

    def read(self, size: int = -1) -> bytes:
        """Bytes from here on, as many as asked for if they are there."""
        if self._data:
            return self._file.read(size)
        self._headers += size
        if size < 0 or self._headers > _HEADER:
            raise tarfile.ReadError(f"a header of over {_HEADER:,} bytes")
        self._check(self._file.tell() + size)
        found = self._file.read(size)
        self._check_numbers(found)
        return found

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place, counted from the beginning."""
        self._check(offset)
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Where the next byte is read."""
        return self._file.tell()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
        self._raw.close()
        super().close()

    def _check_numbers(self, found: bytes) -> None:
        """A number may have begun in the piece before."""
        text = self._digits + found
        if _TOO_LONG.search(text):
            raise tarfile.ReadError(f"a header with a number of over {_MAX_NUMBER_LENGTH:,} digits")
        self._digits = text[len(text.rstrip(b"0123456789")) :]

    def _check(self, place: int) -> None:
        if self._end is not None and place > self._end:
            raise Rejected(
                "The tar file unpacks to more than {end:,} bytes, {over}",
                end=self._end,
                over=self._limits.over("growth"),
            )
