"""Everything that happens to files, in front of `wenhai watch`: at the end its index is that of a full reindex.

``python -m tests.soak.watching --seconds 600`` writes at once, in pieces and by renames, moves, links, deletes, takes
folders and the archive itself away and back, in bursts. All the time no article may be in the index that was read half.
``--archive FOLDER --latency 20`` measures instead how long it takes until a new file of a real archive is found; it
writes files into FOLDER, so that should be a copy (``cp -al``).
"""

import argparse
import os
import random
import shutil
import statistics
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from indexer import Article, IndexMissing, open_index, reindex
from tests.factories import page
from tests.soak.disturbance import END, Disturbance
from tests.support.watching import Program, wait_until

_OPTIONS = ("--pause", "0.5", "--longest", "5")


@dataclass(frozen=True, slots=True)
class Soaked:
    """What came of it: what was done how often, runs, generations that were looked at, articles at the end, those read
    half, those that differ from a full reindex, and what the program said that no run says."""

    done: Counter[str]
    runs: int
    generations: int
    articles: int
    halves: tuple[str, ...]
    different: tuple[str, ...]
    said: Counter[str]

    def __str__(self) -> str:
        kinds = ", ".join(f"{number} {what}" for what, number in self.done.most_common())
        return (
            f"{sum(self.done.values())} things done ({kinds}), "
            f"{self.runs} runs, {self.generations} generations looked at, {self.articles} articles: "
            f"{len(self.halves)} read half, {len(self.different)} different from a full reindex"
        )


class Reader(threading.Thread):
    """Looks at each generation for articles that were read half."""

    def __init__(self, index: Path) -> None:
        super().__init__()
        self._index = index
        self.ended = threading.Event()
        self.halves: dict[str, None] = {}
        self.generations: set[str] = set()

    def run(self) -> None:
        while not self.ended.wait(0.3):
            try:
                opened = open_index(self._index)
            except IndexMissing:
                continue
            generation = opened.status().generation
            if generation not in self.generations:
                self.generations.add(generation)
                self.halves |= dict.fromkeys(
                    f"{article.title} in generation {generation}" for article in opened.articles() if not whole(article)
                )
            opened.close()


def whole(article: Article) -> bool:
    """Was it read to its end?"""
    return article.body.rstrip().endswith(END)


def soak(seconds: float, folder: Path, seed: int, poll: float = 0, every: float = 0.05) -> Soaked:
    """Disturb an archive below ``folder`` for ``seconds``, while it is watched; what came of it. ``poll``: as if the
    system could tell nothing, seconds between looks."""
    archive, outside, index = (folder / name for name in ("archive", "outside", "index"))
    archive.mkdir()
    outside.mkdir()
    rng = random.Random(seed)
    disturbance, reader = Disturbance(archive, outside, rng), Reader(index)
    with Program(archive, index, after=[*_OPTIONS, "--poll", str(poll)]) as program:
        reader.start()
        try:
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                disturbance.step()
                time.sleep(rng.expovariate(1 / every))
            disturbance.go_on(until_done=True)
            settle(program, archive, index)
        finally:
            reader.ended.set()
            reader.join()
        program.end()
    reindex(archive, folder / "anew", full=True)
    kept, anew = (articles(folder / name) for name in ("index", "anew"))
    different = tuple(sorted(id for id in kept.keys() | anew.keys() if kept.get(id) != anew.get(id)))
    lines = program.text().splitlines()
    said = Counter(line[27:].replace(str(folder), "") for line in lines if " files = " not in line)
    return Soaked(
        disturbance.done, sum(" files = " in line for line in lines), len(reader.generations), len(kept),
        tuple(reader.halves), different, said,
    )  # fmt: skip


def settle(program: Program, archive: Path, index: Path) -> None:
    """Wait until a run has begun after the last change, and no file waits."""
    for number in (1, 2):  # the run that sees the first may have begun before it was written
        path = archive / f"end{number}.md"
        path.write_text(page(f"zqend{number}", END), encoding="utf-8")
        wait_until(lambda number=number: finds(index, f"zqend{number}"), program.text, seconds=180)  # type: ignore[misc]
    wait_until(lambda: "still being written" not in program.text().splitlines()[-1], program.text, seconds=180)


def articles(index: Path) -> dict[str, Article]:
    """All articles by id."""
    opened = open_index(index)
    try:
        return {article.id: article for article in opened.articles()}
    finally:
        opened.close()


def latencies(archive: Path, index: Path, tries: int) -> list[float]:
    """Seconds from the appearance of a file in the archive until a search finds it, each time."""
    found, folder = [], archive / "appearing"
    folder.mkdir()
    with Program(archive, index, after=["--pause", "1"]) as program:
        program.wait_for(" files = ", seconds=1800)
        try:
            for number in range(tries):
                time.sleep(random.uniform(1, 4))
                word = f"zq{os.getpid()}x{number}"
                text = page(f"题{word}", "正文。", url=f"https://cn.nytimes.com/china/20240305/{word}/")
                (folder / f"{word}.md").write_text(text, encoding="utf-8")
                found.append(wait_until(lambda word=word: finds(index, word), program.text, seconds=120))  # type: ignore[misc]
        finally:
            program.end()
            shutil.rmtree(folder)
    return found


def finds(index: Path, word: str) -> bool:
    """Does a reader who comes now find it?"""
    try:
        opened = open_index(index)
    except IndexMissing:
        return False
    try:
        return opened.search(word, expand=False, snippets=False).total == 1
    finally:
        opened.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--poll", type=float, default=0, help="seconds between looks, 0 to be told by the system")
    parser.add_argument("--archive", type=Path, help="a copy of real files, to measure with")
    parser.add_argument("--index", type=Path, help="an index of it, or where one shall be")
    parser.add_argument("--latency", type=int, default=20, help="files to measure with")
    given = parser.parse_args()
    if given.archive:
        took = latencies(given.archive, given.index, given.latency)
        print(
            f"{len(took)} files of {given.latency} found, after {min(took):.1f} s at least, "
            f"{statistics.median(took):.1f} s in the middle, {max(took):.1f} s at most"
        )
        return
    with TemporaryDirectory(prefix="wenhai-watching-") as folder:
        soaked = soak(given.seconds, Path(folder), given.seed, given.poll)
    for problem in (*soaked.halves[:20], *soaked.different[:20]):
        print(problem)
    for sentence, number in soaked.said.most_common():
        print(f"said {number} times: {sentence}")
    print(f"seed {given.seed}, {given.seconds:.0f} s: {soaked}")
    sys.exit(1 if soaked.halves or soaked.different else 0)


if __name__ == "__main__":
    main()
