"""Clocks: a list of queries in process, and a process from its start to its end."""

import gc
import math
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

ROUNDS = 3
_STARTS = 5

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Spread:
    """Milliseconds, medians over the rounds; and how many documents the queries found together (None: not said)."""

    p50: float
    p95: float
    max: float
    found: int | None = None

    def __str__(self) -> str:
        return " / ".join(digits(value) for value in (self.p50, self.p95, self.max))


def digits(value: float) -> str:
    """Two digits that count, three from 100 on."""
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def measure(ask: Callable[[_T], int | None], queries: Sequence[_T]) -> Spread:
    """Ask every query once to warm, then in ROUNDS rounds by the clock. ``ask`` gives how many were found."""
    totals = [ask(query) for query in queries]
    rounds: list[tuple[float, float, float]] = []
    for _ in range(ROUNDS):
        gc.collect()
        times: list[float] = []
        for query in queries:
            began = time.perf_counter()
            ask(query)
            times.append((time.perf_counter() - began) * 1e3)
        times.sort()
        rounds.append((median(times), times[math.ceil(0.95 * len(times)) - 1], times[-1]))
    p50, p95, most = (median(values) for values in zip(*rounds, strict=True))
    counted = [total for total in totals if total is not None]
    return Spread(p50, p95, most, sum(counted) if len(counted) == len(totals) else None)


def first_answer(code: str) -> float:
    """Seconds from the start of a Python process to its end, with an answer on its output; the median of a few."""
    return median(_run_for([sys.executable, "-c", code])[0] for _ in range(_STARTS))


def run_for(*arguments: str) -> tuple[float, str]:
    """Seconds that ``wenhai`` with these arguments takes, and the last line it prints."""
    return _run_for([sys.executable, "-m", "indexer", *arguments])


def _run_for(command: list[str]) -> tuple[float, str]:
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True)
    took = time.perf_counter() - began
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")
    return took, lines[-1]
