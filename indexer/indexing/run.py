"""The run: look, read what is new, write the next generation, say what was done."""

import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from indexer.archive import Entry, Limits, Rejected, Rejection, identify, walk
from indexer.errors import ArchiveMissing, IndexDamaged
from indexer.files import readers_of
from indexer.indexing import catalog
from indexer.indexing.catalog import Catalog, KnownArchive, Place, Row
from indexer.indexing.loss import refuse_loss
from indexer.indexing.plan import Plan, Waits, digest, make_plan
from indexer.indexing.report import REJECTED, Conflict, Report, write_lists
from indexer.indexing.selection import select
from indexer.indexing.workers import File, outcomes
from indexer.location import folder_of, open_index, open_writer
from indexer.messages import message
from indexer.search.port import Writer

Progress = Callable[[str, int, int | None], None]
"""Called with the stage ("look" or "index"), how many files are done in it, and of how many (None: not known)."""
Location = str | os.PathLike[str]
_WORTH_PROCESSES = 400
"""Fewer files than this are read here: starting a process takes as long as reading 100 of them."""


def reindex(
    archive: Location | Sequence[Location] = (),
    index: Location = "index_data",
    *,
    full: bool = False,
    jobs: int | None = None,
    progress: Progress | None = None,
    add: bool = False,
    replaced: str = "",
    removed: Sequence[str] = (),
    allow_loss: bool = False,
    learn: bool = False,
    waits: Waits | None = None,
    touched: Collection[int] = (),
    limits: Limits | None = None,
) -> Report:
    """Bring an index up to what occurs in an archive, or in several; without any, in all that the index knows.

    Archives that the index knows beside these stay as they are. One that it does not know is refused unless it is the
    first, is to be added (``add``), or takes the place of the one of the name ``replaced``; archives of the names
    ``removed`` leave with their articles. What nobody but the last release's program can read, and with ``full``
    everything, is built anew, of all archives.

    ``jobs``: reading processes; ``limits``: how much of an archive is taken. Files for which ``waits`` is true are left
    as they are known; those whose number on their disk is among ``touched`` are read, whatever the system says of them.
    An archive that holds nothing, or lacks more than half of the articles that the index has of it (a disk may not be
    mounted), is refused without ``allow_loss``.

    ``learn``: learn names and suggestions from all articles; otherwise that is done once a hundredth of them has
    changed.

    The index that is there serves until the new one is whole. Raises ArchiveMissing, ArchiveShrunk, ArchiveUnknown,
    BadParameter, IndexLocked, ReindexFailed.
    """
    run = partial(
        _run, archive, index, jobs=jobs, progress=progress, add=add, replaced=replaced, removed=removed,
        allow_loss=allow_loss, learn=learn, waits=waits, touched=touched, limits=limits,
    )  # fmt: skip
    try:
        return run(full=full)
    except IndexDamaged:
        if full:
            raise
        # What is damaged is found when it is read, in the middle of a run; nothing of it is taken over then.
        return run(full=True)


def _run(
    archive: Location | Sequence[Location], index: Location, *, full: bool, jobs: int | None,
    progress: Progress | None, add: bool, replaced: str, removed: Sequence[str], allow_loss: bool, learn: bool,
    waits: Waits | None, touched: Collection[int], limits: Limits | None,
) -> Report:  # fmt: skip
    began = time.perf_counter()
    tell: Progress = progress or (lambda stage, done, total: None)
    limits = limits or Limits()
    given = [archive] if isinstance(archive, str | os.PathLike) else list(archive)
    writer = open_writer(index, full=full)
    try:
        known, before = _known(writer)
        goes_on = before is known and bool(known.archives)
        chosen = select(before.archives, given, index, add=add, replaced=replaced, removed=removed)
        looked_at = chosen.looked_at if goes_on else chosen.archives
        places = _places(looked_at)

        def again(entry: Entry) -> bool:
            return entry.state is not None and entry.state[1] in touched

        plan = make_plan(chosen.archives, looked_at, known.rows, _counter(tell), waits, limits, folder_of(index), again)
        if not allow_loss:
            held = 0 if before.rows else writer.last_articles()
            refuse_loss(looked_at, plan, before, comparable=goes_on, articles=held)
        _index(chosen.archives, writer, plan, jobs, tell, limits)
        for one, place in places.items():
            if _place(one) != place:
                raise ArchiveMissing(
                    "{path} vanished or was replaced while it was read. The index was left as it is.", path=one
                )
        winners = plan.winners()
        gone = [key for key in plan.before if key not in winners]
        writer.delete(gone)
        report = _report(plan, winners, len(gone), chosen.archives)
        rows = [_marked(row, winners.get(row.key) is row) for row in plan.rows.values()]
        readers = readers_of([one.path for one in chosen.archives], folder_of(index) / REJECTED)
        noted = known.archives == chosen.archives and _told(known.rows.values()) == _told(rows)
        if report.added + report.updated + report.removed or writer.outdated or not noted or learn:
            writer.commit(catalog.to_bytes(chosen.archives, rows), readers, anew=learn)
            write_lists(folder_of(index), report, readers)
        else:
            writer.keep(readers)
        return replace(report, seconds=time.perf_counter() - began)
    except BaseException:
        writer.abort()
        raise


