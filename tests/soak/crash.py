"""A reindexer that is killed, whose writes fail, whose machine loses power: again and again, and nothing is lost.

``python -m tests.soak.crash --tries 300`` does each of these in turn to full and incremental runs, at a random moment
or step (``fragile``). After each the index must be wholly what it was before the run or what it was to become,
``wenhai check`` must find it whole, a reindex must bring it to what the archive holds, and leave nothing else behind.
"""

import argparse
import errno
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from indexer import check, open_index, read_archive, reindex
from tests.factories import page
from tests.soak.disk import Disk
from tests.soak.power import lose, on_disk

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES)
WORDS = ("渡口", "茶馆", "铁路", "河堤", "账本", "船工", "雨季", "邮差", "校长", "灯塔", "盐田", "石桥")
_SECONDS = 120.0

Held = Mapping[str, tuple[str, str]]
"""Articles by id: title and text."""


@dataclass
class Figures:
    """What came of it. ``lost`` are sentences, and there must be none."""

    tries: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        tries = ", ".join(f"{n} {kind}" for kind, n in sorted(self.tries.items()))
        ended = ", ".join(f"{n} {how}" for how, n in sorted(self.ended.items()))
        return f"{self.tries.total()} tries ({tries}): {ended}; {len(self.lost)} failures"


class Crashes:
    """An archive of some articles that changes, its index, and what is done to runs."""

    def __init__(self, folder: Path, articles: int, rng: random.Random) -> None:
        self.archive, self.root, self._notes = folder / "archive", folder / "disk" / "index", folder / "notes"
        self.disk = Disk(folder / "disk")
        self.archive.mkdir()
        self._rng, self._number = rng, 0
        self.figures = Figures()
        for _ in range(articles):
            self._write()
        began = time.monotonic()
        subprocess.run(self._command(), check=True, capture_output=True)
        self._usual = time.monotonic() - began

    def once(self, kind: str) -> None:
        """Change the archive, let a run fail, look at what is left, and go on."""
        before = held(self.root)
        self._change()
        full, ended = self._rng.random() < 0.4, "?"
        self.figures.tries[kind] += 1
        try:
            ended = getattr(self, f"_{kind}")(full)
            self._look(before)
            reindex(self.archive, self.root)
            self._look(holding(self.archive))
            left = sorted(path.name for path in (self.root / "generations").iterdir())
            assert len(left) <= 2 and all(name.isdigit() for name in left), f"left behind: {left}"
        except Exception as error:
            self.figures.lost.append(f"{kind}, full={full}, {ended}: {type(error).__name__}: {error}")
            print(self.figures.lost[-1], file=sys.stderr, flush=True)
            shutil.rmtree(self.root)
            reindex(self.archive, self.root)
        self.figures.ended[ended] += 1

    def _killed(self, full: bool) -> str:
        """At any moment."""
        process = subprocess.Popen(self._command(full), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(self._rng.uniform(0.2, 1.0) * self._usual)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        return _ended(process.wait(_SECONDS))

    def _killed_at_a_step(self, full: bool) -> str:
        return self._fragile(full, "kill")

    def _failing(self, full: bool) -> str:
        """One step of many ends in an error."""
        return self._fragile(full, str(self._rng.choice(ERRORS)))

    def _losing_power(self, full: bool) -> str:
        """Killed at a step; then what the disk has not confirmed is gone, in part or as a whole."""
        before, current = on_disk(self.root), (self.root / "CURRENT").read_bytes()
        ended = self._fragile(full, "kill")
        lose(self.root, before, self._notes, current, self._rng)
        self._notes.unlink(missing_ok=True)
        return ended

    def _running_full(self, full: bool) -> str:
        """There is room for some of it."""
        self.disk.leave_free(self._rng.randint(0, sum(path.stat().st_size for path in self.root.rglob("*"))))
        try:
            return self._ended_by_itself(full)
        finally:
            self.disk.leave_free(None)

    def _read_only(self, full: bool) -> str:
        """Nothing can be written."""
        self.disk.protect(True)
        try:
            return self._ended_by_itself(full)
        finally:
            self.disk.protect(False)

    def _ended_by_itself(self, full: bool) -> str:
        done = subprocess.run(self._command(full), capture_output=True, text=True, timeout=_SECONDS)
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == 0 or done.stderr.strip(), "it said nothing"
        return _ended(done.returncode)

    def _fragile(self, full: bool, how: str) -> str:
        beside = self._notes.with_name("trial")
        shutil.copytree(self.root, beside)
        command = self._command(full, self._module("count", 0), beside)
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)
        finally:
            shutil.rmtree(beside)
        steps = int(self._notes.read_text())
        self._notes.unlink()
        # Half of them where the new generation takes the place of the old one.
        at = self._rng.randint(1, steps) if self._rng.random() < 0.5 else self._rng.randint(max(1, steps - 20), steps)
        command = self._command(full, self._module(how, at))
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS)
        assert "Traceback" not in done.stderr, done.stderr
        return _ended(done.returncode)

    def _module(self, how: str, at: int) -> list[str]:
        return [sys.executable, "-m", "tests.soak.fragile", how, str(at), str(self._notes)]

    def _command(self, full: bool = False, start: list[str] | None = None, root: Path | None = None) -> list[str]:
        wenhai = start or [sys.executable, "-m", "indexer"]
        return [*wenhai, "reindex", str(self.archive), "--index", str(root or self.root), *(["--full"] if full else [])]

    def _look(self, before: Held) -> None:
        """The index is what it was or what the archive is now, and whole."""
        now = held(self.root)
        assert now == before or now == holding(self.archive), f"{len(now)} articles, which are neither"
        checked = check(self.root, sample=20)
        assert not checked.problems, checked.problems
        index = open_index(self.root)
        for word in self._rng.sample(WORDS, 3):
            there = {id for id, texts in now.items() if any(word in text for text in texts)}
            assert index.search(f'"{word}"').total == len(there), word
        index.close()

    def _change(self) -> None:
        paths = sorted(self.archive.iterdir())
        for path in self._rng.sample(paths, 3):
            path.unlink()
        for path in self._rng.sample(sorted(self.archive.iterdir()), 3):
            self._write(path)
        for _ in range(3):
            self._write()

    def _write(self, path: Path | None = None) -> None:
        if path is None:
            self._number += 1
        number = self._number if path is None else int(path.stem)
        words = ["".join(self._rng.choices(WORDS, k=12)) for _ in range(3)]
        text = page(f"第{number}篇", *words, url=f"https://cn.nytimes.com/china/20240305/crash-{number}/")
        (path or self.archive / f"{number}.md").write_text(text, encoding="utf-8")


