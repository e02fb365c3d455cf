"""A watch under test: in a thread of this process, or as the program."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from indexer import IndexMissing, Limits, watch
from indexer.location import Location
from tests.contract.reindexing import titles

# Where the system can't tell, tests can't wait for ten seconds.
_MAIN = "from indexer.watching import notices; notices._POLL = 0.5; from indexer.cli import main; main()"
PROGRAM = [sys.executable, "-c", _MAIN, "watch"]


def wait_until(true: Callable[[], bool], told: Callable[[], object], seconds: float = 20) -> float:
    """How many seconds it took until something was true; fails with what was told."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, told()
        time.sleep(0.05)
    return time.monotonic() - began


def holds(index: Location, expected: set[str]) -> bool:
    """Are these the titles in the index?"""
    try:
        return titles(index) == expected
    except IndexMissing:
        return False


def make_old(archive: Path) -> None:
    """Let what stands there have been written before, so that it does not wait."""
    before = time.time() - 10
    for path in archive.rglob("*"):
        os.utime(path, (before, before), follow_symlinks=False)


@contextmanager
def watching(
    archives: Path | Sequence[Path],
    index: Location,
    pause: float = 0.1,
    longest: float = 30,
    poll: float = 0,
    add: bool = False,
    limits: Limits | None = None,
) -> Iterator[list[str]]:
    """Watches while the block runs; gives what it says."""
    for archive in [archives] if isinstance(archives, Path) else archives:
        make_old(archive)
    said: list[str] = []
    stop, failed = threading.Event(), []

    def body() -> None:
        try:
            watch(
                archives, index, stop=stop, say=said.append, pause=pause, longest=longest, poll=poll, add=add,
                limits=limits,
            )  # fmt: skip
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=body)
    thread.start()
    try:
        wait_until(lambda: bool(said), lambda: "It says nothing.")
        yield said
    finally:
        stop.set()
        thread.join(10)
    assert not thread.is_alive() and not failed, (said, failed)
    assert said[-1] == "Stopped."


class Program:
    """The program in a process of its own. Its output is in ``lines``."""

    def __init__(self, archive: Path, index: Path, *, before: Sequence[str] = (), after: Sequence[str] = ()) -> None:
        self.output = index.with_suffix(".watch.log")
        command = [*before, *PROGRAM, str(archive), "--index", str(index), "--pause", "0.1", *after]
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=output, process_group=0)

    def text(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def wait_for(self, sentence: str, seconds: float = 20) -> float:
        return wait_until(lambda: sentence in self.text(), self.text, seconds)

    def end(self, number: int = signal.SIGTERM, whole_group: bool = False) -> float:
        """Send a signal; how many seconds the program took to end, with status 0, or 130 where it was interrupted."""
        began = time.monotonic()
        (os.killpg if whole_group else os.kill)(self.process.pid, number)
        assert self.process.wait(10) == (130 if number == signal.SIGINT else 0), self.text()
        return time.monotonic() - began

    def __enter__(self) -> "Program":
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
