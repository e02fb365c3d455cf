"""Walk an archive: a folder, a tar file or one file, in an order that is the same every time."""

import os
import stat
from collections.abc import Iterator

from indexer.archive.entry import Entry, Rejected, Rejection
from indexer.archive.limits import Limits
from indexer.archive.names import TEXTS, is_text, shown, too_large, why
from indexer.archive.tars import TARS, open_tar, walk_tar
from indexer.errors import ArchiveMissing
from indexer.messages import message

_Node = tuple[int, int]
_Found = tuple[str, str, os.stat_result]
"""Where a file or folder is, its path in the archive, and what the system says about it."""
_OF_AN_INDEX = {"generations", "words.txt", "synonyms.txt"}
"""What there is to walk into or read in the folder of an index, and is no article."""
_INDEX = {"generations", "lock"}
"""A folder with all of these is one of an index."""


def walk(
    path: str | os.PathLike[str], limits: Limits | None = None, index: str | os.PathLike[str] | None = None
) -> Iterator[Entry | Rejection]:
    """Every text file (.md, .txt, .html) of a folder, a tar (plain, gzip or xz), or the one file at ``path``.

    Hidden files are passed over, and what belongs to an index; ``index`` is a folder of one that may not look like it
    yet. Links are followed as far as the limits let them. What can't be read, or is over a limit, comes as a Rejection
    in its place. Raises ArchiveMissing where there is nothing at ``path``, nothing that is
    an archive, or a folder that can't be read.
    """
    limits = limits or Limits()
    place = os.fspath(path)
    name = os.path.basename(os.path.abspath(place))
    try:
        status = os.stat(place)
    except (OSError, ValueError):
        raise ArchiveMissing("There is no archive at {place}.", place=shown(place)) from None
    if stat.S_ISDIR(status.st_mode):
        try:
            os.scandir(place).close()
        except OSError as error:
            raise ArchiveMissing(
                "The folder {place} can't be read: {why}.", place=shown(place), why=why(error)
            ) from None
        return _Folder(place, limits, _node_at(index)).walk(status)
    if not stat.S_ISREG(status.st_mode):
        raise ArchiveMissing("{place} is neither a folder nor a file.", place=shown(place))
    if name.lower().endswith(TARS):
        open_tar(place, limits)[1].close()  # so that what is no tar is said now, not when the first file is asked for
        return walk_tar(place, shown(name), limits)
    if is_text(name):
        return iter([_entry(place, shown(name), status, limits)])
    raise ArchiveMissing(
        "{place} is neither a folder, a tar file nor a text ({names}).",
        place=shown(place),
        names=", ".join(TARS + TEXTS),
    )


def _node(status: os.stat_result) -> _Node:
    return status.st_dev, status.st_ino


def _node_at(path: str | os.PathLike[str] | None) -> _Node | None:
    try:
        return None if path is None else _node(os.stat(path))
    except (OSError, ValueError):  # it is not there yet
        return None


def _entry(place: str, path: str, status: os.stat_result, limits: Limits) -> Entry:
    size = status.st_size

    def read() -> bytes:
        if size > limits.file:
            raise too_large(size, limits)
        try:
            with open(place, "rb", opener=_without_waiting) as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    raise Rejected("The file is a device, pipe or socket.")
                data = file.read(size + 1) or b""
                if len(data) > size:  # It has grown since.
                    data += file.read(limits.file + 1 - len(data)) or b""
        except OSError as error:
            raise Rejected("The file can't be read: {why}.", why=why(error)) from None
        if len(data) > limits.file:
            raise too_large(len(data), limits)
        return data

    return Entry(path, size, status.st_mtime_ns, read, state=(status.st_ctime_ns, status.st_ino))


def _without_waiting(place: str, flags: int) -> int:
    """A pipe may have taken the place of a file since; opening one waits for whoever writes into it."""
    return os.open(place, flags | os.O_NONBLOCK | os.O_NOCTTY)


