"""Which files are new, which changed, and which of several with one address is the newest."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexer.archive import Entry, Limits, Rejected, Rejection, identify, is_over, walk
from indexer.article import id_of
from indexer.indexing.catalog import KnownArchive, Place, Row
from indexer.messages import message

Waits = Callable[[str, Entry], bool]
"""Whether a file, of the archive at that path, waits for another run."""


@dataclass(slots=True)
class Plan:
    """The rows of this run by place, the rows as they were known, by place the files that are new and can be read
    without another walk, and the places of those that wait for another run. ``patient``: one that changes while it is
    read waits, too. ``before`` are the articles of the generation that it starts from, by key."""

    known: Mapping[Place, Row]
    patient: bool = False
    rows: dict[Place, Row] = field(default_factory=dict)
    entries: dict[Place, Entry] = field(default_factory=dict)
    waiting: set[Place] = field(default_factory=set)
    before: Mapping[str, Row] = field(init=False)

    def __post_init__(self) -> None:
        self.before = {row.key: row for row in self.known.values() if row.indexed}

    def leave(self, place: Place) -> None:
        """A file waits for another run, and stays as it was known, which for a new one is not at all."""
        self.waiting.add(place)
        self.rows.pop(place, None)
        if old := self.known.get(place):
            self.rows[place] = old

    def winners(self) -> dict[str, Row]:
        """For each key the newest of its files: the greatest version, then the greatest path. One that waits stands for
        what is in the index, if that is from it. Where ids of two addresses meet, the first address keeps it."""
        newest: dict[str, Row] = {}
        for row in self.rows.values():
            if row.reason or (row.place in self.waiting and not row.indexed):
                continue
            other = newest.get(row.key)
            if other is not None and other.identity != row.identity:
                kept, left = sorted((other, row), key=lambda one: one.identity)
                self.rows[left.place] = replace(left, reason=_met(kept), indexed=False)
                newest[row.key] = kept
            elif other is None or _order(row) > _order(other):
                newest[row.key] = row
        return newest

    def to_compare(self) -> dict[Place, Row]:
        """Files of an address that a newer one has, too, of which nothing tells yet whether they say the same."""
        winners = self.winners()
        untold = (row for row in self.rows.values() if not (row.reason or row.text or row.place in self.waiting))
        return {
            row.place: row
            for row in untold
            if winners[row.key] is not row and winners[row.key].digest != row.digest
        }  # fmt: skip

    def conflicts(self) -> dict[Place, Row]:
        """Files whose title or text is another one than that of the newest of their address, each with that one."""
        winners = self.winners()
        return {
            row.place: kept
            for row in self.rows.values()
            if row.text and not row.reason and (kept := winners.get(row.key)) and kept.text not in ("", row.text)
        }

    def to_read(self) -> dict[Place, Row]:
        """The newest files that are not in the index as they are now, by place."""
        return {row.place: row for row in self.winners().values() if not self.is_indexed(row)}

    def is_indexed(self, row: Row) -> bool:
        """Is the very article of this file in the index already?"""
        old = self.before.get(row.key)
        return old is not None and (old.place, old.digest) == (row.place, row.digest)


def make_plan(
    archives: Sequence[KnownArchive],
    looked_at: Sequence[KnownArchive],
    known: Mapping[Place, Row],
    seen: Callable[[], None],
    waits: Waits | None = None,
    limits: Limits | None = None,
    index: Path | None = None,
    again: Callable[[Entry], bool] = lambda entry: False,
) -> Plan:
    """Look at every file of the archives ``looked_at``, calling ``seen``; files of other ``archives`` stay as they are
    known. Those that the system says nobody has changed are not opened, but for which ``again`` is true. What is of an
    index, the one in the folder ``index`` or another, is none of them.

    Files below a folder that can't be read now stay as they were known: out of sight is not removed. So does what comes
    after the damage in a tar file, what is over a limit, and every new or changed file for which ``waits`` is true.
    """
    plan = Plan(known, patient=waits is not None)
    left = {archive.name for archive in archives} - {archive.name for archive in looked_at}
    plan.rows.update({place: row for place, row in known.items() if row.archive in left})
    for archive in looked_at:
        _look(plan, archive, walk(archive.path, limits, index), seen, waits, again)
    return plan


def _look(
    plan: Plan, archive: KnownArchive, items: Iterable[Entry | Rejection], seen: Callable[[], None],
    waits: Waits | None, again: Callable[[Entry], bool],
) -> None:  # fmt: skip
    closed: set[str] = set()
    cut: list[Row] = []
    rest = False
    for item in items:
        seen()
        place = archive.name, item.path
        if isinstance(item, Rejection):
            plan.rows[place] = Row(*place, reason=item.reason)
            closed.add(item.path)
            rest = rest or item.rest
            continue
        old = plan.known.get(place)
        plan.rows[place] = row = _row(item, archive, old, again(item))
        if row is old:
            continue
        if old and not row.digest and not item.lasting:
            cut.append(old)
        if waits and waits(archive.path, item):  # asked when it has been read: it may be written meanwhile
            plan.leave(place)
        elif item.lasting:
            plan.entries[place] = item
    if rest:  # the damage may have begun in the middle of a file
        plan.rows.update({row.place: row for row in cut})
    unseen = [row for place, row in plan.known.items() if row.archive == archive.name and place not in plan.rows]
    plan.rows.update({row.place: row for row in unseen if rest or not closed.isdisjoint(_folders(row.path))})


def digest(data: bytes) -> str:
    """A short hash of a file's content."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _met(kept: Row) -> str:
    return message("By chance its id is that of another address, {identity}, which keeps it.", identity=kept.identity)


def _order(row: Row) -> tuple[str, str, str]:
    return row.version, row.path, row.archive


def _row(entry: Entry, archive: KnownArchive, old: Row | None, again: bool) -> Row:
    # One that could not be read may be readable now without a change to its size and time, one over a limit taken.
    if old and not again and old.digest and not is_over(old.reason) and _looks_the_same(entry, old):
        return old
    now = ""
    new = Row(archive.name, entry.path, entry.size, entry.mtime_ns, entry.state)
    try:
        data = entry.read()
        now = digest(data)
        if old and old.digest == now and not is_over(old.reason):
            seen = replace(old, size=entry.size, mtime_ns=entry.mtime_ns, state=entry.state)
            return old if seen == old else seen
        found = identify(data, entry.path, archive.qualifier)
    except Rejected as rejected:
        return replace(new, digest=now, reason=rejected.reason)
    return replace(new, digest=now, key=id_of(found.identity), identity=found.identity, version=found.version)


def _looks_the_same(entry: Entry, old: Row) -> bool:
    """Whether a file need not be read: the system says that nobody has written to it since.

    Size and time alone do not say so: ``cp -p``, ``rsync -t`` and tars with one time for all keep both. A member of a
    tar is passed over byte by byte anyway.
    """
    known = (old.size, old.mtime_ns, old.state)
    return entry.state is not None and known == (entry.size, entry.mtime_ns, entry.state)


def _folders(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path
