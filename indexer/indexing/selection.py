"""Which archives a run reads, of those that an index knows and those that it is given."""

import os
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.archive import shown
from indexer.errors import ArchiveMissing, ArchiveUnknown, BadParameter
from indexer.indexing.catalog import KnownArchive
from indexer.messages import message

Location = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class Selection:
    """``archives`` are all that the index knows after the run, ``looked_at`` those of them that it reads."""

    archives: tuple[KnownArchive, ...]
    looked_at: tuple[KnownArchive, ...]


def select(
    known: Sequence[KnownArchive],
    given: Sequence[Location],
    index: Location,
    *,
    add: bool = False,
    replaced: str = "",
    removed: Sequence[str] = (),
) -> Selection:
    """Archives by their paths: those given, or with none all that are known; where archives are removed, none.

    One that is not known joins those that are only with ``add``, or in the place of the one named ``replaced``, for
    whatever an archive no longer holds leaves the index, and a mistyped path must not empty it. The first archive of an
    index, and any where its archive was not noted, need neither. Raises ArchiveUnknown, ArchiveMissing (nothing given,
    nothing known), BadParameter (no archive of that name).
    """
    archives = list(known)
    for name in removed:
        archives.remove(_named(archives, name))
    add = add or not known
    looked_at: list[KnownArchive] = []
    for path in given:
        found = find(archives, path)
        if found is None:
            found = _joined(archives, path, add, replaced, index)
            replaced = ""
        if found not in looked_at:
            looked_at.append(found)
    if replaced:
        raise BadParameter(
            "--replace {name} wants the one archive that takes its place, which is not known yet.", name=replaced
        )
    if not given and not removed:
        looked_at = [archive for archive in archives if archive.path]
        if not looked_at:
            raise ArchiveMissing(
                "The index {index} knows no archive yet. Build it with: wenhai reindex ARCHIVE", index=_shown(index)
            )
    return Selection(tuple(archives), tuple(looked_at))


def find(archives: Sequence[KnownArchive], path: Location) -> KnownArchive | None:
    """The archive at that path, however it is written; None if it is not among them."""
    absolute, real = os.path.abspath(path), _real(path)
    for archive in archives:
        if archive.path and (archive.path == absolute or _real(archive.path) == real):
            return archive
    return None


def _real(path: Location) -> str:
    try:
        return os.path.realpath(path)
    except ValueError:  # a character that no path has
        return os.fspath(path)


def _joined(archives: list[KnownArchive], path: Location, add: bool, replaced: str, index: Location) -> KnownArchive:
    """Put a new archive among those that are known, or in the place of one."""
    if not os.path.exists(path):
        raise ArchiveMissing("There is no archive at {place}.", place=_shown(path))
    new = KnownArchive(_new_name(archives, path), os.path.abspath(path))
    old = _named(archives, replaced) if replaced else next((archive for archive in archives if not archive.path), None)
    for other in archives:
        if other is not old:
            _refuse_overlap(other, path, index)
    if old:
        new = replace(new, name=old.name or new.name, qualifier=old.qualifier)
        archives[archives.index(old)] = new
        return new
    if archives and not add:
        raise ArchiveUnknown(
            "The index {index} is built from {archives}, and {path} is another archive. Nothing was changed.\n"
            "To have both: {adding}\nTo put it in the place of {name}: {replacing}",
            index=_shown(index),
            archives=", ".join(f"{archive.name} ({shown(archive.path)})" for archive in archives),
            path=_shown(path),
            adding=_command(f"--add {_quoted(path)}", index),
            name=archives[-1].name,
            replacing=_replacing(archives[-1], path, index),
        )
    if archives:
        new = replace(new, qualifier=new.name)
    archives.append(new)
    return new


def _refuse_overlap(known: KnownArchive, path: Location, index: Location) -> None:
    if _lies_in(path, known.path):
        raise ArchiveUnknown(
            "{path} lies in the archive {name} ({known}), with which it is read: {command}",
            path=_shown(path), name=known.name, known=shown(known.path), command=_command(_quoted(known.path), index),
        )  # fmt: skip
    if _lies_in(known.path, path):
        raise ArchiveUnknown(
            "{path} holds the archive {name} ({known}), so each of its files would be there twice. To put it in the "
            "place of that: {command}",
            path=_shown(path), name=known.name, known=shown(known.path), command=_replacing(known, path, index),
        )  # fmt: skip


def _lies_in(path: Location, folder: Location) -> bool:
    return _real(path).startswith(os.path.join(_real(folder), ""))


def _replacing(old: KnownArchive, path: Location, index: Location) -> str:
    return _command(f"--replace {shlex.quote(old.name)} {_quoted(path)}", index)


def _command(arguments: str, index: Location) -> str:
    return f"wenhai reindex {arguments} --index {_quoted(index)}"


def _quoted(path: Location) -> str:
    return shlex.quote(_shown(path))


def _shown(path: Location) -> str:
    return shown(os.fspath(path))


def _named(archives: Sequence[KnownArchive], name: str) -> KnownArchive:
    for archive in archives:
        if name and archive.name == name:
            return archive
    names = ", ".join(archive.name for archive in archives) or message("none")
    raise BadParameter("The index knows no archive {name!r}; it knows {names}.", name=name, names=names)


def _new_name(archives: Sequence[KnownArchive], path: Location) -> str:
    """The name of the file or folder, with a number where an archive has it already."""
    plain = shown(Path(os.path.abspath(path)).name) or "archive"
    taken = {archive.name for archive in archives}
    numbered = (f"{plain}-{number}" for number in range(2, len(taken) + 3))
    return plain if plain not in taken else next(name for name in numbered if name not in taken)
