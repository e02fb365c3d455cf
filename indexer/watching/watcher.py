"""When to run: soon after a change, once for many, again after a failure, and not for an archive that is gone."""

import math
import os
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from indexer.archive import Limits
from indexer.errors import (
    ArchiveMissing,
    ArchiveUnknown,
    BadParameter,
    EngineAway,
    EngineMissing,
    IndexDamaged,
    IndexLocked,
    IndexMismatch,
    IndexMissing,
)
from indexer.indexing import KnownArchive, Report, known_archives
from indexer.indexing.selection import select
from indexer.location import folder_of
from indexer.messages import message
from indexer.watching.changes import PATIENCE, YOUNG, Changes
from indexer.watching.notices import Notices
from indexer.watching.runs import Order, Runner

_TICK = 0.2
_SWEEP = 600.0
"""Seconds after which there is a run though nothing was noticed: not every change is told, on network drives none."""
_LOCKED = 3.0
_MISSING = 30.0
"""Seconds until the next try while another run holds the index; while the archive holds too little."""
_RETRY, _RETRIES_END = 5.0, 300.0
"""Seconds until the next try after a failure, twice as long after each further one, up to the second."""


Location = str | os.PathLike[str]


def watch(
    archive: Location | Sequence[Location] = (),
    index: Location = "index_data",
    *,
    stop: threading.Event,
    say: Callable[[str], None] = print,
    pause: float = 1.0,
    longest: float = 30.0,
    poll: float = 0.0,
    jobs: int | None = None,
    add: bool = False,
    limits: Limits | None = None,
) -> None:
    """Index what changes in an archive, in several, or without any in all that the index knows, until ``stop`` is set;
    a run under way is then ended, and leaves the index as it was. Each run, and all that is in its way, is a sentence
    for ``say``. ``watch`` waits for an archive that is missing; one that the index does not know is added with ``add``.

    ``pause``: seconds without a change before a run begins, and for which a file must not have been written; where
    changes never cease, it begins ``longest`` seconds after the first. ``poll``: look every so many seconds instead of
    being told by the system. ``jobs``: reading processes; ``limits``: how much of an archive is taken. Raises
    ArchiveUnknown, BadParameter, EngineMissing; without an archive what opening the index raises, and ArchiveMissing
    where it knows none.
    """
    given = [archive] if isinstance(archive, str | os.PathLike) else list(archive)
    known: Sequence[KnownArchive] = ()
    # An index that is not there, can't be read or does not answer now is for the runs, but without archives to watch.
    with suppress(*((IndexMissing, IndexMismatch, IndexDamaged, EngineAway) if given else ())):
        known = known_archives(index)
    add = add or not known
    if not given or not add:  # what is to be added may come later
        looked_at = select(known, given, index).looked_at
    archives = [Path(one) for one in given or (one.path for one in looked_at)]
    _Watch(archives, os.fspath(index), stop, say, pause, longest, poll, jobs, add, limits).until_stopped()


