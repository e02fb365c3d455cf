"""Everything that happens to files, in front of `wenhai watch`: at the end its index is that of a full reindex.

``python -m tests.soak.watching --seconds 600`` writes at once, in pieces and by renames, moves, links, deletes, takes
folders and the archive itself away and back, in bursts. All the time no article may be in the index that was read half.
``--archive FOLDER --latency 20`` measures instead how long it takes until a new file of a real archive is found; it
writes files into FOLDER, so that should be a copy (``cp -al``).
"""

import argparse
import itertools
import os
import random
import shutil
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from indexer import Article, IndexMissing, open_index, reindex
from tests.conftest import page
from tests.watching import Program, wait_until

_END = "全文完。"
_PAUSE, _LONGEST = 0.5, 5.0
_GAP = 1.5
"""Seconds that a slow writer may rest: longer than ``_PAUSE``, so that only its open file tells that it is not done."""


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


class Disturbance:
    """Does something to an archive whenever it is told to."""

    def __init__(self, archive: Path, outside: Path, rng: random.Random) -> None:
        self._archive, self._outside, self._rng = archive, outside, rng
        self._numbers, self._places = itertools.count(), itertools.count()
        self._open: list[tuple[IO[str], str, float]] = []
        self._away: list[tuple[float, Path, Path]] = []
        self.done: Counter[str] = Counter()
        self._kinds: dict[Callable[[], object], int] = {
            self.written: 6, self.written_slowly: 4, self.renamed_into_place: 6, self.changed: 4,
            self.changed_slowly: 3, self.copied: 1, self.deleted: 3, self.moved: 4, self.folder_made: 2,
            self.folder_moved: 2, self.folder_away: 1, self.folder_deleted: 1, self.linked: 1, self.link_deleted: 1,
            self.burst: 1, self.archive_away: 1,
        }  # fmt: skip

    def step(self) -> None:
        """Something, at random."""
        [kind] = self._rng.choices(list(self._kinds), list(self._kinds.values()))
        self.done[kind.__name__.replace("_", " ")] += 1  # type: ignore[attr-defined]
        kind()
        self.go_on()

    def go_on(self, until_done: bool = False) -> None:
        """Bring back what was taken away, and write on what is open."""
        while True:
            now = time.monotonic()
            for entry in [entry for entry in self._away if entry[0] <= now]:
                self._away.remove(entry)
                entry[1].rename(entry[2])
            for entry in [entry for entry in self._open if entry[2] <= now]:
                self._open.remove(entry)
                self._write_on(*entry[:2])
            if not until_done or not (self._open or self._away):
                return
            time.sleep(0.05)

    def written(self) -> None:
        self._new().write_text(self._text(), encoding="utf-8")

    def written_slowly(self) -> None:
        self._begin(self._new(), self._text())

    def renamed_into_place(self) -> None:
        path = self._new()
        beside = path.with_name(f".{path.name}.part")
        beside.write_text(self._text(), encoding="utf-8")
        beside.rename(path)

    def changed(self) -> None:
        if path := self._some_file(whole=True):
            path.write_text(self._text(), encoding="utf-8")

    def changed_slowly(self) -> None:
        if path := self._some_file(whole=True):
            self._begin(path, self._text())

    def copied(self) -> None:
        if path := self._some_file(whole=True):
            shutil.copy2(path, self._new())

    def deleted(self) -> None:
        if path := self._some_file():
            path.unlink()

    def moved(self) -> None:
        if path := self._some_file():
            path.rename(self._new())

    def folder_made(self) -> None:
        folder = self._some_folder() / f"f{next(self._places)}" / f"f{next(self._places)}"
        folder.mkdir(parents=True)
        (folder / f"{next(self._places)}.md").write_text(self._text(), encoding="utf-8")

    def folder_moved(self) -> None:
        folder, into = self._some_folder(), self._some_folder()
        if folder != self._archive and not into.is_relative_to(folder):
            folder.rename(into / f"f{next(self._places)}")

    def folder_away(self) -> None:
        folder = self._some_folder()
        # A file that is written in a folder out of sight comes back as a whole one would.
        if folder != self._archive and not self._open:
            aside = self._outside / f"f{next(self._places)}"
            folder.rename(aside)
            back = self._archive / f"f{next(self._places)}"
            self._away.append((time.monotonic() + self._rng.uniform(0, 3), aside, back))

    def folder_deleted(self) -> None:
        folder = self._some_folder()
        if folder != self._archive and not folder.is_symlink():
            shutil.rmtree(folder)

    def linked(self) -> None:
        target = self._outside / f"target{next(self._places)}"
        target.mkdir()
        (target / "a.md").write_text(self._text(), encoding="utf-8")
        (self._archive / f"l{next(self._places)}").symlink_to(target)

    def link_deleted(self) -> None:
        links = [path for path in self._archive.iterdir() if path.is_symlink()]
        if len(links) > 5:
            self._rng.choice(links).unlink()

    def burst(self) -> None:
        for _ in range(40):
            self.renamed_into_place()

    def archive_away(self) -> None:
        if self._rng.random() < 0.2 and not self._open:
            aside = self._archive.with_name("aside")
            self._archive.rename(aside)
            time.sleep(self._rng.uniform(0, 1))
            aside.rename(self._archive)

    def _some_folder(self) -> Path:
        folders = [Path(folder) for folder, _, _ in os.walk(self._archive)]
        links = [path for path in self._archive.iterdir() if path.is_symlink()]
        deep = [folder for folder in folders if len(folder.relative_to(self._archive).parts) < 6]
        return self._rng.choice([*deep, *links])

    def _some_file(self, whole: bool = False) -> Path | None:
        """With ``whole`` one that nobody is writing: what two write at once is no whole text ever after."""
        files = [Path(folder, name) for folder, _, names in os.walk(self._archive, followlinks=True) for name in names]
        path = self._rng.choice(files) if files else None
        written = {os.fstat(file.fileno()).st_ino for file, _, _ in self._open}
        return None if path and whole and path.stat().st_ino in written else path

    def _new(self) -> Path:
        return self._some_folder() / f"{next(self._places)}.md"

    def _text(self) -> str:
        number = next(self._numbers)
        text = "".join(self._rng.choices("桥水灯山路人车船", k=self._rng.randint(50, 4000)))
        # Some are new versions of others.
        return page(
            f"第{number}篇", text, _END, url=f"https://cn.nytimes.com/china/20240305/{number * 7 % 5003}/", fed=number
        )

    def _begin(self, path: Path, text: str) -> None:
        self._write_on(path.open("w", encoding="utf-8"), text)

    def _write_on(self, file: IO[str], text: str) -> None:
        size = self._rng.randint(100, 3000)
        file.write(text[:size])
        file.flush()
        if text[size:]:
            self._open.append((file, text[size:], time.monotonic() + self._rng.uniform(0, _GAP)))
        else:
            file.close()


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
    return article.body.rstrip().endswith(_END)


