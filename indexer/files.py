"""The files of an index on disk: read and written without being led elsewhere, and for whose eyes they are."""

import errno
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

_READ = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
_OTHERS, _GROUP = 0o007, 0o070


@dataclass(frozen=True, slots=True)
class Readers:
    """Who beside its owner may read an archive: everybody (``others``), or else a group by its number."""

    others: bool = True
    group: int | None = None

    def narrowed(self, status: os.stat_result) -> int:
        """The mode of a file or folder without what it gives to anybody else."""
        mode = stat.S_IMODE(status.st_mode)
        if self.others:
            return mode
        return mode & ~(_OTHERS if status.st_gid == self.group else _OTHERS | _GROUP)


EVERYBODY = Readers()


def readers_of(archives: Iterable[str | os.PathLike[str]], before: Path) -> Readers:
    """Who may read all of these archives. For one that is out of sight stands whoever may read the file ``before``,
    which was written when it was seen last; nobody else where there is no such file."""
    several = [_readers_of_one(archive) or _readers_of_one(before) or Readers(False) for archive in archives]
    groups = {readers.group for readers in several if not readers.others}
    if not groups:
        return EVERYBODY
    return Readers(False, groups.pop() if len(groups) == 1 else None)


def _readers_of_one(path: str | os.PathLike[str]) -> Readers | None:
    """Who gets at it through all folders above it; None where it is out of sight."""
    if not os.fspath(path):  # that of an archive which a release did not note
        return None
    try:
        real = Path(path).resolve(strict=True)
        status = real.stat()
        above = [folder.stat() for folder in real.parents]
    except (OSError, ValueError, RuntimeError):
        return None
    wanted = [(status, 0o5 if stat.S_ISDIR(status.st_mode) else 0o4), *((folder, 0o1) for folder in above)]
    if all(_has(one, bits) for one, bits in wanted):
        return EVERYBODY
    groups = dict.fromkeys(one.st_gid for one, _ in wanted)
    let_in = (group for group in groups if all(_has(one, bits << 3 * (one.st_gid == group)) for one, bits in wanted))
    return Readers(False, next(let_in, None))


def _has(status: os.stat_result, bits: int) -> bool:
    return status.st_mode & bits == bits


def open_file(path: Path) -> BufferedReader:
    """Open a file to read. Raises OSError also for what is none: a pipe would be waited for."""
    handle = os.open(path, _READ)
    kind = os.fstat(handle).st_mode
    if stat.S_ISREG(kind):
        return os.fdopen(handle, "rb")
    os.close(handle)
    number = errno.EISDIR if stat.S_ISDIR(kind) else errno.EINVAL
    raise OSError(number, os.strerror(number), str(path))


def read_whole(path: Path, most: int = -1) -> bytes:
    """What a file holds, up to so many bytes. Raises OSError."""
    with open_file(path) as file:
        return file.read(most)


def replace_file(path: Path, data: bytes, readers: Readers) -> None:
    """Put a file in the place of what is there, from one moment to the next, also if the power fails in between; after
    that ``path`` is flushed with its folder. What others may not read they never can."""
    beside = path.with_name(f"{path.name}.new")
    with suppress(FileNotFoundError):
        beside.unlink()  # of a run that was killed; or a link, which would be written through
    try:
        with os.fdopen(os.open(beside, _NEW, 0o666), "wb") as file:
            os.fchmod(file.fileno(), readers.narrowed(os.fstat(file.fileno())))
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    flush(path.parent)


def flush(path: Path) -> None:
    """Have the disk confirm a file or a folder's entries (Whoosh never does)."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