class _Watch:
    def __init__(
        self, archives: Sequence[Path], index: str, stop: threading.Event, say: Callable[[str], None],
        pause: float, longest: float, poll: float, jobs: int | None, add: bool, limits: Limits | None,
    ) -> None:  # fmt: skip
        self._archives, self._index, self._stop, self._tell = archives, index, stop, say
        self._pause, self._longest, self._jobs, self._add, self._limits = pause, longest, jobs, add, limits
        self._changes = Changes()
        generations = Path(os.path.realpath(folder_of(index))) / "generations"
        self._notices = [Notices(one, generations, self._changes, poll, say, stop, limits) for one in archives]
        self._runner = Runner(stop)
        self._waiting: dict[str, float] = {}
        self._missing: list[Path] = []
        self._told: set[str] = set()
        self._failures = self._lookings = 0
        self._not_before = 0.0
        self._again = math.inf
        self._sweep = time.monotonic() + _SWEEP

    def until_stopped(self) -> None:
        self._tell(
            message(
                "Watching {names}, which {index} follows.", names=", ".join(map(str, self._archives)), index=self._index
            )
        )
        try:
            while not self._stop.wait(_TICK):
                missing = [
                    one for one, notices in zip(self._archives, self._notices, strict=True) if not notices.look()
                ]
                if missing and missing != self._missing:
                    self._tell(
                        message(
                            "There is no archive at {names}. What the index has of it stays until it is back.",
                            names=", ".join(map(str, missing)),
                        )
                    )
                self._missing = missing
                here = [str(one) for one in self._archives if one not in missing]
                if here and self._is_due(time.monotonic()):
                    self._run(here)
                elif here and self._changes.are_pending:
                    self._runner.start()
                else:
                    self._runner.rest()
        finally:
            self._runner.close()
            for notices in self._notices:
                notices.close()
        self._tell(message("Stopped."))

    def _is_due(self, now: float) -> bool:
        noticed = self._changes.is_due(now, self._pause, self._longest)
        if noticed:
            self._lookings = 0
        return now >= self._not_before and (noticed or now >= min(self._again, self._sweep))

    def _run(self, archives: Sequence[str]) -> None:
        now = time.monotonic()
        for notices in self._notices:
            notices.renew(anyway=now >= self._sweep)
        if now >= self._sweep:
            self._sweep = now + _SWEEP
        overdue = frozenset(path for path, since in self._waiting.items() if now - since >= PATIENCE)
        unfinished = self._changes.take(self._pause, overdue)
        touched = self._changes.touched
        order = Order(tuple(archives), self._index, self._jobs, unfinished, touched, self._add, self._limits)
        outcome = self._runner.run(order)
        self._again = math.inf
        if isinstance(outcome, ArchiveMissing) and len(archives) > 1:  # it must not hold up the others
            for one in archives:
                self._take_in(self._runner.run(replace(order, archives=(one,))))
        else:
            self._take_in(outcome)
            if isinstance(outcome, Report):
                self._told.clear()
                self._changes.seen(now)

    def _take_in(self, outcome: Report | Exception | None) -> None:
        """Tell what came of a run, and see when there is to be another."""
        now = time.monotonic()
        match outcome:
            case None:
                self._tell(message("A run was ended before it was done. The index is as it was before."))
            case Report():
                self._failures = 0
                self._tell(outcome.sentence)
                self._look_again_at(outcome.waiting, now)
            case ArchiveUnknown() | BadParameter() | EngineMissing():
                raise outcome
            case IndexLocked():
                self._tell_once(
                    message("{outcome} It is tried again every {locked:.0f} s.", outcome=outcome, locked=_LOCKED)
                )
                self._changes.note()
                self._not_before = now + _LOCKED
            case ArchiveMissing():
                self._tell_once(
                    message(
                        "{outcome} It is looked at again after each change, and every {missing:.0f} s.",
                        outcome=outcome,
                        missing=_MISSING,
                    )
                )
                self._again = min(self._again, now + _MISSING)
            case _:
                self._back_off(outcome, now)

    def _look_again_at(self, waiting: tuple[str, ...], now: float) -> None:
        """Another run for files that were not done, when those are no longer young of which nothing is told; later each
        time unless something is noticed."""
        self._waiting = {path: self._waiting.get(path, now) for path in waiting}
        if waiting:
            self._again = min(self._again, now + min(max(self._pause, YOUNG) * 2**self._lookings, PATIENCE))
            self._lookings += 1

    def _back_off(self, error: Exception, now: float) -> None:
        delay = min(_RETRY * 2**self._failures, _RETRIES_END)
        self._failures += 1
        sentence = str(error)
        if isinstance(error, OSError):
            sentence = f"{error.strerror or error}: {error.filename or 'a file of the index'}."
        self._tell(
            message("The run failed. {sentence} The next try is in {delay:.0f} s.", sentence=sentence, delay=delay)
        )
        self._not_before = self._again = now + delay

    def _tell_once(self, sentence: str) -> None:
        if sentence not in self._told:
            self._told.add(sentence)
            self._tell(sentence)
