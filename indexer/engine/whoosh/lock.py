"""One writer at a time: a file that the system locks for a process, and lets go with it, however that ends."""

import contextlib
import fcntl
import os
import time
from pathlib import Path
from typing import IO

from indexer.errors import IndexLocked

_NAME = "lock"
_TRIES, _PAUSE = 5, 0.1
"""Whoever looks at the lock holds it himself for some microseconds."""


class Lock:
    """Held from its making to ``release``; raises IndexLocked where another holds it."""

    def __init__(self, root: Path) -> None:
        self._file = (root / _NAME).open("a+", encoding="utf-8")
        if not any(_taken(self._file, fcntl.LOCK_EX, number) for number in range(_TRIES)):
            holder = _told(self._file) or "unknown"
            self._file.close()
            raise IndexLocked(
                "Another reindex is writing to {root} (process {holder}). Wait until it has ended, then try again.",
                root=root,
                holder=holder,
            )
        self._file.truncate(0)
        self._file.write(f"{os.getpid()}\n")
        self._file.flush()

    def release(self) -> None:
        """Let go of it."""
        self._file.close()


def holder(root: Path) -> str:
    """The process that holds the lock of an index; empty where none does."""
    with contextlib.suppress(OSError), (root / _NAME).open(encoding="utf-8") as file:
        if not _taken(file, fcntl.LOCK_SH):
            return _told(file) or "unknown"
    return ""


def _taken(file: IO[str], kind: int, number: int = 0) -> bool:
    time.sleep(_PAUSE if number else 0)
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _told(file: IO[str]) -> str:
    file.seek(0)
    return file.read().strip()
