"""Where generations lie, which one serves, and which nobody needs any more.

index_data/
  CURRENT               the name of the generation that serves; replaced by one atomic rename
  generations/000007/   Whoosh's files, segments.json, stamp.json, manifest, lexicon.json, learned.arrays; never changed
  generations/000006/   the one before, to fall back on
  lock                  held by a reindex
  rejected.jsonl        files that the last reindex could not read, with reasons, and
  duplicates.jsonl      those with the address of a newer one and another text
  words.txt             words for jieba and
  synonyms.txt          synonyms that the archive's owner adds; a reindex reads them into the generation

Where CURRENT names no generation, or one that is damaged, the newest whole one serves.
"""

import errno
import os
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from indexer.backends.whoosh.lock import holder
from indexer.backends.whoosh.metadata import altered, read_metadata
from indexer.errors import IndexDamaged, IndexMismatch, IndexMissing, IndexUnreadable
from indexer.files import Readers, read_whole, replace_file
from indexer.messages import message

CURRENT = "CURRENT"
BUILDING, REMOVED = ".building", ".removed"
"""What the names of folders end with that are no generation yet, or none any more."""
_NAME = re.compile(r"[0-9]{6,18}")
_LONG = 64
"""Bytes of CURRENT that are read: a name, and whatever makes it none."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """The generation that CURRENT names, or why it names none; neither where there is no such file."""

    name: str = ""
    problem: str = ""


def pointer(root: Path) -> Pointer:
    """What CURRENT says; raises IndexUnreadable where it may not be read."""
    try:
        said = read_whole(root / CURRENT, _LONG).decode("ascii", "replace").strip()
    except (FileNotFoundError, NotADirectoryError):
        return Pointer()
    except OSError as error:
        if isinstance(error, PermissionError):
            raise _unreadable(root, CURRENT, error) from error
        return Pointer(problem=_nameless(root, message(str(error.strerror))))
    if not _NAME.fullmatch(said):
        return Pointer(problem=_nameless(root, message("it does not hold the name of one")))
    return Pointer(said)


def _nameless(root: Path, why: str) -> str:
    return message("The file CURRENT of the index in {root} names no generation: {why}.", root=root, why=why)


def candidates(root: Path, said: Pointer) -> tuple[list[Path], str]:
    """The generation that CURRENT names as it ``said``, then all others, the newest first; and why it names none, if
    so.

    Raises IndexMissing where there is no index, IndexDamaged where there is nothing left of it, IndexUnreadable.
    """
    found = generations(root)
    named = [folder for folder in found if folder.name == said.name]
    if not found and said == Pointer():
        raise IndexMissing("There is no index in {root} yet. Build one with: wenhai reindex ARCHIVE", root=root)
    if not found:
        raise IndexDamaged(
            "The index in {root} is damaged: it has no generation any more. Rebuild it with: wenhai reindex ARCHIVE "
            "--full",
            root=root,
        )
    lacks = message("there is no {name}", name=said.name or CURRENT)
    problem = said.problem or ("" if named else _nameless(root, lacks))
    return [*named, *(folder for folder in found if folder not in named)], problem


def generations(root: Path) -> list[Path]:
    """All finished generations, newest first. Raises IndexUnreadable."""
    return [root / "generations" / entry.name for entry in _numbered(root) if entry.is_dir(follow_symlinks=False)]


def next_name(root: Path) -> str:
    """The name of one newer than all."""
    newest = _numbered(root)
    return f"{int(newest[0].name) + 1 if newest else 1:06}"


def _numbered(root: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(root / "generations") as entries:
            found = [entry for entry in entries if _NAME.fullmatch(entry.name)]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise _unreadable(root, "generations", error) from error
    return sorted(found, key=lambda entry: int(entry.name), reverse=True)


def _unreadable(root: Path, name: str, error: OSError) -> IndexUnreadable:
    return IndexUnreadable(
        "The index in {root} can't be read: {file}: {why}.",
        root=root, file=name, why=message(str(error.strerror)),
    )  # fmt: skip


def clear_unfinished(root: Path) -> None:
    """Remove what runs that were killed left half built or half removed."""
    for ending in (BUILDING, REMOVED):
        for folder in root.glob(f"generations/*{ending}"):
            shutil.rmtree(folder)


def discard_unfinished(root: Path) -> None:
    """Remove what this very process is building, from whatever point on: it ends without going on."""
    with suppress(IndexUnreadable):
        if holder(root) == str(os.getpid()):
            for building in root.glob(f"generations/*{BUILDING}"):
                shutil.rmtree(building, ignore_errors=True)


def remove_superseded(root: Path, serving: Path, *, read: bool) -> None:
    """Remove the generations that nobody needs: neither the one that serves nor the newest other one that is whole, as
    far as opening it would tell, or with ``read`` reading all of it. Each goes from one moment to the next, so that
    none is ever seen in part."""
    others = [folder for folder in generations(root) if folder != serving]
    needed = next((folder for folder in others if _is_whole(folder, read)), None)
    for folder in others:
        if folder != needed:
            gone = folder.with_suffix(REMOVED)
            with suppress(OSError):  # the next run tries again
                folder.rename(gone)
                shutil.rmtree(gone, ignore_errors=True)


def _is_whole(folder: Path, read: bool) -> bool:
    try:
        metadata = read_metadata(folder)
        if read and any(altered(folder, metadata)):
            return False
    except IndexDamaged:
        return False
    except (IndexMismatch, IndexUnreadable):  # whoever may and can read it knows
        pass
    return True


def replace_current(root: Path, folder: Path, readers: Readers) -> None:
    """Let a generation serve, from one moment to the next, also if the power fails in between."""
    try:
        replace_file(root / CURRENT, f"{folder.name}\n".encode(), readers)
    except OSError as error:
        if error.errno not in (errno.EISDIR, errno.ENOTEMPTY, errno.EEXIST):
            raise
        # A folder of whomever: it is put aside.
        (root / CURRENT).rename(root / f"{CURRENT}.{folder.name}")
        replace_file(root / CURRENT, f"{folder.name}\n".encode(), readers)


def restrict(root: Path, readers: Readers) -> None:
    """Take what is there away from eyes that may not see it. What belongs to another user stays as it is."""
    if readers.others:
        return
    folder = root / "generations"
    paths = [root / CURRENT, folder, *root.glob("*.jsonl")]
    for one in generations(root):
        with suppress(PermissionError):
            paths += [one, *one.iterdir()]
    for path in paths:
        with suppress(FileNotFoundError, PermissionError):
            path.chmod(readers.narrowed(path.stat()))
