"""Readers and writers at the same time: every answer is of one generation, none fails, and nothing piles up.

``python -m tests.soak.together --readers 20 --rebuilds 20`` has threads and processes search while it is rebuilt;
``--queries 100000 --swaps 50`` then watches memory and open files of one process that takes up so many generations.
"""

import argparse
import gc
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from indexer import Index, open_index, reindex
from tests.factories import page

_FEWEST = 40
_QUERIES = ("河堤", '"堤上的人"', "河堤 水位 上涨", "标题:河堤", "")
_SAMPLES = 20


@dataclass(frozen=True, slots=True)
class Read:
    """What readers saw: answers, generations among them, and what was wrong."""

    answers: int
    generations: frozenset[int]
    wrong: tuple[str, ...]

    def __add__(self, other: "Read") -> "Read":
        return Read(self.answers + other.answers, self.generations | other.generations, self.wrong + other.wrong)


@dataclass(frozen=True, slots=True)
class Held:
    """What a process holds: MB of its own, files that are open or mapped."""

    memory: float
    files: int


class Edition:
    """An archive of which every article says which edition it is of, and an index of it."""

    def __init__(self, folder: Path) -> None:
        self.archive, self.root = folder / "archive", folder / "index"
        self.number = 0
        self.next()

    def next(self) -> None:
        """Write another edition, of one article more, and index it, every other time from nothing."""
        self.number += 1
        shutil.rmtree(self.archive, ignore_errors=True)
        self.archive.mkdir(parents=True)
        for one in range(_FEWEST + self.number):
            text = page(
                f"河堤第{self.number}版",
                f"堤上的人说，第{self.number}版，水位上涨。",
                url=f"https://cn.nytimes.com/a/b{one}/",
            )
            (self.archive / f"{one}.md").write_text(text, encoding="utf-8")
        reindex(self.archive, self.root, full=self.number % 2 == 0)


def edition(index: Index, query: str) -> int:
    """The edition that an answer is of; raises ValueError where it is of several or not whole."""
    results = index.search(query, limit=100, facets=("year",))
    of = {int(hit.title.removeprefix("河堤第").removesuffix("版")) for hit in results.hits}
    whole = _FEWEST + max(of, default=0)
    counts = (results.total, len(results.hits), sum(count.count for count in results.facets["year"]))
    if len(of) != 1 or set(counts) != {whole}:
        raise ValueError(f"{query!r}: editions {sorted(of)}, {counts} articles")
    return of.pop()


def read(root: Path, stop: Callable[[], bool], *, hold: bool = False) -> Read:
    """Search until told to stop, in the newest generation or with ``hold`` in the one that is there now."""
    answers, seen, wrong = 0, set(), []
    index = open_index(root)
    while not stop():
        try:
            index = index if hold else index.refreshed()
            seen.add(edition(index, _QUERIES[answers % len(_QUERIES)]))
        except Exception as error:
            wrong.append(f"{type(error).__name__}: {error}")
        answers += 1
        time.sleep(0.002)
    index.close()
    return Read(answers, frozenset(seen), tuple(wrong))


def _process(root: Path, end: Path) -> Read:
    return read(root, end.exists)


def together(readers: int, rebuilds: int) -> Read:
    """Half of the readers are threads, half processes; one more holds the first generation to the end."""
    with TemporaryDirectory(prefix="wenhai_together_") as folder:
        editions, end, over = Edition(Path(folder)), Path(folder) / "end", threading.Event()
        with (
            ProcessPoolExecutor(readers // 2 or 1, get_context("spawn")) as processes,
            ThreadPoolExecutor(readers + 1) as threads,
        ):
            waiting = [processes.submit(_process, editions.root, end) for _ in range(readers // 2)]
            waiting += [threads.submit(read, editions.root, over.is_set) for _ in range(readers - readers // 2)]
            held = threads.submit(read, editions.root, over.is_set, hold=True)
            try:
                for _ in range(rebuilds):
                    editions.next()
            finally:
                end.touch()
                over.set()
            found = sum((one.result() for one in waiting), held.result())
        if len(held.result().generations) > 1:
            found += Read(0, frozenset(), ("who held a generation was given another",))
        return found


def piling(queries: int, swaps: int) -> list[Held]:
    """What this process holds while it asks so many queries and takes up so many generations."""
    samples = []
    with TemporaryDirectory(prefix="wenhai_piling_") as folder:
        editions = Edition(Path(folder))
        index = open_index(editions.root)
        for number in range(queries):
            if number % max(queries // swaps, 1) == 0 and editions.number <= swaps:
                editions.next()
                index = index.refreshed()
            edition(index, _QUERIES[number % len(_QUERIES)])
            if number % max(queries // _SAMPLES, 1) == 0:
                gc.collect()
                samples.append(holding())
        index.close()
    return samples


def holding() -> Held:
    """What this process holds now."""
    fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    mapped = sum("wenhai_piling_" in line for line in Path("/proc/self/maps").read_text().splitlines())
    return Held(int(fields["RssAnon"].split()[0]) / 1024, len(os.listdir("/proc/self/fd")) + mapped)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak.together", description="Read while it is rebuilt.")
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--rebuilds", type=int, default=20)
    parser.add_argument("--queries", type=int, default=100_000)
    parser.add_argument("--swaps", type=int, default=50)
    options = parser.parse_args()
    found = together(options.readers, options.rebuilds)
    print("\n".join(dict.fromkeys(found.wrong)))
    print(
        f"{options.readers} readers, {options.rebuilds} rebuilds: {found.answers} answers out of "
        f"{len(found.generations)} generations, {len(found.wrong)} wrong or failed"
    )
    samples = piling(options.queries, options.swaps)
    print(f"{options.queries} queries, {options.swaps} generations: memory of its own in MB and open or mapped files:")
    print(", ".join(f"{held.memory:.0f}/{held.files}" for held in samples))
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
