"""The file catalog of an index: which archives it is built from, and what the last run saw of each of their files, so
that the next one looks only at what changed."""

import gzip
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from indexer.errors import IndexDamaged
from indexer.messages import from_json, to_json

Place = tuple[str, str]
"""A file: the name of its archive in the index, and its path in that."""


@dataclass(frozen=True, slots=True)
class KnownArchive:
    """An archive that an index is built from.

    ``name`` is what the index calls it, ``path`` is absolute. ``qualifier`` tells articles without an address from
    those at the same path in another archive; it is empty for the first one, and stays when the archive is moved, for
    the ids of such articles follow from it.
    """

    name: str
    path: str
    qualifier: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One file. ``state`` is that of its ``Entry``, ``digest`` of its content; ``key`` is the id of its article and
    ``identity`` what that follows from, ``version`` sorts versions of it, ``text`` is a digest of title and text, where
    it was read; ``reason`` says why it is rejected. ``indexed`` marks the file whose article is in the index.
    """

    archive: str
    path: str
    size: int = -1
    mtime_ns: int = -1
    state: tuple[int, int] | None = None
    digest: str = ""
    key: str = ""
    identity: str = ""
    version: str = ""
    text: str = ""
    reason: str = ""
    indexed: bool = False

    @property
    def place(self) -> Place:
        """Where it is."""
        return self.archive, self.path


@dataclass(frozen=True, slots=True)
class Catalog:
    """``archives`` in the order in which they were added, ``rows`` by their places."""

    archives: tuple[KnownArchive, ...] = ()
    rows: Mapping[Place, Row] = field(default_factory=dict)


def to_bytes(archives: Iterable[KnownArchive], rows: Iterable[Row]) -> bytes:
    """A catalog as JSON, compressed: archives, and of each its files, as arrays."""
    files: dict[str, list[list[Any]]] = {}
    for row in rows:
        files.setdefault(row.archive, []).append(_values(row))
    values = {"format": _FORMAT, "archives": [[a.name, a.path, a.qualifier] for a in archives], "files": files}
    return gzip.compress(json.dumps(values).encode(), 3, mtime=0)


def from_bytes(data: bytes) -> Catalog:
    """The catalog again; an empty one from no bytes.

    Until December 2026 it was an array of files, of an archive that nobody had noted: here one without name and path.
    Raises IndexDamaged for bytes that are no catalog.
    """
    try:
        values = json.loads(gzip.decompress(data)) if data else []
        if isinstance(values, list):
            values = {"format": 0, "archives": [["", ""]] if values else [], "files": {"": values}}
        read = _READERS[values["format"]]
        rows = (read(archive, file) for archive, files in values["files"].items() for file in files)
        archives = tuple(KnownArchive(*archive) for archive in values["archives"])
        return Catalog(archives, {row.place: row for row in rows})
    except _NO_CATALOG as error:
        raise IndexDamaged(
            "The file catalog of the index can't be read ({kind}: {error}). Rebuild it with: wenhai reindex ARCHIVE "
            "--full",
            kind=type(error).__name__, error=error,
        ) from error  # fmt: skip


_NO_CATALOG = (OSError, EOFError, zlib.error, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What gzip, JSON and what makes rows of it raise for other bytes."""
_FORMAT = 1


def _values(row: Row) -> list[Any]:
    return [
        row.path, row.size, row.mtime_ns, row.state, row.digest, row.key, row.identity, row.version, row.text,
        to_json(row.reason), row.indexed,
    ]  # fmt: skip


def _row(archive: str, values: list[Any]) -> Row:
    path, size, mtime_ns, state, digest, key, identity, version, text, reason, indexed = values
    at = None if state is None else (state[0], state[1])
    return Row(archive, path, size, mtime_ns, at, digest, key, identity, version, text, from_json(reason), indexed)


def _row_of_before(archive: str, values: list[Any]) -> Row:
    path, size, mtime_ns, digest, key, version, reason, indexed = values
    return Row(
        archive, path, size, mtime_ns, digest=digest, key=key, version=version, reason=reason, indexed=indexed
    )  # fmt: skip


_READERS = {0: _row_of_before, _FORMAT: _row}
