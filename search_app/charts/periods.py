"""Days, months and years: which of them a chart counts by, from when to when, and what falls into each."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

Unit = Literal["day", "month", "year"]

MAX_DAYS = 93
MAX_MONTHS = 120
STRAY = 0.01
"""The share of what was found that may lie beyond either end of a chart. Archives hold strays: of 62,653 real articles
14 are from before July 2020, one of them from 1919, and a chart of 103 years shows nothing of the other 62,639."""


@dataclass(frozen=True, slots=True)
class Period:
    """A day, month or year, by its first and last day."""

    unit: Unit
    first: date
    last: date

    @property
    def iso(self) -> str:
        """``2021-03-15``, ``2021-03``, ``2021``."""
        return self.first.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.unit]]


@dataclass(frozen=True, slots=True)
class Span:
    """The periods of a chart, without a gap."""

    unit: Unit
    periods: tuple[Period, ...]


def span_of(counts: Mapping[date, int], first: date | None = None, last: date | None = None) -> Span | None:
    """The periods to show for counts of days, of which at least one is there; None without any.

    ``first`` and ``last`` are the days that were asked for. An end that nobody asked for may leave strays outside,
    where the others then have at least twice the room.
    """
    days = sorted(day for day, count in counts.items() if count)
    if not days:
        return None
    whole = first or days[0], last or days[-1]
    total = sum(counts.values())
    core = (
        first or _past_strays(days, counts, total),
        last or _past_strays(days[::-1], counts, total),
    )
    if core[0] < core[1] and 2 * _length(*core) <= _length(*whole):
        whole = core
    unit = unit_for(*whole)
    return Span(unit, periods(*whole, unit))


def reached(first: date | None, last: date | None, among: Mapping[date, int]) -> tuple[date | None, date | None]:
    """The days asked for, moved to where there is anything: asked from 1900 on, no chart begins before the archive."""
    days = [day for day, count in among.items() if count]
    if not days:
        return first, last
    return first and max(first, min(days)), last and min(last, max(days))


def unit_for(first: date, last: date) -> Unit:
    """What to count by between two days: never more than about a hundred periods within a century."""
    if _length(first, last) <= MAX_DAYS:
        return "day"
    return "month" if _number(last, "month") - _number(first, "month") < MAX_MONTHS else "year"


def periods(first: date, last: date, unit: Unit) -> tuple[Period, ...]:
    """Every period from that of one day to that of another, whole."""
    return tuple(_period(number, unit) for number in range(_number(first, unit), _number(last, unit) + 1))


def tally(counts: Mapping[date, int], span: Span) -> tuple[int, ...]:
    """How many fall into each period."""
    sums = [0] * len(span.periods)
    start, end = span.periods[0].first, span.periods[-1].last
    base = _number(start, span.unit)
    for day, count in counts.items():
        if start <= day <= end:
            sums[_number(day, span.unit) - base] += count
    return tuple(sums)


def beyond(counts: Mapping[date, int], span: Span) -> tuple[int, int]:
    """How many lie before and after all of them."""
    start, end = span.periods[0].first, span.periods[-1].last
    earlier = sum(count for day, count in counts.items() if day < start)
    return earlier, sum(count for day, count in counts.items() if day > end)


def _past_strays(days: Sequence[date], counts: Mapping[date, int], total: int) -> date:
    passed = 0
    for day in days:
        passed += counts[day]
        if passed > total * STRAY:
            return day
    return days[-1]


def _length(first: date, last: date) -> int:
    return (last - first).days + 1


def _number(day: date, unit: Unit) -> int:
    if unit == "day":
        return day.toordinal()
    return day.year * 12 + day.month - 1 if unit == "month" else day.year


def _period(number: int, unit: Unit) -> Period:
    if unit == "day":
        day = date.fromordinal(number)
        return Period(unit, day, day)
    if unit == "year":
        return Period(unit, date(number, 1, 1), date(number, 12, 31))
    year, month = divmod(number, 12)
    month += 1
    return Period(unit, date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