class _Folder:
    """One walk over a folder."""

    def __init__(self, root: str, limits: Limits, index: _Node | None) -> None:
        self._root, self._limits, self._index = root, limits, index
        self._real = os.path.join(os.path.realpath(root), "")
        self._names = 0
        self._links_out = 0

    def walk(self, status: os.stat_result) -> Iterator[Entry | Rejection]:
        """Depth first, without recursion. Each frame is what is left of a folder, and the folders that lead to it."""
        try:
            yield from self._walk(status)
        except Rejected as error:
            yield Rejection(".", error.reason, rest=True)

    def _walk(self, status: os.stat_result) -> Iterator[Entry | Rejection]:
        ancestors: tuple[_Node, ...] = (_node(status),)
        stack = [(iter(self._listing(self._root, "", ancestors[-1])), ancestors)]
        while stack:
            items, ancestors = stack[-1]
            item = next(items, None)
            if item is None:
                stack.pop()
                continue
            if isinstance(item, Rejection):
                yield item
                continue
            place, path, info = item
            if stat.S_ISDIR(info.st_mode):
                node = _node(info)
                if node in ancestors:
                    yield Rejection(shown(path), message("The folder is a link to a folder that holds it: a loop."))
                elif len(stack) > self._limits.depth:
                    yield Rejection(
                        shown(path), message("The folder lies too deep, {over}", over=self._limits.over("depth"))
                    )
                else:
                    stack.append((iter(self._listing(place, path, node)), (*ancestors, node)))
            elif stat.S_ISREG(info.st_mode):
                yield _entry(place, shown(path), info, self._limits)
            else:
                yield Rejection(shown(path), message("The file is a device, pipe or socket."))

    def _listing(self, folder: str, path: str, node: _Node) -> list[_Found | Rejection]:
        """What a folder holds for us, in the order that the full paths sort in."""
        found: list[tuple[str, _Found | Rejection]] = []
        try:
            with os.scandir(folder) as names:
                # Sorted before they are looked at: which links out are within the limit must not depend on the disk.
                listed = sorted(map(self._counted, names), key=lambda name: name.name)
                is_index = node == self._index or {name.name for name in listed} >= _INDEX
                passed = _OF_AN_INDEX if is_index else ()
                for name in listed:
                    if name.name.startswith(".") or name.name in passed or (item := self._item(name, path)) is None:
                        continue
                    is_folder = not isinstance(item, Rejection) and stat.S_ISDIR(item[2].st_mode)
                    found.append((f"{name.name}/" if is_folder else name.name, item))
        except OSError as error:
            return [
                Rejection(
                    shown(path) or ".", message("The folder can't be read: {why}.", why=why(error)), rest=not path
                )
            ]
        return [item for _, item in sorted(found, key=lambda pair: pair[0])]

    def _item(self, name: "os.DirEntry[str]", folder: str) -> _Found | Rejection | None:
        path = f"{folder}/{name.name}" if folder else name.name
        link, text = name.is_symlink(), is_text(name.name)
        try:
            info = os.stat(name.path)
        except OSError as error:
            if link:
                return Rejection(shown(path), message("The link leads nowhere or in a loop: {why}.", why=why(error)))
            # What is in a folder that can't be looked at is not gone, and must not leave the index.
            if text or name.is_dir(follow_symlinks=False):
                return Rejection(shown(path), message("The file or folder can't be looked at: {why}.", why=why(error)))
            return None
        if not (text or stat.S_ISDIR(info.st_mode)):
            return None
        if link and self._leads_out(name.path):
            if _node(info) == self._index:
                return None
            return Rejection(
                shown(path), message("The link leads out of the archive, {over}", over=self._limits.over("links_out"))
            )
        return name.path, path, info

    def _leads_out(self, place: str) -> bool:
        """Whether a link leads out of the archive, and is one too many."""
        if f"{os.path.realpath(place)}/".startswith(self._real):
            return False
        self._links_out += 1
        return self._links_out > self._limits.links_out

    def _counted(self, name: "os.DirEntry[str]") -> "os.DirEntry[str]":
        self._names += 1
        if self._names > self._limits.files:
            raise Rejected(
                "The folder holds more than {files:,} files, {over}",
                files=self._limits.files,
                over=self._limits.over("files"),
            )
        return name