def _known(writer: Writer) -> tuple[Catalog, Catalog]:
    """The catalog of the generation that the run starts from, and that of the last one, which is another where that
    is damaged, or of another release: what it knew is not to be lost with it."""
    base, last = writer.catalog(), writer.last_catalog()
    known = catalog.from_bytes(base)
    if last in (base, b""):
        return known, known
    try:
        return known, catalog.from_bytes(last)
    except IndexDamaged:
        return known, known


def known_archives(index: Location = "index_data") -> tuple[KnownArchive, ...]:
    """The archives that an index is built from. Raises IndexMissing, IndexMismatch, IndexDamaged, EngineAway."""
    opened = open_index(index)
    try:
        return catalog.from_bytes(opened.catalog()).archives
    finally:
        opened.close()


def _places(archives: Sequence[KnownArchive]) -> dict[str, tuple[int, int] | None]:
    """What stands at the path of each archive: its device and number there; another one when a disk comes or goes."""
    return {archive.path: _place(archive.path) for archive in archives}


def _place(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except (OSError, ValueError):  # walking it says why
        return None
    return status.st_dev, status.st_ino


def _marked(row: Row, indexed: bool) -> Row:
    return row if row.indexed == indexed else replace(row, indexed=indexed)


def _index(
    archives: Sequence[KnownArchive], writer: Writer, plan: Plan, jobs: int | None, tell: Progress, limits: Limits
) -> None:
    """Read and add the newest files. Where one is unreadable or has to wait, the next of its address gets a turn. Then
    read those that lost to them, so that it can be told which have another text."""
    done, total = 0, 0
    added: set[Place] = set()
    qualifiers = {archive.name: archive.qualifier for archive in archives}
    compared = False
    while True:
        todo = {place: row for place, row in plan.to_read().items() if place not in added}
        if not todo:
            todo, compared = plan.to_compare(), True
        if not todo:
            return
        total += len(todo)
        workers = (jobs or os.cpu_count() or 1) if len(todo) >= _WORTH_PROCESSES or jobs else 1
        left = dict(todo)
        read = (file for archive in archives for file in _read(archive, left, plan, limits))
        files = (File(place, data, compared) for place, data in read)
        for place, prepared, text, reason in outcomes(files, writer.prepare, workers, limits, qualifiers):
            row = plan.rows[place] = replace(plan.rows[place], text=text, reason=reason)
            if prepared is not None:
                if row.key in plan.before:
                    writer.delete([row.key])
                writer.add(prepared)
                added.add(place)
            done += 1
            tell("index", done, total)
        for place in left:
            plan.rows[place] = Row(*place, reason=message("It vanished while the archive was read. Run reindex again."))


def _read(
    archive: KnownArchive, todo: dict[Place, Row], plan: Plan, limits: Limits
) -> Iterator[tuple[Place, bytes]]:  # fmt: skip
    """The content of the files to do in an archive; takes each off the list."""
    mine = [place for place in todo if place[0] == archive.name]
    entries = [plan.entries.get(place) for place in mine]
    for item in walk(archive.path, limits) if None in entries else entries:
        if item is None or isinstance(item, Rejection):
            continue
        place = archive.name, item.path
        if (row := todo.get(place)) is None:
            continue
        try:
            data = item.read()
            now = digest(data)
            if now != row.digest:
                if not item.lasting:
                    continue  # A tar that was added to holds the same path again further on, and that one counts.
                if plan.patient:
                    todo.pop(place)
                    plan.leave(place)
                    continue
                if identify(data, item.path, archive.qualifier).identity != row.identity:
                    raise Rejected("It became another article while the archive was read. Run reindex again.")
        except Rejected as rejected:
            todo.pop(place)
            plan.rows[place] = Row(*place, reason=rejected.reason)
            continue
        todo.pop(place)
        if now != row.digest:
            plan.rows[place] = replace(row, digest=now)
        yield place, data


def _report(plan: Plan, winners: dict[str, Row], removed: int, archives: Sequence[KnownArchive]) -> Report:
    added = sum(key not in plan.before for key in winners)
    unchanged = sum(plan.is_indexed(row) for row in winners.values())
    rejections = tuple(Rejection(row.path, row.reason, archive=row.archive) for row in plan.rows.values() if row.reason)
    paths = {archive.name: archive.path for archive in archives}
    return Report(
        files=len(plan.rows),
        added=added,
        updated=len(winners) - added - unchanged,
        unchanged=unchanged,
        duplicates=len(plan.rows) - len(rejections) - len(winners),
        rejections=rejections,
        removed=removed,
        articles=len(winners),
        seconds=0.0,
        waiting=tuple(sorted(os.path.join(paths[archive], path) for archive, path in plan.waiting)),
        archives=tuple(paths),
        conflicts=tuple(
            Conflict(place[1], kept.path, kept.identity, place[0], kept.archive)
            for place, kept in plan.conflicts().items()
        ),
    )


def _told(rows: Iterable[Row]) -> set[tuple[Place, str, str]]:
    """What a report says of files that are not in the index."""
    return {(row.place, row.reason, row.text) for row in rows if not row.indexed}


def _counter(tell: Progress) -> Callable[[], None]:
    seen = 0

    def count() -> None:
        nonlocal seen
        seen += 1
        tell("look", seen, None)

    return count
