"""Which files are new, which changed, and which of several with one address is the newest."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexer.archive import Entry, Limits, Rejected, Rejection, identify, is_over, walk
from indexer.reindex.manifest import Row


@dataclass(slots=True)
class Plan:
    """The rows of this run by path, the rows as they were known, by path the files that are new and can be read without
    another walk, and the paths of those that wait for another run. ``patient``: one that changes while it is read
    waits, too. ``before`` are the articles of the generation that it starts from, by key."""

    known: Mapping[str, Row]
    patient: bool = False
    rows: dict[str, Row] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    before: Mapping[str, Row] = field(init=False)

    def __post_init__(self) -> None:
        self.before = {row.key: row for row in self.known.values() if row.indexed}

    def leave(self, path: str) -> None:
        """A file waits for another run, and stays as it was known, which for a new one is not at all."""
        self.waiting.add(path)
        self.rows.pop(path, None)
        if old := self.known.get(path):
            self.rows[path] = old

    def winners(self) -> dict[str, Row]:
        """For each key the newest of its files: the greatest version, then the greatest path. One that waits stands for
        what is in the index, if that is from it."""
        newest: dict[str, Row] = {}
        for row in self.rows.values():
            if row.path in self.waiting and not row.indexed:
                continue
            other = newest.get(row.key)
            if not row.reason and (other is None or (row.version, row.path) > (other.version, other.path)):
                newest[row.key] = row
        return newest

    def to_read(self) -> dict[str, Row]:
        """The newest files that are not in the index as they are now, by path."""
        return {row.path: row for row in self.winners().values() if not self.is_indexed(row)}

    def is_indexed(self, row: Row) -> bool:
        """Is the very article of this file in the index already?"""
        old = self.before.get(row.key)
        return old is not None and (old.path, old.digest) == (row.path, row.digest)


def make_plan(
    archive: Path,
    known: Mapping[str, Row],
    seen: Callable[[], None],
    waits: Callable[[Entry], bool] | None = None,
    limits: Limits | None = None,
    index: Path | None = None,
) -> Plan:
    """Look at every file of an archive, calling ``seen``; those whose size and time are known are not opened. What is
    of an index, the one in the folder ``index`` or another, is none of them.

    Files below a folder that can't be read now stay as they were known: out of sight is not removed. So does what comes
    after the damage in a tar file, what is over a limit, and every new or changed file for which ``waits`` is true.
    """
    plan = Plan(known, patient=waits is not None)
    rows = plan.rows
    closed: set[str] = set()
    rest = False
    for item in walk(archive, limits, index):
        seen()
        if isinstance(item, Rejection):
            rows[item.path] = Row(item.path, reason=item.reason)
            closed.add(item.path)
            rest = rest or item.rest
            continue
        old = known.get(item.path)
        rows[item.path] = row = _row(item, old)
        if row is old:
            continue
        if waits and waits(item):  # asked when it has been read: it may be written meanwhile
            plan.leave(item.path)
        elif item.lasting:
            plan.entries[item.path] = item
    for row in known.values():
        if row.path not in rows and (rest or not closed.isdisjoint(_folders(row.path))):
            rows[row.path] = row
    return plan


def digest(data: bytes) -> str:
    """A short hash of a file's content."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _row(entry: Entry, old: Row | None) -> Row:
    # One that could not be read may be readable now without a change to its size and time, one over a limit taken.
    if old and old.digest and not is_over(old.reason) and (old.size, old.mtime_ns) == (entry.size, entry.mtime_ns):
        return old
    now = ""
    try:
        data = entry.read()
        now = digest(data)
        if old and old.digest == now and not is_over(old.reason):
            return replace(old, size=entry.size, mtime_ns=entry.mtime_ns)
        identity = identify(data, entry.path)
    except Rejected as rejected:
        return Row(entry.path, entry.size, entry.mtime_ns, now, reason=rejected.reason)
    return Row(entry.path, entry.size, entry.mtime_ns, now, identity.key, identity.version)


def _folders(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path
