"""One writer at a time: a file that the system locks for a process, and lets go with it, however that ends.

Nobody but its owner may open it: whoever may read a file can lock it.
"""

import contextlib
import fcntl
import os
import re
import time
from pathlib import Path
from typing import IO

from indexer.errors import IndexLocked, IndexUnreadable
from indexer.files import open_file
from indexer.messages import message

_NAME = "lock"
_MODE = 0o600
_TRIES, _PAUSE = 5, 0.1
"""Whoever looks at the lock holds it himself for some microseconds."""
_TOLD = re.compile(r"([0-9]{1,19})(?: ([0-9]{1,19}))?")
_LONG = 64


class Lock:
    """Held from its making to ``release``; raises IndexLocked where another holds it."""

    def __init__(self, root: Path) -> None:
        # Not through a link: the file is emptied.
        handle = os.open(root / _NAME, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, _MODE)
        self._file = os.fdopen(handle, "r+", encoding="ascii", errors="replace")
        if not any(_taken(self._file, fcntl.LOCK_EX, number) for number in range(_TRIES)):
            holder = _holder(self._file)
            self._file.close()
            raise IndexLocked(
                "Another reindex is writing to {root} (process {holder}). Wait until it has ended, then try again.",
                root=root,
                holder=holder,
            )
        with contextlib.suppress(PermissionError):  # another user's, who lets this one
            os.fchmod(handle, _MODE)
        self._file.seek(0)
        self._file.truncate(0)
        self._file.write(f"{os.getpid()} {_started(os.getpid())}".strip() + "\n")
        self._file.flush()

    def release(self) -> None:
        """Let go of it, and of the name: whoever else holds it is not this process."""
        if not self._file.closed:
            with contextlib.suppress(OSError):
                self._file.truncate(0)
            self._file.close()


def holder(root: Path) -> str:
    """The process that holds the lock of an index, "unknown" where that can't be told; empty where none does. Raises
    IndexUnreadable for whoever may not open it."""
    try:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError), open_file(root / _NAME) as raw:
            if not _taken(raw, fcntl.LOCK_SH):
                return _holder(raw)
    except PermissionError as error:
        raise IndexUnreadable(
            "The index in {root} can't be read: {file}: {why}.",
            root=root, file=_NAME, why=message(str(error.strerror)),
        ) from error  # fmt: skip
    except OSError:  # nobody could hold that
        pass
    return ""


def _taken(file: IO[bytes] | IO[str], kind: int, number: int = 0) -> bool:
    time.sleep(_PAUSE if number else 0)
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _holder(file: IO[bytes] | IO[str]) -> str:
    """Whom the file names, if that process lives and has lived since it was written: another one may hold the lock."""
    file.seek(0)
    said = file.read(_LONG)
    named = _TOLD.fullmatch((said if isinstance(said, str) else said.decode("ascii", "replace")).strip())
    if not named or _started(int(named[1])) != (named[2] or _started(int(named[1]))) or not _lives(int(named[1])):
        return "unknown"
    return named[1]


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True


def _started(process: int) -> str:
    """When a process was started, in ticks since the machine was; empty where the system does not tell."""
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
        return told.rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