def held(root: Path) -> Held:
    """What an index holds."""
    index = open_index(root)
    try:
        return {article.id: (article.title, article.body) for article in index.articles()}
    finally:
        index.close()


def holding(archive: Path) -> Held:
    """What an archive does."""
    return {article.id: (article.title, article.body) for article in read_archive(archive)}


def _ended(status: int) -> str:
    return {0: "finished", -signal.SIGKILL: "killed", 1: "ended with a sentence"}.get(status, f"ended with {status}")


KINDS = ("killed", "killed_at_a_step", "failing", "losing_power")
FULL_DISKS = ("running_full", "read_only")
"""These take a disk that can be mounted."""


def run(tries: int, articles: int, seed: int | None = None, kinds: tuple[str, ...] = (*KINDS, *FULL_DISKS)) -> Figures:
    """So many tries, the kinds in turn; without those that can't be had here."""
    with TemporaryDirectory(prefix="wenhai_crash_") as folder:
        crashes = Crashes(Path(folder), articles, random.Random(seed))
        possible = [kind for kind in kinds if crashes.disk.real or kind not in FULL_DISKS]
        try:
            for number in range(tries if possible else 0):
                crashes.once(possible[number % len(possible)])
                if number % 20 == 19:
                    print(crashes.figures, file=sys.stderr, flush=True)
        finally:
            crashes.disk.close()
        return crashes.figures


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak.crash", description="Kill reindexes.")
    parser.add_argument("--tries", type=int, default=300)
    parser.add_argument("--articles", type=int, default=500, help="in the archive; from 400 on processes read it")
    parser.add_argument("--seed", type=int)
    options = parser.parse_args()
    figures = run(options.tries, options.articles, options.seed)
    print("\n".join([*figures.lost, str(figures)]))
    return 1 if figures.lost else 0


if __name__ == "__main__":
    sys.exit(main())
