"""What the fuzzers share: atheris in a process of its own, its seeds, what it found, and one line of figures.

atheris never returns: libFuzzer ends the process. So the program starts itself a second time; there the target runs
and what it raised is written down, once for each place in the code, while the fuzzing goes on.
"""

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ARCHIVE = Path(__file__).parents[1] / "data" / "archive"  # not from factories, which import what is to be instrumented

Target = Callable[[bytes], object]


@dataclass(frozen=True)
class Figures:
    """What came of it: tries, edges of the code that were reached (or kinds of cases), and failures as sentences."""

    name: str
    tries: int
    reached: str
    failures: tuple[str, ...]
    seconds: float
    seed: int

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.tries} tries, {self.reached}, {len(self.failures)} failures, {self.seconds:.0f} s, "
            f"seed {self.seed}"
        )


@dataclass(frozen=True)
class Fuzzer:
    """``target`` gets a folder to work in, and gives what is called with bytes and raises for what must not be.
    ``patience`` are seconds of processor time that one of them may take, ``longest`` the bytes in it. ``words`` are
    what libFuzzer puts in."""

    name: str
    seeds: Callable[[], Iterable[bytes]]
    target: Callable[[Path], Target]
    words: tuple[str, ...] = ()
    longest: int = 8_192
    patience: float = 2.0

    def run(self, seconds: int, seed: int) -> Figures:
        """Fuzz for so long, in another process."""
        began = time.monotonic()
        # A tar is written for each try: into memory, where that is to be had as a disk.
        with TemporaryDirectory(prefix="wenhai-fuzz-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as kept:
            folder = Path(kept)
            for name in ("seeds", "work"):
                (folder / name).mkdir()
            for data in self.seeds():
                (folder / "seeds" / hashlib.sha1(data).hexdigest()).write_bytes(data[: self.longest])
            quoted = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in self.words)
            (folder / "words").write_text("".join(f'"{word}"\n' for word in quoted))
            command = [sys.executable, "-m", f"tests.soak.{self.name}", "--child", kept, "--seed", str(seed)]
            ran = subprocess.run([*command, "--seconds", str(seconds)], capture_output=True, timeout=seconds + 300)
            told = ran.stderr.decode(errors="replace")
            failures = [path.read_text() for path in sorted(folder.glob("failure-*"))]
        if ran.returncode:
            failures.append(f"The fuzzer ended with status {ran.returncode}: {told[-2000:]}")
        tries = re.findall(r"number_of_executed_units: *(\d+)|^#(\d+)\s", told, re.MULTILINE)
        edges = re.findall(r"cov: (\d+)", told)
        reached = f"{edges[-1] if edges else 0} edges"
        count = max((int(one or other) for one, other in tries), default=0)
        return Figures(self.name, count, reached, tuple(failures), time.monotonic() - began, seed)

    def _fuzz(self, folder: Path, seconds: int, seed: int) -> None:
        """Be the process that fuzzes; does not return."""
        import atheris

        with atheris.instrument_imports(include=["indexer", "tarfile"]):
            target = self.target(folder / "work")

        def once(data: bytes) -> None:
            began = time.process_time()
            try:
                target(data)
                taken = time.process_time() - began
                assert taken < self.patience, "It took too long."
            except Exception as error:
                _note(folder, error, data)

        options = [f"-max_total_time={seconds}", f"-seed={seed}", f"-max_len={self.longest}", "-print_final_stats=1"]
        options += ["-timeout=60", "-rss_limit_mb=3000", f"-artifact_prefix={folder}/"]
        if self.words:
            options.append(f"-dict={folder}/words")
        atheris.Setup([sys.argv[0], *options, str(folder / "seeds")], once)
        atheris.Fuzz()

    def main(self) -> None:
        """The program: exit status 1 where anything failed, which is told before the figures."""
        parser = argparse.ArgumentParser()
        parser.add_argument("--seconds", type=int, default=60)
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
        given = parser.parse_args()
        if given.child:
            self._fuzz(given.child, given.seconds, given.seed)
        tell(self.run(given.seconds, given.seed))


def tell(figures: Figures) -> None:
    """Print failures and figures, and leave."""
    for failure in figures.failures:
        print(failure)
    print(figures)
    sys.exit(1 if figures.failures else 0)


def place_of(error: BaseException) -> str:
    """The kind of an error and the last lines of the project that it came through."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "site-packages" not in frame.filename]
    return f"{type(error).__name__} at " + " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in frames[:-4:-1])


def _note(folder: Path, error: BaseException, data: bytes) -> None:
    place = place_of(error)
    path = folder / f"failure-{hashlib.sha1(place.encode()).hexdigest()}"
    if not path.exists():
        path.write_text(f"{place}: {str(error)[:300]}\n    {data[:4096]!r}\n", errors="backslashreplace")


def small_archive() -> Mapping[str, bytes]:
    """The files of tests/data/archive by path."""
    files = sorted(path for path in ARCHIVE.rglob("*") if path.is_file())
    return {str(path.relative_to(ARCHIVE)): path.read_bytes() for path in files}


def assert_writable(value: object) -> None:
    """A value that JSON and UTF-8 can take."""
    json.dumps(value, ensure_ascii=False).encode()
