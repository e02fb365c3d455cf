"""The program on a terminal of its own, as a person has it, who may press Ctrl-C."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

WENHAI = (sys.executable, "-m", "indexer")
_STEP = 0.02
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended: its exit status, what it showed, and the seconds from the interrupt until it was gone."""

    status: int
    output: str
    seconds: float

    @property
    def lines(self) -> list[str]:
        """What stood on the terminal, a bar that was drawn over only as it was at last, without colours."""
        plain = _CONTROL.sub("", self.output).replace("\r\n", "\n")
        shown = (line.rstrip("\r").rpartition("\r")[2].strip() for line in plain.split("\n"))
        return [line for line in shown if line and line != "^C"]


class Terminal:
    """A process that leads a session of its own on a terminal of its own."""

    def __init__(
        self, command: Sequence[str | Path], environment: Mapping[str, str] | None = None, columns: int = 100
    ) -> None:
        self.pid, self._master = pty.fork()
        if self.pid == 0:  # pragma: no cover
            with contextlib.suppress(OSError):
                os.execvpe(str(command[0]), [str(part) for part in command], {**os.environ, **(environment or {})})
            os._exit(127)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        self.output = b""

    def read(self, seconds: float) -> bool:
        """Take what it shows for so long; False when it has let go of the terminal."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if not select.select([self._master], [], [], min(left, _STEP))[0]:
                continue
            try:
                piece = os.read(self._master, 65_536)
            except OSError:
                piece = b""
            if not piece:
                return False
            self.output += piece
        return True

    def wait_for(self, text: str, seconds: float = 30) -> None:
        """Take what it shows until it holds a text."""
        until = time.monotonic() + seconds
        while text.encode() not in self.output:
            assert time.monotonic() < until and self.read(_STEP), self.output.decode(errors="replace")

    def interrupt(self) -> None:
        """Press Ctrl-C: the system sends SIGINT to all that run in the foreground."""
        os.write(self._master, b"\x03")

    def end(self, seconds: float = 30) -> Ended:
        """Wait for its end."""
        began = time.monotonic()
        open_still, status = True, 0
        while True:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                break
            assert time.monotonic() - began < seconds, f"It goes on: {self.output.decode(errors='replace')}"
            open_still = (open_still and self.read(_STEP)) or bool(time.sleep(_STEP))
        took = time.monotonic() - began
        self.read(0.1)
        os.close(self._master)
        return Ended(os.waitstatus_to_exitcode(status), self.output.decode(errors="replace"), took)

    def survivors(self, seconds: float = 1.0) -> list[int]:
        """Processes of its session that are there so long after its end."""
        until = time.monotonic() + seconds
        while (found := _of_session(self.pid)) and time.monotonic() < until:
            time.sleep(_STEP)
        return found

    def kill(self) -> None:
        """End it and all that it has started."""
        for pid in (self.pid, *_of_session(self.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _of_session(leader: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, _, session, *_ = path.read_text().rpartition(")")[2].split()
            if int(session) == leader and state != "Z" and int(path.parent.name) != leader:
                found.append(int(path.parent.name))
    return found
