"""Walk an archive: a folder, a tar file or one file, in an order that is the same every time."""

import lzma
import os
import stat
import struct
import tarfile
import zlib
from collections.abc import Iterator
from functools import partial

from indexer.archive.entry import LIMIT, Entry, Rejected, Rejection
from indexer.errors import ArchiveMissing

TEXTS = (".md", ".txt", ".html")
_TARS = (".tar", ".tar.gz", ".tgz", ".tar.xz")
_BROKEN = (tarfile.TarError, OSError, EOFError, lzma.LZMAError, zlib.error, struct.error, ValueError, OverflowError)
"""What reading a damaged tar raises, depending on which of its layers is damaged."""

_Node = tuple[int, int]


def walk(path: str | os.PathLike[str]) -> Iterator[Entry | Rejection]:
    """Every text file (.md, .txt, .html) of a folder, a tar (plain, gzip or xz), or the one file at ``path``.

    Hidden files are passed over; links are followed. What can't be read comes as a Rejection in its place. Raises
    ArchiveMissing where there is nothing at ``path``, nothing that is an archive, or a folder that can't be read.
    """
    place = os.fspath(path)
    name = os.path.basename(os.path.abspath(place))
    try:
        status = os.stat(place)
    except (OSError, ValueError):
        raise ArchiveMissing(f"There is no archive at {_shown(place)}.") from None
    if stat.S_ISDIR(status.st_mode):
        try:
            os.scandir(place).close()
        except OSError as error:
            raise ArchiveMissing(f"The folder {_shown(place)} can't be read: {_why(error)}.") from None
        return _folder(place, status)
    if not stat.S_ISREG(status.st_mode):
        raise ArchiveMissing(f"{_shown(place)} is neither a folder nor a file.")
    if name.lower().endswith(_TARS):
        _open_tar(place).close()  # so that what is no tar is said now, not when the first file is asked for
        return _tar(place, _shown(name))
    if name.lower().endswith(TEXTS):
        return iter([_entry(place, _shown(name), status)])
    raise ArchiveMissing(f"{_shown(place)} is neither a folder, a tar file nor a text ({', '.join(_TARS + TEXTS)}).")


def _shown(name: str) -> str:
    """A file name as text that can be printed and stored; bytes that are no UTF-8 are spelled out."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _checked(size: int) -> None:
    if size > LIMIT:
        raise Rejected(f"The file is too large: {size:,} bytes, more than {LIMIT:,}.")


def _entry(place: str, shown: str, status: os.stat_result) -> Entry:
    def read() -> bytes:
        _checked(status.st_size)
        try:
            with open(place, "rb", buffering=0) as file:
                return file.read()
        except OSError as error:
            raise Rejected(f"The file can't be read: {_why(error)}.") from None

    return Entry(shown, status.st_size, status.st_mtime_ns, read)


def _folder(root: str, status: os.stat_result) -> Iterator[Entry | Rejection]:
    """Depth first, without recursion. Each frame is what is left of a folder, and the folders that lead to it."""
    ancestors: tuple[_Node, ...] = ((status.st_dev, status.st_ino),)
    stack = [(iter(_listing(root, "")), ancestors)]
    while stack:
        items, ancestors = stack[-1]
        item = next(items, None)
        if item is None:
            stack.pop()
            continue
        if isinstance(item, Rejection):
            yield item
            continue
        place, relative, info = item
        if stat.S_ISDIR(info.st_mode):
            node = (info.st_dev, info.st_ino)
            if node in ancestors:
                yield Rejection(_shown(relative), "The folder is a link to a folder that holds it: a loop.")
            else:
                stack.append((iter(_listing(place, relative)), (*ancestors, node)))
        elif stat.S_ISREG(info.st_mode):
            yield _entry(place, _shown(relative), info)
        else:
            yield Rejection(_shown(relative), "The file is a device, pipe or socket.")


def _listing(folder: str, relative: str) -> list[tuple[str, str, os.stat_result] | Rejection]:
    """What a folder holds for us, in the order that the full paths sort in."""
    try:
        names = os.listdir(folder)
    except OSError as error:
        return [Rejection(_shown(relative or "."), f"The folder can't be read: {_why(error)}.")]
    found: list[tuple[str, tuple[str, str, os.stat_result] | Rejection]] = []
    for name in names:
        if name.startswith("."):
            continue
        place, inner = os.path.join(folder, name), f"{relative}/{name}" if relative else name
        try:
            info = os.stat(place)
        except OSError as error:
            if name.lower().endswith(TEXTS) or os.path.islink(place):
                found.append((name, Rejection(_shown(inner), f"The link leads nowhere or in a loop: {_why(error)}.")))
            continue
        if stat.S_ISDIR(info.st_mode):
            found.append((name + "/", (place, inner, info)))
        elif name.lower().endswith(TEXTS):
            found.append((name, (place, inner, info)))
    return [item for _, item in sorted(found, key=lambda pair: pair[0])]


def _open_tar(place: str) -> tarfile.TarFile:
    try:
        return tarfile.open(place, "r:*")
    except _BROKEN as error:
        raise ArchiveMissing(f"{_shown(place)} can't be read as a tar file: {_why(error)}.") from None


def _tar(place: str, shown: str) -> Iterator[Entry | Rejection]:
    with _open_tar(place) as tar:
        try:
            while (member := tar.next()) is not None:
                # tarfile remembers every member; 65,358 of them are 100 MB that nobody asks for again.
                tar.members.clear()  # type: ignore[attr-defined]  # typeshed leaves it out
                if (item := _member(tar, member)) is not None:
                    yield item
            if fault := _unfinished(tar):
                yield Rejection(shown, fault)
        except _BROKEN as error:
            yield Rejection(shown, f"The tar file is damaged, and was read only as far as it goes: {_why(error)}.")


def _member(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Entry | Rejection | None:
    path = _shown(member.name.removeprefix("./"))
    hidden = any(part.startswith(".") and part not in (".", "..") for part in path.split("/"))
    if hidden or member.isdir() or not path.lower().endswith(TEXTS):
        return None
    if not member.isreg():
        return Rejection(path, "The file is a link or device inside a tar file.")
    mtime = float(member.mtime) if abs(member.mtime) < 1e12 else 0.0  # pax headers may say inf or nan
    return Entry(path, member.size, int(mtime * 1_000_000_000), partial(_read_member, tar, member), False)


def _read_member(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    _checked(member.size)
    try:
        handle = tar.extractfile(member)
        return handle.read() if handle else b""
    except _BROKEN as error:
        raise Rejected(f"The file can't be read from its tar file: {_why(error)}.") from None


def _unfinished(tar: tarfile.TarFile) -> str:
    """A sentence if the tar stops before its end mark: tarfile takes a damaged header for the end, silently."""
    assert tar.fileobj is not None
    tar.fileobj.seek(tar.offset)
    block = tar.fileobj.read(tarfile.BLOCKSIZE)
    if not block:
        return "The tar file ends without its end mark; it may have been cut short."
    return "The tar file is damaged, and was read only as far as it goes." if block.strip(b"\0") else ""
