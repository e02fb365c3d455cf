"""Several series over the same periods as lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from search_app.charts.bars import side
from search_app.charts.periods import Span
from search_app.charts.scale import SLOT, Tick, along, round_steps
from search_app.charts.words import full_name, per_cent
from search_app.http.parameters import Chart

APART = 16
"""Pixels between the names at the ends of lines."""


@dataclass(frozen=True, slots=True)
class Series:
    """What is counted, and in each period how many, and how many of all."""

    name: str
    counts: tuple[int, ...]
    shares: tuple[float | None, ...]

    def values(self, chart: Chart) -> tuple[float | None, ...]:
        """What a chart shows of it."""
        return self.counts if chart == "count" else self.shares

    def written(self, chart: Chart, place: int) -> str:
        """One of these for readers."""
        return str(self.counts[place]) if chart == "count" else per_cent(self.shares[place])


@dataclass(frozen=True, slots=True)
class Line:
    """A series, the line for it as the data of an SVG path, and where its name stands, in pixels from the top."""

    series: Series
    path: str
    end: int
    peak: str


@dataclass(frozen=True, slots=True)
class Lines:
    """A drawing ``width`` by ``height``, in which every ten units are a period, and its axes. ``said`` is, of each
    period, its name and every value."""

    unit: str
    chart: Chart
    names: tuple[str, ...]
    lines: tuple[Line, ...]
    said: tuple[str, ...]
    width: int
    height: int
    feet: tuple[Tick, ...]
    sides: tuple[Tick, ...]


def lines(series: Sequence[Series], span: Span, chart: Chart, height: int) -> Lines | None:
    """The lines of these; None where there are fewer than two periods."""
    if len(span.periods) < 2:
        return None
    values = [one.values(chart) for one in series]
    there = [value for some in values for value in some if value is not None]
    top = round_steps(max(there, default=0), whole=chart == "count")[-1]
    names = tuple(map(full_name, span.periods))
    drops = [[None if value is None else height - round(value / top * height) for value in some] for some in values]
    ends = _apart([next((y for y in reversed(ys) if y is not None), height) for ys in drops], height)
    return Lines(
        unit=span.unit,
        chart=chart,
        names=names,
        lines=tuple(
            Line(one, _path(ys), end, _peak(some, names))
            for one, some, ys, end in zip(series, values, drops, ends, strict=True)
        ),
        said=tuple(
            "\n".join([name, *[f"{one.name} {one.written(chart, place)}" for one in series]])
            for place, name in enumerate(names)
        ),
        width=SLOT * len(names),
        height=height,
        feet=along(span),
        sides=side(there, chart, height),
    )


def _path(ys: list[int | None]) -> str:
    """A line through the middle of each period; where one has no value it breaks off, and alone it is a dot."""
    pieces: list[str] = []
    joined = False
    for place, y in enumerate(ys):
        if y is not None:
            lonely = not joined and ys[place + 1 : place + 2] in ([], [None])
            pieces.append(f"{'L' if joined else 'M'}{place * SLOT + SLOT // 2} {y}{'h0' if lonely else ''}")
        joined = y is not None
    return "".join(pieces)


def _peak(values: Sequence[float | None], names: Sequence[str]) -> str:
    highest = max(value or 0 for value in values)
    return names[[value or 0 for value in values].index(highest)] if highest else ""


def _apart(ends: Sequence[int], height: int) -> list[int]:
    """The ends of lines, moved as far as names beside them need: downwards, and up again from the foot."""
    order = sorted(range(len(ends)), key=lambda number: ends[number])
    placed = list(ends)
    for before, after in pairwise(order):
        placed[after] = max(placed[after], placed[before] + APART)
    limit = height
    for number in reversed(order):
        placed[number] = min(placed[number], limit)
        limit = placed[number] - APART
    return placed
