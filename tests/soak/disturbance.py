"""What can happen to the files and folders of an archive, at random."""

import itertools
import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import IO

from tests.factories import page

END = "全文完。"
"""How every text ends: without it, it was read half."""
_GAP = 1.5
"""Seconds that a slow writer may rest: longer than the watch pauses, so only its open file tells that it goes on."""


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
            f"第{number}篇", text, END, url=f"https://cn.nytimes.com/china/20240305/{number * 7 % 5003}/", fed=number
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
