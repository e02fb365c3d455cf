"""The run: look, read what is new, write the next generation, say what was done."""

import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from indexer.archive import Entry, Limits, Rejected, Rejection, identify, walk
from indexer.engine import Writer
from indexer.errors import ArchiveMissing, ArchiveShrunk, IndexDamaged, IndexMismatch, IndexMissing
from indexer.location import folder_of, open_index, open_writer
from indexer.reindex import manifest
from indexer.reindex.manifest import Row
from indexer.reindex.plan import Plan, digest, make_plan
from indexer.reindex.report import Report
from indexer.reindex.workers import outcomes

Progress = Callable[[str, int, int | None], None]
"""Called with the stage ("look" or "index"), how many files are done in it, and of how many (None: not known)."""
_WORTH_PROCESSES = 400
"""Fewer files than this are read here: starting a process takes as long as reading 100 of them."""
_LOSS = 100
"""Articles that may always be lost at once: whoever tries the program with a few files moves them about."""


def reindex(
    archive: str | os.PathLike[str],
    index: str | os.PathLike[str] = "index_data",
    *,
    full: bool = False,
    jobs: int | None = None,
    progress: Progress | None = None,
    allow_loss: bool = False,
    waits: Callable[[Entry], bool] | None = None,
    limits: Limits | None = None,
) -> Report:
    """Bring an index up to what stands in an archive, or with ``full`` build it anew. ``jobs``: reading processes;
    ``limits``: how much of the archive is taken. Files for which ``waits`` is true are left as they are known. An
    archive that holds nothing, or less than half of what the index holds (a disk may not be mounted), is refused
    without ``allow_loss``.

    The index that is there serves until the new one is whole. Raises ArchiveMissing, ArchiveShrunk, IndexLocked,
    ReindexFailed.
    """
    began = time.perf_counter()
    path = Path(archive)
    tell: Progress = progress or (lambda stage, done, total: None)
    limits = limits or Limits()
    writer = open_writer(index, full=full)
    try:
        known = manifest.from_bytes(writer.manifest())
        place = _place(path)
        plan = make_plan(path, known, _counter(tell), waits, limits, folder_of(index))
        if not allow_loss:
            _refuse_loss(path, plan, len(plan.before) if known else _articles(index))
        _index(path, writer, plan, jobs, tell, limits)
        if _place(path) != place:
            raise ArchiveMissing(f"{path} vanished or was replaced while it was read. The index was left as it is.")
        winners = plan.winners()
        gone = [key for key in plan.before if key not in winners]
        writer.delete(gone)
        report = _report(plan, winners, len(gone))
        changed = report.added + report.updated + report.removed
        rows = [_marked(row, winners.get(row.key) is row) for row in plan.rows.values()]
        if changed or writer.outdated or not known or _rejections(known) != _rejections(plan.rows):
            writer.commit(manifest.to_bytes(rows))
            _write_rejections(folder_of(index), report)
        else:
            writer.abort()
        return replace(report, seconds=time.perf_counter() - began)
    except BaseException:
        writer.abort()
        raise


def _place(archive: Path) -> tuple[int, int] | None:
    """What stands at that path: its device and number there; another one when a disk comes or goes."""
    try:
        status = archive.stat()
    except (OSError, ValueError):  # walking it says why
        return None
    return status.st_dev, status.st_ino


def _refuse_loss(archive: Path, plan: Plan, before: int) -> None:
    if not plan.rows and not plan.waiting:
        raise ArchiveMissing(
            f"There are no .md, .txt or .html files in {archive}. The index was left as it is. "
            "If it shall hold nothing, run reindex with --allow-loss."
        )
    now = len(plan.winners())
    if now < before / 2 and before - now >= _LOSS:
        raise ArchiveShrunk(
            f"{archive} holds {now} articles, and the index {before}. Is a disk not mounted? The index was left as it "
            "is. If they are gone for good, run reindex with --allow-loss."
        )


def _articles(index: str | os.PathLike[str]) -> int:
    """How many articles the index holds that a new one shall replace."""
    try:
        opened = open_index(index)
    except (IndexMissing, IndexMismatch, IndexDamaged):
        return 0
    try:
        return len(opened)
    finally:
        opened.close()


def _marked(row: Row, indexed: bool) -> Row:
    return row if row.indexed == indexed else replace(row, indexed=indexed)


def _index(archive: Path, writer: Writer, plan: Plan, jobs: int | None, tell: Progress, limits: Limits) -> None:
    """Read and add the newest files. Where one is unreadable or has to wait, the next of its address gets a turn."""
    done, total = 0, 0
    added: set[str] = set()
    while todo := {path: row for path, row in plan.to_read().items() if path not in added}:
        total += len(todo)
        workers = (jobs or os.cpu_count() or 1) if len(todo) >= _WORTH_PROCESSES or jobs else 1
        left = dict(todo)
        for path, prepared, reason in outcomes(_read(archive, left, plan, limits), writer.prepare, workers, limits):
            row = plan.rows[path]
            if prepared is None:
                plan.rows[path] = replace(row, reason=reason)
            else:
                if row.key in plan.before:
                    writer.delete([row.key])
                writer.add(prepared)
                added.add(path)
            done += 1
            tell("index", done, total)
        for path in left:
            plan.rows[path] = Row(path, reason="It vanished while the archive was read. Run reindex again.")


def _read(archive: Path, todo: dict[str, Row], plan: Plan, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """The content of the files to do; takes each off the list."""
    entries = [plan.entries.get(path) for path in todo]
    for item in walk(archive, limits) if None in entries else entries:
        row = None if item is None or isinstance(item, Rejection) else todo.get(item.path)
        if row is None or item is None or isinstance(item, Rejection):
            continue
        try:
            data = item.read()
            now = digest(data)
            if now != row.digest:
                if not item.lasting:
                    continue  # A tar that was added to holds the same path again further on, and that one counts.
                if plan.patient:
                    todo.pop(row.path)
                    plan.leave(row.path)
                    continue
                if identify(data, row.path).key != row.key:
                    raise Rejected("It became another article while the archive was read. Run reindex again.")
        except Rejected as rejected:
            todo.pop(row.path)
            plan.rows[row.path] = Row(row.path, reason=rejected.reason)
            continue
        todo.pop(row.path)
        if now != row.digest:
            plan.rows[row.path] = replace(row, digest=now)
        yield row.path, data


def _report(plan: Plan, winners: dict[str, Row], removed: int) -> Report:
    added = sum(key not in plan.before for key in winners)
    unchanged = sum(plan.is_indexed(row) for row in winners.values())
    rejections = tuple(Rejection(row.path, row.reason) for row in plan.rows.values() if row.reason)
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
        waiting=tuple(sorted(plan.waiting)),
    )


def _rejections(rows: dict[str, Row]) -> set[tuple[str, str]]:
    return {(row.path, row.reason) for row in rows.values() if row.reason}


def _write_rejections(root: Path, report: Report) -> None:
    lines = [json.dumps({"path": r.path, "reason": r.reason}, ensure_ascii=False) for r in report.rejections]
    root.mkdir(parents=True, exist_ok=True)
    beside = root / "rejected.jsonl.new"
    beside.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", errors="backslashreplace")
    beside.replace(root / "rejected.jsonl")


def _counter(tell: Progress) -> Callable[[], None]:
    seen = 0

    def count() -> None:
        nonlocal seen
        seen += 1
        tell("look", seen, None)

    return count
