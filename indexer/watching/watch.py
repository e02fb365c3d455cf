"""When to run: soon after a change, once for many, again after a failure, and not for an archive that is gone."""

import math
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

from indexer.archive import Limits
from indexer.errors import ArchiveMissing, BadParameter, EngineMissing, IndexLocked
from indexer.location import folder_of
from indexer.reindex import Report
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


def watch(
    archive: str | os.PathLike[str],
    index: str | os.PathLike[str] = "index_data",
    *,
    stop: threading.Event,
    say: Callable[[str], None] = print,
    pause: float = 1.0,
    longest: float = 30.0,
    poll: float = 0.0,
    jobs: int | None = None,
    limits: Limits | None = None,
) -> None:
    """Index what changes in an archive until ``stop`` is set; a run under way is then ended, and leaves the index as it
    was. Each run, and all that is in its way, is a sentence for ``say``; an archive that is missing is waited for.

    ``pause``: seconds without a change before a run begins, and for which a file must not have been written; where
    changes never cease, it begins ``longest`` seconds after the first. ``poll``: look every so many seconds instead of
    being told by the system. ``jobs``: reading processes; ``limits``: how much of the archive is taken. Raises
    BadParameter, EngineMissing.
    """
    _Watch(Path(archive), os.fspath(index), stop, say, pause, longest, poll, jobs, limits).until_stopped()


class _Watch:
    def __init__(
        self, archive: Path, index: str, stop: threading.Event, say: Callable[[str], None],
        pause: float, longest: float, poll: float, jobs: int | None, limits: Limits | None,
    ) -> None:  # fmt: skip
        self._archive, self._index, self._stop, self._tell = archive, index, stop, say
        self._pause, self._longest, self._jobs, self._limits = pause, longest, jobs, limits
        self._changes = Changes()
        generations = Path(os.path.realpath(folder_of(index))) / "generations"
        self._notices = Notices(archive, generations, self._changes, poll, say, stop, limits)
        self._runner = Runner(stop)
        self._waiting: dict[str, float] = {}
        self._told = ""
        self._failures = self._lookings = 0
        self._not_before = 0.0
        self._again = math.inf
        self._sweep = time.monotonic() + _SWEEP

    def until_stopped(self) -> None:
        self._tell(f"Watching {self._archive}, which {self._index} follows.")
        try:
            while not self._stop.wait(_TICK):
                if not self._notices.look():
                    self._tell_once(
                        f"There is no archive at {self._archive}. It is waited for; the index stays as it is."
                    )
                elif self._is_due(time.monotonic()):
                    self._run()
                elif self._changes.are_pending:
                    self._runner.start()
                else:
                    self._runner.rest()
        finally:
            self._runner.close()
            self._notices.close()
        self._tell("Stopped.")

    def _is_due(self, now: float) -> bool:
        noticed = self._changes.is_due(now, self._pause, self._longest)
        if noticed:
            self._lookings = 0
        return now >= self._not_before and (noticed or now >= min(self._again, self._sweep))

    def _run(self) -> None:
        now = time.monotonic()
        self._notices.renew(anyway=now >= self._sweep)
        if now >= self._sweep:
            self._sweep = now + _SWEEP
        overdue = frozenset(path for path, since in self._waiting.items() if now - since >= PATIENCE)
        unfinished = self._changes.take(str(self._archive), self._pause, overdue)
        outcome = self._runner.run(Order(str(self._archive), self._index, self._jobs, unfinished, self._limits))
        now = time.monotonic()
        self._again = math.inf
        match outcome:
            case None:
                self._tell("A run was ended before it was done. The index is as it was before.")
            case Report():
                self._failures, self._told = 0, ""
                self._tell(str(outcome))
                self._look_again_at(outcome.waiting, now)
            case BadParameter() | EngineMissing():
                raise outcome
            case IndexLocked():
                self._tell_once(f"{outcome} It is tried again every {_LOCKED:.0f} s.")
                self._changes.note()
                self._not_before = now + _LOCKED
            case ArchiveMissing():
                self._tell_once(f"{outcome} It is looked at again after each change, and every {_MISSING:.0f} s.")
                self._again = now + _MISSING
            case _:
                self._back_off(outcome, now)

    def _look_again_at(self, waiting: tuple[str, ...], now: float) -> None:
        """Another run for files that were not done, when those are no longer young of which nothing is told; later each
        time unless something is noticed."""
        self._waiting = {path: self._waiting.get(path, now) for path in waiting}
        if waiting:
            self._again = now + min(max(self._pause, YOUNG) * 2**self._lookings, PATIENCE)
            self._lookings += 1

    def _back_off(self, error: Exception, now: float) -> None:
        delay = min(_RETRY * 2**self._failures, _RETRIES_END)
        self._failures += 1
        sentence = str(error)
        if isinstance(error, OSError):
            sentence = f"{error.strerror or error}: {error.filename or 'a file of the index'}."
        self._tell(f"The run failed. {sentence} The next try is in {delay:.0f} s.")
        self._not_before = self._again = now + delay

    def _tell_once(self, sentence: str) -> None:
        if sentence != self._told:
            self._told = sentence
            self._tell(sentence)
