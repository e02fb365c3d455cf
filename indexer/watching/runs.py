"""A run in a process of its own: it can be ended within seconds at any point, and its memory goes with it.

``serve`` is what runs in it: a pickled order comes in, a pickled report or error goes out.
"""

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import Any

from indexer.errors import ReindexFailed, WenhaiError
from indexer.reindex import Report, reindex
from indexer.watching.changes import Unfinished

_TICK = 0.1
_GRACE = 2.5
"""Seconds for a run to clear up when it is told to end. Killed, it leaves that to the next one."""
_COMMAND = [sys.executable, "-c", f"from {__name__} import serve; serve()"]


@dataclass(frozen=True, slots=True)
class Order:
    """What ``reindex`` is to be called with."""

    archive: str
    index: str
    jobs: int | None
    unfinished: Unfinished


def run(order: Order, stop: threading.Event) -> Report | Exception | None:
    """What the run gave or raised; None if ``stop`` was set before its end: then the index is as it was before."""
    # Its own group: an interrupt at the keyboard is for this process, which then tells that one.
    process = subprocess.Popen(_COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0)
    try:
        answer = _answer(process, pickle.dumps(order), stop)
    finally:
        if process.returncode != 0:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # with its own reading processes, had it been killed itself
            process.wait()
    if answer is None:
        return None
    try:
        outcome: Report | Exception = pickle.loads(answer)
        return outcome
    except (EOFError, pickle.UnpicklingError):
        return ReindexFailed(f"The run ended with status {process.returncode}. The index is as it was before.")


def _answer(process: subprocess.Popen[bytes], order: bytes, stop: threading.Event) -> bytes | None:
    request: bytes | None = order
    while True:
        try:
            return process.communicate(request, timeout=_TICK)[0]
        except subprocess.TimeoutExpired:
            request = None
        if stop.is_set():
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=_GRACE)
            return None


def serve() -> None:
    """Do what standard input orders."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    order: Order = pickle.load(sys.stdin.buffer)
    outcome: Any
    try:
        outcome = reindex(order.archive, order.index, jobs=order.jobs, waits=order.unfinished)
    except (WenhaiError, OSError) as error:
        outcome = error
    except Exception as error:
        sys.excepthook(type(error), error, error.__traceback__)
        outcome = ReindexFailed(f"{type(error).__name__}: {error}")
    with answers:
        pickle.dump(outcome, answers)
