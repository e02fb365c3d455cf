"""A server at saturation, with slow clients among the others, a new generation, a reload, and an orderly end.

``python -m tests.soak.load --seconds 600 --index FOLDER``: readers ask as fast as they are answered all that time. A
third into it a new generation begins to serve (of a copy made of links), at a half the processes are changed by SIGHUP;
at the end SIGTERM comes in the middle of an export. Prints what was answered, how fast, and the memory of the server.
Everything is on loopback, with bounded numbers of clients.
"""

import argparse
import os
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from indexer import Article, open_index
from indexer.location import open_writer
from tests.soak import slow
from tests.soak.readers import Tally, addresses, reading
from tests.soak.served import Memory, Served, serving

READERS = 12
"""Half as many again as the threads of a process: there is always somebody waiting."""
SLOW = ((slow.trickling, 30), (slow.trickling_body, 10), (slow.idling, 20), (slow.exporting, 3), (slow.crowding, 9))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run showed: ``memory`` of one set of processes at a sixth of the time and in the middle, of the
    next one at two thirds and at the end."""

    tally: Tally
    slow: Counter[str]
    memory: tuple[Memory, ...]
    generations: tuple[str, ...]
    reloads: int
    seconds: float

    def __str__(self) -> str:
        total = sum(self.tally.statuses.values())
        lines = [
            f"requests    {total:,} in {self.seconds:.0f} s ({total / self.seconds:.0f} a second), "
            f"by status {dict(sorted(self.tally.statuses.items()))}",
            f"failures    {len(self.tally.failures)}; asked again on a closed idle connection: {self.tally.again}",
            f"all         {self.tally.quantiles()} ms (p50 / p95 / p99 / longest)",
            *(f"  {kind:<9} {self.tally.quantiles(kind)} ms" for kind in sorted(self.tally.seconds)),
            f"slow        {dict(self.slow)}",
            *(f"memory      {memory}" for memory in self.memory),
            f"generations {' '.join(self.generations)}; reloads {self.reloads}",
            *(f"  failed: {failure}" for failure in self.tally.failures[:20]),
        ]
        return "\n".join(lines)


def linked(index: Path, root: Path) -> Path:
    """A copy of an index whose files are links: none of them is ever changed."""
    shutil.copytree(index / "generations", root / "generations", copy_function=os.link)
    shutil.copy(index / "CURRENT", root / "CURRENT")
    return root


def add_article(index: Path, number: int) -> None:
    """A new generation with one article more."""
    with_one = open_index(index)
    article: Article = next(iter(with_one.articles()))
    writer = open_writer(index)
    new = replace(article, url=f"https://load.example/{number}", path=f"load-{number}.md", title=f"负载 {number}")
    writer.add(writer.prepare(new))
    writer.commit(writer.catalog())
    with_one.close()


def run(
    index: Path, served: Served, seconds: float, *, readers: int = READERS,
    slow_clients: tuple[tuple[object, int], ...] = SLOW,
) -> Outcome:  # fmt: skip
    """Load for so many seconds a server of an index that may be written to; it still serves after that."""
    opened = open_index(index)
    asked = addresses(opened)
    opened.close()
    memory, generations, failed = [], [_generation(served)], []
    began = time.monotonic()

    def at(part: float) -> None:
        time.sleep(max(began + part * seconds - time.monotonic(), 0))

    def renew() -> None:
        try:
            add_article(index, 1)
        except Exception as error:
            failed.append(f"The new generation was not made: {error!r}")

    with (
        slow.clients(served.port, *slow_clients) as seen,  # type: ignore[arg-type]
        reading(served.port, asked, readers) as tally,
    ):
        at(1 / 6)
        memory.append(served.memory())
        at(1 / 3)
        writing = threading.Thread(target=renew)
        writing.start()
        at(1 / 2)
        writing.join()
        time.sleep(2)  # each process looks for a new one once a second
        generations.append(_generation(served))
        memory.append(served.memory())
        served.reload()
        at(2 / 3)
        memory.append(served.memory())
        at(1)
        memory.append(served.memory())
        generations.append(_generation(served))
    tally.failures += failed
    return Outcome(tally, seen, tuple(memory), tuple(generations), 1, time.monotonic() - began)


def some_of(index: Path) -> str:
    """An export that takes seconds, but not half a minute on a machine that has other things to do: the latest years
    that hold 10,000 articles."""
    opened = open_index(index)
    years, found = opened.search("", limit=0, facets=("year",)).facets["year"], 0
    opened.close()
    for year in years:
        found += year.count
        if found >= 10_000:
            return f"/export.csv?from={year.value}"
    return "/export.jsonl"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a server ended in the middle of an export: whether that came ``whole``, whether new connections were refused
    meanwhile, and the seconds until it was gone."""

    whole: bool
    closed: bool
    seconds: float

    def __str__(self) -> str:
        return f"the end     export whole: {self.whole}, door closed: {self.closed}, gone after {self.seconds:.1f} s"


def ending(served: Served, address: str, buffer: int = 0) -> Ended:
    """SIGTERM while an export is sent; with a ``buffer`` of so many bytes its reader holds it up."""
    with slow.export(served.port, address, buffer) as client:
        received = client.recv(4096)
        served.process.terminate()
        began = time.monotonic()
        time.sleep(1.5)
        try:
            served.get("/healthz")
            closed = False
        except ConnectionRefusedError:
            closed = True
        assert served.process.poll() is None, "the export was sent before"
        # Only its two ends matter.
        while piece := client.recv(1 << 20):
            received = received[:100] + (received[100:] + piece)[-100:]
    served.process.wait(timeout=60)
    whole = received.startswith(b"HTTP/1.1 200") and received.endswith(b"\r\n0\r\n\r\n")
    return Ended(whole, closed, time.monotonic() - began)


def _generation(served: Served) -> str:
    _, body = served.get("/readyz")
    return body.decode().partition('"generation":"')[2].partition('"')[0]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.soak.load", description="A server at saturation.")
    parser.add_argument("--index", type=Path, required=True, help="an index of Wenhai; it is not written to")
    parser.add_argument("--seconds", type=float, default=600, help="default %(default)s")
    parser.add_argument("--readers", type=int, default=READERS, help="at once; default %(default)s")
    options = parser.parse_args()
    # Links need the same disk.
    with tempfile.TemporaryDirectory(prefix="wenhai-load-", dir=options.index.resolve().parent) as folder:
        index = linked(options.index, Path(folder) / "index")
        with serving(index, Path(folder) / "log") as served:
            outcome = run(index, served, options.seconds, readers=options.readers)
            ended = ending(served, some_of(index), buffer=8192)
        lines = (Path(folder) / "log").read_text(encoding="utf-8").splitlines()
    print(outcome, ended, sep="\n")
    odd = [line for line in lines if not line.startswith("{") and "[INFO]" not in line]
    print(f"log         {len(lines):,} lines, {len(odd)} that tell of no request", *odd[:10], sep="\n  ")
    died = any("[ERROR]" in line for line in odd)  # its requests waited for 46 s, and were answered
    sys.exit(bool(outcome.tally.failures or not ended.whole or not ended.closed or died))


if __name__ == "__main__":
    main()
