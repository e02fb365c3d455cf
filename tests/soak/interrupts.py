"""Ctrl-C at random moments of ``reindex`` and ``serve``, on a terminal: ``python -m tests.soak.interrupts --tries 40``.

Clean is: one sentence, exit status 130, within a second, nothing running on, nothing left behind, and the index as it
was or as it would have become.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from indexer import open_index, reindex
from tests.factories import page
from tests.support.processes import free_port
from tests.support.terminal import WENHAI, Ended, Terminal

WITHIN = 1.0
_SENTENCES = ("Stopped.", "Stopped. The index is as it was before.", "Stopped. The index had just been renewed.")
_BAR = ("Looking: ", "Reading: ")
_BEGUN = 0.1
"""Seconds until the interpreter has come to our first line, on a busy machine; before, Python tells of interrupts."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What was not clean."""

    after: float
    what: str
    output: str


def interrupt_reindex(folder: Path, seconds: float) -> Iterator[Fault]:
    """Interrupt a full reindex of an archive that was indexed before."""
    root = folder / "index"
    before = open_index(root).status().articles
    terminal = Terminal([*WENHAI, "reindex", folder / "archive", "--index", root, "--full", "--jobs", "2"])
    try:
        terminal.read(seconds)
        terminal.interrupt()
        ended = terminal.end()
        if ended.status == 0 and " files = " in ended.output:
            return  # it was done before the interrupt came to it
        yield from _faults(ended, terminal, seconds)
        if left := list((root / "generations").glob("*.building")):
            yield Fault(seconds, f"{left[0]} is left behind", ended.output)
        if open_index(root).status().articles != before or open_index(root).writer():
            yield Fault(seconds, "the index is another one, or locked", ended.output)
    finally:
        terminal.kill()


def interrupt_serve(folder: Path, seconds: float) -> Iterator[Fault]:
    """Interrupt a server that has just been started, or serves."""
    terminal = Terminal([*WENHAI, "serve", "--index", folder / "index", "--port", str(free_port())])
    try:
        terminal.read(seconds)
        terminal.interrupt()
        yield from _faults(terminal.end(), terminal, seconds)
    finally:
        terminal.kill()


def _faults(ended: Ended, terminal: Terminal, seconds: float) -> Iterator[Fault]:
    if "KeyboardInterrupt" in ended.output and "/indexer/" not in ended.output:
        return  # the interpreter had not come to our first line: on a machine with twelve other jobs that took 0.4 s
    said = [line for line in ended.lines if not line.startswith((*_BAR, "Serving ", "[", "http://"))]
    if ended.status != 130:
        yield Fault(seconds, f"exit status {ended.status}", ended.output)
    if len(said) != 1 or said[0] not in _SENTENCES:
        yield Fault(seconds, f"it said {said}", ended.output)
    if ended.seconds > WITHIN:
        yield Fault(seconds, f"it took {ended.seconds:.2f} s", ended.output)
    if left := terminal.survivors():
        yield Fault(seconds, f"{len(left)} processes go on", ended.output)


def prepare(folder: Path, articles: int) -> None:
    """An archive and an index of it."""
    archive = folder / "archive"
    archive.mkdir()
    for number in range(articles):
        text = page(f"题{number}", *[f"第{number}篇第{n}段，写的是青石渡的老船工和他的船。" for n in range(30)])
        (archive / f"{number}.md").write_text(text, encoding="utf-8")
    reindex(archive, folder / "index")


def soak(tries: int, seed: int, articles: int = 600, folder: Path | None = None) -> tuple[dict[str, int], list[Fault]]:
    """So many interrupts of each command; how many there were, and what was not clean."""
    rng = random.Random(seed)
    faults: list[Fault] = []
    with TemporaryDirectory(dir=folder) as name:
        where = Path(name)
        prepare(where, articles)
        began = time.monotonic()
        terminal = Terminal(
            [*WENHAI, "reindex", where / "archive", "--index", where / "index", "--full", "--jobs", "2"]
        )
        assert terminal.end(120).status == 0
        whole = time.monotonic() - began
        for _ in range(tries):
            faults += interrupt_reindex(where, rng.uniform(_BEGUN, whole))
            faults += interrupt_serve(where, rng.uniform(_BEGUN, 4))
    return {"reindex": tries, "serve": tries}, faults


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=40)
    parser.add_argument("--seed", type=int, default=20261201)
    given = parser.parse_args()
    done, found = soak(given.tries, given.seed)
    for fault in found:
        print(f"after {fault.after:.2f} s: {fault.what}\n{fault.output}\n")
    print(f"{sum(done.values())} interrupts, {done}: {len(found)} not clean")
    sys.exit(bool(found))
