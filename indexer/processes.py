"""Processes of our own beside this one: pickled values go in and come out by pipes, each behind its length.

Plain subprocesses, because multiprocessing runs a caller's main module again, and not every caller guards it. Pickles
come from our own processes, from nobody else.
"""

import contextlib
import os
import pickle
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any, BinaryIO

_TICK = 0.1
_LENGTH = 8  # bytes, little-endian


class WorkerProcess:
    """A process in which ``serve`` of a module runs. It ends with the pipes of this one, however that ends."""

    def __init__(self, module: str) -> None:
        # Its own group: an interrupt at the keyboard is for this process, which then tells that one.
        self._process = subprocess.Popen(  # nosec B603
            [sys.executable, "-c", f"from {module} import serve; serve()"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, process_group=0,
        )  # fmt: skip

    def send(self, value: object) -> None:
        """Put a value to it. Raises OSError where it has ended."""
        assert self._process.stdin is not None
        _write(self._process.stdin, value)

    def receive(self, stopped: threading.Event | None = None) -> bytes:
        """Its next answer, pickled, for the caller to unpickle where it has time; empty where it ended before that, or
        is ``stopped``."""
        pipe = self._process.stdout
        assert pipe is not None
        received = bytearray()
        wanted = _LENGTH
        while len(received) < wanted:
            if stopped and not _is_ready(pipe, stopped):
                return b""
            part = pipe.read(wanted - len(received))
            if not part:
                return b""
            received += part
            if wanted == len(received) == _LENGTH:
                wanted += int.from_bytes(received, "little")
        return bytes(received[_LENGTH:])

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def exit_status(self, seconds: float) -> int | None:
        """Of a process that stopped answering; None if it hangs for so long."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def kill(self) -> None:
        """End it at once, and wait for nothing."""
        self._process.kill()

    def close(self) -> None:
        """Let it end, for there is nothing more to do, and wait for that."""
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.close()
        except OSError:
            self.kill()  # it is gone already; this only reaps it
        self._process.stdout.close()
        self._process.wait()

    def terminate(self, grace: float) -> None:
        """End what it is doing, with ``grace`` seconds to clear up, and all processes that it has begun."""
        self._process.terminate()
        self.exit_status(grace)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self.close()


class Questions:
    """What a worker is asked, within ``serve``: iterate, and ``answer`` each. What a library prints is no answer."""

    def __init__(self) -> None:
        self._questions: BinaryIO = sys.stdin.buffer
        self._answers = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)

    def __iter__(self) -> Iterator[Any]:
        while (question := self.next()) is not None:
            yield question

    def next(self) -> Any:
        """The next one; None where the other side has ended, at whatever point."""
        size = int.from_bytes(self._questions.read(_LENGTH), "little")
        data = self._questions.read(size)
        return pickle.loads(data) if size and len(data) == size else None  # nosec B301

    def answer(self, value: object) -> None:
        """Answer the last one. Ends this process where nobody listens any more."""
        try:
            _write(self._answers, value)
        except BrokenPipeError:
            os._exit(0)


def _write(pipe: Any, value: object) -> None:
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    left = memoryview(len(data).to_bytes(_LENGTH, "little") + data)
    while left:
        left = left[pipe.write(left) :]


def _is_ready(pipe: Any, stopped: threading.Event) -> bool:
    """Wait until there is something to read; False where it is stopped before."""
    while not stopped.is_set():
        if select.select([pipe], [], [], _TICK)[0]:
            return True
    return False
