"""What became of the two commands on a machine, as one row of a table."""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

_COUNTED = re.compile(r"(\d+) (passed|skipped|failed|errors?)\b")
_LAST = re.compile(r"^=*\s*(\d+ \w+(?:, \d+ \w+)*) in [\d.]+s\b.*$", re.MULTILINE)
_SKIPPED = re.compile(r"^skipped (\d+): (.+)$", re.MULTILINE)
HEAD = (
    "| machine | Python | make serve | .venv | make test | passed | skipped | failed |\n"
    "|---|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True, slots=True)
class Counts:
    """What pytest counted; ``reasons`` why so many were skipped. ``failed`` counts errors with failures."""

    passed: int = 0
    skipped: int = 0
    failed: int = 0
    reasons: tuple[tuple[str, int], ...] = ()


@dataclass(slots=True)
class Outcome:
    """Of one machine. Seconds and megabytes; None where it did not come to that. ``wrong`` are sentences."""

    machine: str
    python: str = "?"
    serve: float | None = None
    megabytes: int | None = None
    test: float | None = None
    tests: Counts = field(default_factory=Counts)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        serve, size, test = (
            "-" if number is None else f"{number / divided:.{digits}f} {unit}"
            for number, divided, digits, unit in (
                (self.serve, 1, 0, "s"), (self.megabytes, 1, 0, "MB"), (self.test, 60, 1, "min"),
            )
        )  # fmt: skip
        counts = f"{self.tests.passed} | {self.tests.skipped} | {self.tests.failed}"
        return f"| {self.machine} | {self.python} | {serve} | {size} | {test} | {counts} |"


def read_tests(log: str) -> Counts:
    """What the output of ``make test`` says; all zero where pytest did not come to its last line."""
    lines = _LAST.findall(log)
    if not lines:
        return Counts()
    counts = Counter[str]()
    for number, kind in _COUNTED.findall(lines[-1]):
        counts["failed" if kind.startswith("error") else kind] += int(number)
    reasons = tuple((reason, int(number)) for number, reason in _SKIPPED.findall(log))
    return Counts(counts["passed"], counts["skipped"], counts["failed"], reasons)


def tail(log: Path, lines: int = 20) -> str:
    """The last lines of a log, indented."""
    return "\n".join(f"    {line}" for line in log.read_text(errors="replace").splitlines()[-lines:])
