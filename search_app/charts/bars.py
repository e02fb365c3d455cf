"""Matches over time as bars: counts in, everything that a template draws out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from search_app.charts.periods import Period, Span, beyond, reached, span_of, tally
from search_app.charts.scale import SLOT, Tick, along, round_steps, upright
from search_app.charts.words import full_name, per_cent
from search_app.http.parameters import Chart, Parameters

HEIGHT = 120
_GAP = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """A period: where its bar stands in the drawing, what it says, and the search narrowed to it."""

    x: int
    y: int
    width: int
    height: int
    label: str
    count: int
    share: float | None
    query_string: str

    @property
    def part(self) -> str:
        """The share as it is written; empty where there is none."""
        return per_cent(self.share)


@dataclass(frozen=True, slots=True)
class Rest:
    """What lies before or after all bars, and the search narrowed to it."""

    count: int
    query_string: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """A drawing ``width`` by ``height``, and what stands around it. ``other`` is the search with the other chart, empty
    where every share would be the whole. Bars, ``earlier``, ``later`` and ``undated`` are all that was found."""

    unit: str
    chart: Chart
    bars: tuple[Bar, ...]
    width: int
    height: int
    peak: Bar
    undated: int
    earlier: Rest | None
    later: Rest | None
    feet: tuple[Tick, ...]
    sides: tuple[Tick, ...]
    other: str


def histogram(
    counts: Mapping[date, int], whole: Mapping[date, int] | None, asked: Parameters, undated: int = 0
) -> Histogram | None:
    """The bars for counts of days; None where there are fewer than two periods.

    ``whole`` counts the articles of which the others are a share; without it there are no shares.
    """
    among = counts if whole is None else whole
    span = span_of(counts, *reached(asked.filters.date_from, asked.filters.date_to, among))
    if span is None or len(span.periods) < 2:
        return None
    chart: Chart = asked.chart if whole is not None else "count"
    sums = tally(counts, span)
    shares = [None] * len(sums) if whole is None else shares_of(sums, tally(whole, span))
    bars = _bars(span, sums, shares, chart, asked)
    earlier, later = beyond(counts, span)
    before, after = span.periods[0].first, span.periods[-1].last
    return Histogram(
        unit=span.unit,
        chart=chart,
        bars=bars,
        width=SLOT * len(bars),
        height=HEIGHT,
        peak=max(bars, key=lambda bar: _value(bar.count, bar.share, chart)),
        undated=undated,
        earlier=Rest(earlier, narrowed(asked, last=before - timedelta(days=1))) if earlier else None,
        later=Rest(later, narrowed(asked, first=after + timedelta(days=1))) if later else None,
        feet=along(span),
        sides=side([_value(bar.count, bar.share, chart) for bar in bars], chart, HEIGHT),
        other="" if whole is None else asked.changed(chart="share" if chart == "count" else "count").query_string(),
    )


def shares_of(counts: Sequence[int], whole: Sequence[int]) -> list[float | None]:
    """Each as a part of the whole beside it; None where there is nothing to be a part of."""
    return [count / all if all else None for count, all in zip(counts, whole, strict=True)]


def side(values: Sequence[float], chart: Chart, height: int) -> tuple[Tick, ...]:
    """The axis for counts or shares."""
    steps = round_steps(max(values, default=0), whole=chart == "count")
    return upright(steps, [f"{step:,.0f}" if chart == "count" else f"{step * 100:.4g}%" for step in steps], height)


def narrowed(asked: Parameters, first: date | None = None, last: date | None = None) -> str:
    """The same search between two days, but not beyond those that were asked for."""
    first, last = _clipped(asked, first, last)
    return asked.changed(date_from=first, date_to=last).query_string()


def _clipped(asked: Parameters, first: date | None, last: date | None) -> tuple[date | None, date | None]:
    begin, end = asked.filters.date_from, asked.filters.date_to
    first = max(first, begin) if first and begin else first or begin
    last = min(last, end) if last and end else last or end
    return first, last


def _between(query_string: str, first: date | None, last: date | None) -> str:
    return f"{query_string}{'&' if query_string else ''}from={first}&to={last}"


def _value(count: int, share: float | None, chart: Chart) -> float:
    return count if chart == "count" else share or 0


def _bars(
    span: Span, counts: Sequence[int], shares: Sequence[float | None], chart: Chart, asked: Parameters
) -> tuple[Bar, ...]:
    values = [_value(count, share, chart) for count, share in zip(counts, shares, strict=True)]
    top = round_steps(max(values), whole=chart == "count")[-1]
    # Only the dates differ from bar to bar: quoting a query a hundred times took longer than searching for it.
    anywhere = asked.changed(date_from=None, date_to=None).query_string()

    def bar(place: int, period: Period) -> Bar:
        # What is there is seen, however little.
        height = max(round(values[place] / top * HEIGHT), 1 if counts[place] else 0)
        return Bar(
            x=place * SLOT + _GAP // 2,
            y=HEIGHT - height,
            width=SLOT - _GAP,
            height=height,
            label=full_name(period),
            count=counts[place],
            share=shares[place],
            query_string=_between(anywhere, *_clipped(asked, period.first, period.last)),
        )

    return tuple(bar(place, period) for place, period in enumerate(span.periods))
