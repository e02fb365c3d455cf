"""Runs in a process of their own: one can be ended within seconds at any point, and its memory goes with it.

``serve`` is what runs there: pickled orders come in, pickled reports or errors go out. The process is kept for a while,
because the first run in it takes a second longer than the next.
"""

import contextlib
import os
import pickle
import select
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass

from indexer.archive import Limits
from indexer.errors import ReindexFailed, WenhaiError
from indexer.indexing import Report, reindex
from indexer.watching.changes import Unfinished

_TICK = 0.1
_GRACE = 2.5
"""Seconds for a run to clear up when it is told to end. Killed, it leaves that to the next one."""
_KEPT = 60.0
_MANY = 1_000
"""Seconds that the process is kept without a run; after as many new articles it is not, for the memory they took."""
_COMMAND = [sys.executable, "-c", f"from {__name__} import serve; serve()"]


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
        self._process: subprocess.Popen[bytes] | None = None
        self._until = 0.0

    def start(self) -> subprocess.Popen[bytes]:
        """Make the process ready. To be called when there will be a run soon."""
        self._until = time.monotonic() + _KEPT
        if self._process is None or self._process.poll() is not None:
            self.close()
            # Its own group: an interrupt at the keyboard is for this process, which then tells that one.
            self._process = subprocess.Popen(  # nosec B603
                _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, process_group=0
            )
        return self._process

    def run(self, order: Order) -> Report | Exception | None:
        """What the run gave or raised; None if it was stopped before its end: then the index is as it was before."""
        process = self.start()
        answer = b""
        with contextlib.suppress(OSError):  # it has ended, which no answer tells, too
            assert process.stdin is not None
            process.stdin.write(_framed(order))
            answer = self._answer(process)
        if self._stop.is_set() and not answer:
            self.close()
            return None
        if not answer:
            self.close()
            return ReindexFailed(
                "The run ended with status {returncode}. The index is as it was before.", returncode=process.returncode
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
        if process is None:
            return
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # its reading processes end with their pipes
        process.wait()
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            pipe.close()

    def _answer(self, process: subprocess.Popen[bytes]) -> bytes:
        """What it answers; empty if it ends before that or is to be stopped."""
        assert process.stdout is not None
        received, wanted = b"", 8
        while len(received) < wanted:
            if self._stop.is_set():
                return b""
            if select.select([process.stdout], [], [], _TICK)[0]:
                part = process.stdout.read(wanted - len(received))
                if not part:
                    return b""
                received += part
                if wanted == len(received) == 8:
                    wanted += int.from_bytes(received, "little")
        return received[8:]


def _framed(value: object) -> bytes:
    data = pickle.dumps(value)
    return len(data).to_bytes(8, "little") + data


def serve() -> None:
    """Do what standard input orders, until it ends."""
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what a library prints is no answer
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    orders = sys.stdin.buffer
    while size := int.from_bytes(orders.read(8), "little"):
        order: Order = pickle.loads(orders.read(size))  # nosec B301
        answers.write(_framed(_outcome(order)))


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
