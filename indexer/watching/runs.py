"""Runs in a process of their own: one can be ended within seconds at any point, and its memory goes with it.

``serve`` is what runs there: orders come in, reports or errors go out. The process is kept for a while, because the
first run in it takes a second longer than the next.
"""

import contextlib
import pickle
import signal
import sys
import threading
import time
from dataclasses import dataclass

from indexer.archive import Limits
from indexer.errors import ReindexFailed, WenhaiError
from indexer.indexing import Report, reindex
from indexer.processes import Questions, WorkerProcess
from indexer.watching.changes import Unfinished

_GRACE = 2.5
"""Seconds for a run to clear up when it is told to end. Killed, it leaves that to the next one."""
_KEPT = 60.0
_MANY = 1_000
"""Seconds that the process is kept without a run; after as many new articles it is not, for the memory they took."""


@dataclass(frozen=True, slots=True)
class Order:
    """What ``reindex`` is to be called with."""

    archives: tuple[str, ...]
    index: str
    jobs: int | None
    unfinished: Unfinished
    touched: frozenset[int] = frozenset()
    add: bool = False
    limits: Limits | None = None


class Runner:
    """Has runs done; ``stop`` ends one that is under way."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._process: WorkerProcess | None = None
        self._until = 0.0

    def start(self) -> WorkerProcess:
        """Make the process ready. To be called when there will be a run soon."""
        self._until = time.monotonic() + _KEPT
        if self._process is None or self._process.has_ended:
            self.close()
            self._process = WorkerProcess(__name__)
        return self._process

    def run(self, order: Order) -> Report | Exception | None:
        """What the run gave or raised; None if it was stopped before its end: then the index is as it was before."""
        process = self.start()
        answer = b""
        with contextlib.suppress(OSError):  # it has ended, which no answer tells, too
            process.send(order)
            answer = process.receive(self._stop)
        if self._stop.is_set() and not answer:
            self.close()
            return None
        if not answer:
            self.close()
            return ReindexFailed(
                "The run ended with status {returncode}. The index is as it was before.",
                returncode=process.exit_status(0),
            )
        outcome: Report | Exception = pickle.loads(answer)  # nosec B301
        if not isinstance(outcome, Report) or outcome.added + outcome.updated >= _MANY:
            self.close()
        return outcome

    def rest(self) -> None:
        """Let go of the process if it has had nothing to do for a while."""
        if self._process and time.monotonic() > self._until:
            self.close()

    def close(self) -> None:
        """End the process, and with it a run."""
        process, self._process = self._process, None
        if process:
            process.terminate(_GRACE)  # its reading processes end with their pipes


def serve() -> None:
    """Do what is ordered, until nobody orders any more."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    questions = Questions()
    for order in questions:
        questions.answer(_outcome(order))


def _outcome(order: Order) -> Report | Exception:
    try:
        return reindex(
            order.archives, order.index, jobs=order.jobs, add=order.add, waits=order.unfinished,
            touched=order.touched, limits=order.limits,
        )  # fmt: skip
    except (WenhaiError, OSError) as error:
        return error
    except Exception as error:
        sys.excepthook(type(error), error, error.__traceback__)
        return ReindexFailed("{kind}: {error}", kind=type(error).__name__, error=error)
