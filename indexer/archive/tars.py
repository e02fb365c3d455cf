"""The text files of a tar file, one after the other, whatever the tar holds beside them."""

import lzma
import struct
import tarfile
import zlib
from collections.abc import Iterator
from functools import partial

from indexer.archive.entry import Entry, Rejected, Rejection
from indexer.archive.guard import Guarded
from indexer.archive.limits import Limits
from indexer.archive.names import is_text, shown, too_large, why
from indexer.errors import ArchiveMissing
from indexer.messages import message

TARS = (".tar", ".tar.gz", ".tgz", ".tar.xz")
_BROKEN = (
    tarfile.TarError, OSError, EOFError, lzma.LZMAError, zlib.error, struct.error, ValueError, OverflowError,
    RecursionError,
)  # fmt: skip
"""What reading a damaged tar raises, depending on which of its layers is damaged."""
_MAX_COMMON = 100
"""Entries of headers that count for all members: tarfile copies them for each; git writes one."""


def open_tar(place: str, limits: Limits) -> tuple[tarfile.TarFile, Guarded]:
    """A tar file, plain, gzip or xz, and what it is read through, which is to be closed. Raises ArchiveMissing."""
    guarded = None
    try:
        guarded = Guarded(place, limits)
        return tarfile.open(fileobj=guarded, mode="r:"), guarded
    except (*_BROKEN, Rejected) as error:
        if guarded:
            guarded.close()
        raise ArchiveMissing(
            "{place} can't be read as a tar file: {why}.", place=shown(place), why=why(error)
        ) from None


def walk_tar(place: str, name: str, limits: Limits) -> Iterator[Entry | Rejection]:
    """The text files of a tar, in its order; ``name`` stands for the tar itself where it can't be read on."""
    tar, guarded = open_tar(place, limits)
    try:
        yield from _members(tar, guarded, limits)
    except Rejected as error:
        yield Rejection(name, error.reason, rest=True)
    except _BROKEN as error:
        reason = message("The tar file is damaged, and was read only as far as it goes: {why}.", why=why(error))
        yield Rejection(name, reason, rest=True)
    finally:
        guarded.close()


def _members(tar: tarfile.TarFile, guarded: Guarded, limits: Limits) -> Iterator[Entry | Rejection]:
    count = before = 0
    while (member := _next(tar, guarded)) is not None:
        # tarfile remembers every member; 65,358 of them are 100 MB that nobody asks for again.
        tar.members.clear()  # type: ignore[attr-defined]  # typeshed leaves it out
        count += 1
        if count > limits.files:
            raise Rejected(
                "The tar file holds more than {files:,} files, {over}", files=limits.files, over=limits.over("files")
            )
        # A size below zero leads back to the same member, again and again (CVE-2025-8194).
        sane = 0 <= member.size < 1 << 63 and tar.offset > before
        if not sane or len(tar.pax_headers) > _MAX_COMMON:
            raise tarfile.ReadError("a header that makes no sense")
        before = tar.offset
        if (item := _member(tar, guarded, member, limits)) is not None:
            yield item
    _check_end(guarded, before)


def _next(tar: tarfile.TarFile, guarded: Guarded) -> tarfile.TarInfo | None:
    guarded.next_member()
    return tar.next()


def _member(
    tar: tarfile.TarFile, guarded: Guarded, member: tarfile.TarInfo, limits: Limits
) -> Entry | Rejection | None:
    path = shown(member.name.removeprefix("./"))
    hidden = any(part.startswith(".") and part not in (".", "..") for part in path.split("/"))
    if hidden or member.isdir() or not is_text(path):
        return None
    if not member.isreg():
        return Rejection(path, message("The file is a link or device inside a tar file."))
    mtime = float(member.mtime) if abs(member.mtime) < 1e12 else 0.0  # pax headers may say inf or nan
    read = partial(_read, tar, guarded, member, limits)
    return Entry(path, member.size, int(mtime * 1_000_000_000), read, False)


def _read(tar: tarfile.TarFile, guarded: Guarded, member: tarfile.TarInfo, limits: Limits) -> bytes:
    if member.size > limits.file:
        raise too_large(member.size, limits)
    try:
        with guarded.data():
            handle = tar.extractfile(member)
            return handle.read() if handle else b""
    except _BROKEN as error:
        raise Rejected("The file can't be read from its tar file: {why}.", why=why(error)) from None


def _check_end(guarded: Guarded, place: int) -> None:
    """Raise Rejected if no end mark is where the last member ends: tarfile takes a damaged header for it, silently, and
    may have passed over some of its blocks by then."""
    guarded.next_member()
    guarded.seek(place)
    block = guarded.read(tarfile.BLOCKSIZE)
    if not block:
        raise Rejected("The tar file ends without its end mark; it may have been cut short.")
    if block.strip(b"\0"):
        raise Rejected("The tar file is damaged, and was read only as far as it goes.")
