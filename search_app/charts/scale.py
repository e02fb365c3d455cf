"""Axes: round numbers up the side, and a few periods named along the foot."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from search_app.charts.periods import Period, Span
from search_app.charts.words import short_name, shorter_name, year_name

SLOT = 10
"""Width of a period in the units of a drawing, which the page stretches to the width it has."""

_INTERVALS = 4
_NAMES, _ON_A_PHONE = 10, 5
"""How many names fit under a chart."""

_STEPS = {"day": (1, 2, 5, 7, 14), "month": (1, 2, 3, 6, 12, 24, 36), "year": (1, 2, 5, 10, 20, 50, 100)}


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis and what stands there: from the top in pixels, or from the left in per cent.
    One that is ``minor`` is left out where there is no room."""

    at: float
    label: str
    minor: bool = False


def round_steps(largest: float, *, whole: bool) -> tuple[float, ...]:
    """Values from 0 up to one that is not below ``largest``, two to five of them, a step of 1, 2 or 5 times a power of
    ten apart; ``whole`` numbers if they count something."""
    least = max(largest / _INTERVALS, 1 if whole else 1e-6)
    power = 10.0 ** math.floor(math.log10(least))
    # A hair of tolerance: 0.3 / 0.1 is 2.9999999999999996.
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least * (1 - 1e-9))
    count = max(1, math.ceil(largest / step - 1e-9))
    return tuple(round(number * step, 10) for number in range(count + 1))


def upright(values: Sequence[float], labels: Sequence[str], height: int) -> tuple[Tick, ...]:
    """The axis at the side, from the foot up."""
    return tuple(
        Tick(height - round(value / values[-1] * height), label) for value, label in zip(values, labels, strict=True)
    )


def along(span: Span) -> tuple[Tick, ...]:
    """The axis at the foot: every so many periods is named, and in full where a month or year begins anew."""
    shown = _named(span)
    # Where one or two months a year are named, January goes by its year.
    half_yearly = span.unit == "month" and len(shown) > 1 and shown[1] - shown[0] >= 6

    def name(period: Period) -> str:
        return year_name(period) if half_yearly and period.first.month == 1 else short_name(period)

    anew = [True, *(_turned(span.periods[before], span.periods[after]) for before, after in pairwise(shown))]
    places = [round((place + 0.5) / len(span.periods) * 100, 2) for place in shown]
    names = [(name if new else shorter_name)(span.periods[place]) for place, new in zip(shown, anew, strict=True)]
    return tuple(map(Tick, places, names, _minor(anew)))


def _minor(anew: Sequence[bool]) -> list[bool]:
    """Which names a phone leaves out: every second, but none that says what year or month begins."""
    if len(anew) <= _ON_A_PHONE:
        return [False] * len(anew)
    if all(anew):
        return [number % 2 == 1 for number in range(len(anew))]
    minor: list[bool] = []
    for number, new in enumerate(anew):
        if new:
            minor.append(number == 0 and anew[1])
        else:
            minor.append(not minor[-1] or anew[number + 1 : number + 2] == [True])
    return minor


def _named(span: Span) -> list[int]:
    total = len(span.periods)
    step = next((step for step in _STEPS[span.unit] if total <= step * _NAMES), -(-total // _NAMES))
    # Counted from the beginning of a month or of time: years end in 0 or 5, and every twelfth month is a January.
    return [place for place, period in enumerate(span.periods) if _falls(period, step)] or [0]


def _falls(period: Period, step: int) -> bool:
    first = period.first
    if period.unit == "day":
        return step == 1 or first.day in range(1, 29, step)
    return (first.year * 12 + first.month - 1 if period.unit == "month" else first.year) % step == 0


def _turned(earlier: Period, later: Period) -> bool:
    if later.unit == "day":
        return (earlier.first.year, earlier.first.month) != (later.first.year, later.first.month)
    return earlier.first.year != later.first.year
