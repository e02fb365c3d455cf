"""``wenhai serve`` in processes of its own, on loopback, with what can be told of them from outside."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.support.processes import free_port, until

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Memory:
    """Of all processes of a server, in MB: with the files of the index that are mapped, and without."""

    resident: float
    own: float

    def __str__(self) -> str:
        return f"{self.resident:.0f} MB, {self.own:.0f} without mapped files"


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs; ``log`` is what it writes on standard error."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def workers(self) -> list[int]:
        """The processes that answer."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in listed.split()]

    def memory(self) -> Memory:
        """What they hold now."""
        resident = own = 0
        for pid in self.workers():
            try:
                lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            except OSError:  # it has ended
                continue
            fields = dict(line.split(":", 1) for line in lines)
            resident += int(fields["VmRSS"].split()[0])
            own += int(fields["RssAnon"].split()[0])
        return Memory(resident / 1024, own / 1024)

    def reload(self) -> None:
        """SIGHUP: new processes begin, the old ones finish. Returns when the old ones are gone."""
        old = set(self.workers())
        self.process.send_signal(signal.SIGHUP)
        until(lambda: not old & set(self.workers()), 90, "the old processes to end")

    def get(self, address: str) -> tuple[int, bytes]:
        """One answer, on a connection of its own."""
        connection = HTTPConnection(HOST, self.port, timeout=60)
        try:
            connection.request("GET", address)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@contextmanager
def serving(
    index: Path | str, log: Path, *, workers: int = 2, environment: dict[str, str] | None = None
) -> Iterator[Served]:
    """A server over an index, ready; stopped at the end, if it was not before."""
    port = free_port()
    command = [sys.executable, "-m", "indexer", "serve", "--index", str(index), "--port", str(port)]
    with log.open("wb") as file:
        process = subprocess.Popen(
            [*command, "--workers", str(workers)], stderr=file, env={**os.environ, **(environment or {})}
        )
    served = Served(process, port, log)
    try:
        until(lambda: _ready(served), 60, f"an answer on port {port}")
        yield served
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=90)


def _ready(served: Served) -> bool:
    if served.process.poll() is not None:
        raise AssertionError(f"wenhai serve has ended: {served.log.read_text()[-2000:]}")
    try:
        return served.get("/readyz")[0] == 200
    except (OSError, HTTPException):
        return False
