"""Which files are new, which changed, and which of several with one address is the newest."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexer.archive import Entry, Rejected, Rejection, identify, walk
from indexer.reindex.manifest import Row


@dataclass(slots=True)
class Plan:
    """The rows of this run by path, and the articles of the generation that it starts from by key."""

    rows: dict[str, Row]
    before: Mapping[str, Row] = field(default_factory=dict)

    def winners(self) -> dict[str, Row]:
        """For each key the newest of its files: the greatest version, then the greatest path."""
        groups: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows.values():
            if not row.reason:
                groups[row.key].append(row)
        return {key: max(rows, key=lambda row: (row.version, row.path)) for key, rows in groups.items()}

    def to_read(self) -> dict[str, Row]:
        """The newest files that are not in the index as they are now, by path."""
        return {row.path: row for row in self.winners().values() if not self.is_indexed(row)}

    def is_indexed(self, row: Row) -> bool:
        """Is the very article of this file in the index already?"""
        old = self.before.get(row.key)
        return old is not None and (old.path, old.digest) == (row.path, row.digest)


def make_plan(archive: Path, known: Mapping[str, Row], seen: Callable[[], None]) -> Plan:
    """Look at every file of an archive, calling ``seen``; those whose size and time are known are not opened.

    Files below a folder that can't be read now stay as they were known: out of sight is not removed.
    """
    rows: dict[str, Row] = {}
    for item in walk(archive):
        seen()
        if isinstance(item, Rejection):
            rows[item.path] = Row(item.path, reason=item.reason)
            rows.update(_below(item.path, known.values()))
        else:
            rows[item.path] = _row(item, known.get(item.path))
    return Plan(rows, {row.key: row for row in known.values() if row.indexed})


def digest(data: bytes) -> str:
    """A short hash of a file's content."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _row(entry: Entry, old: Row | None) -> Row:
    # Of an entry that was rejected without being read, nothing but the size and time tells that it is another one now.
    if old and (old.size, old.mtime_ns) == (entry.size, entry.mtime_ns):
        return replace(old, indexed=False)
    now = ""
    try:
        data = entry.read()
        now = digest(data)
        if old and old.digest == now:
            return replace(old, size=entry.size, mtime_ns=entry.mtime_ns, indexed=False)
        identity = identify(data, entry.path)
    except Rejected as rejected:
        return Row(entry.path, entry.size, entry.mtime_ns, now, reason=rejected.reason)
    return Row(entry.path, entry.size, entry.mtime_ns, now, identity.key, identity.version)


def _below(folder: str, known: Iterable[Row]) -> dict[str, Row]:
    return {row.path: replace(row, indexed=False) for row in known if row.path.startswith(f"{folder}/")}