def soak(seconds: float, folder: Path, seed: int, every: float = 0.05) -> Soaked:
    """Disturb an archive below ``folder`` for ``seconds``, while it is watched; what came of it."""
    archive, outside, index = (folder / name for name in ("archive", "outside", "index"))
    archive.mkdir()
    outside.mkdir()
    rng = random.Random(seed)
    disturbance, reader = Disturbance(archive, outside, rng), Reader(index)
    with Program(archive, index, after=["--pause", str(_PAUSE), "--longest", str(_LONGEST)]) as program:
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
    said = Counter(line[27:].partition(" ")[0] for line in lines if " files = " not in line)
    return Soaked(
        disturbance.done, sum(" files = " in line for line in lines), len(reader.generations), len(kept),
        tuple(reader.halves), different, said,
    )  # fmt: skip


def settle(program: Program, archive: Path, index: Path) -> None:
    """Wait until a run has begun after the last change, and no file waits."""
    for number in (1, 2):  # the run that sees the first may have begun before it was written
        path = archive / f"end{number}.md"
        path.write_text(page(f"zqend{number}", _END), encoding="utf-8")
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
        soaked = soak(given.seconds, Path(folder), given.seed)
    for problem in (*soaked.halves[:20], *soaked.different[:20]):
        print(problem)
    print(f"said: {dict(soaked.said)}")
    print(f"seed {given.seed}, {given.seconds:.0f} s: {soaked}")
    sys.exit(1 if soaked.halves or soaked.different else 0)


if __name__ == "__main__":
    main()
