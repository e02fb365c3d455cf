"""Terms side by side: what is asked for, and the figures for it, over time and by outlet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from indexer import Filters, Index, Results
from search_app.charts.bars import narrowed, shares_of
from search_app.charts.day_counts import FACET, Days, all_days, days
from search_app.charts.lines import Lines, Series, lines
from search_app.charts.periods import Span, beyond, reached, span_of, tally
from search_app.charts.words import full_name, per_cent
from search_app.http.parameters import Parameters
from search_app.presentation.script import outlet

MAX_TERMS = 5
MAX_OUTLETS = 6
HEIGHT, SMALL_HEIGHT = 220, 96


@dataclass(frozen=True, slots=True)
class Compared:
    """Terms, each a query, and what narrows all of them: a search without a query."""

    terms: tuple[str, ...]
    within: Parameters

    def query_string(self, **changes: Any) -> str:
        """These as an address carries them, with something else in what narrows them."""
        rest = self.within.changed(page=self.within.page, **changes).query_string()
        return "&".join(filter(None, (urlencode([("term", term) for term in self.terms]), rest)))

    def search(self, term: str) -> Parameters:
        """The search for one of them, as typed: with other names, 特朗普 would find 川普."""
        return replace(self.within, q=term, expand=False, chart="count")


@dataclass(frozen=True, slots=True)
class Cell:
    """How many articles, which part of all that is, and the search for them."""

    count: int
    share: float | None
    query_string: str

    @property
    def part(self) -> str:
        """The share as it is written."""
        return per_cent(self.share)


@dataclass(frozen=True, slots=True)
class Row:
    """A period (``id`` as ISO 8601 has it), an outlet (its short name) or everything: all articles of it, and a cell
    for each term."""

    id: str
    name: str
    all: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Outlet:
    """The same comparison within one outlet."""

    name: str
    query_string: str
    chart: Lines | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The totals in a row, the lines over time with a table of them, and the same by outlet. ``outside`` are matches
    before or after the periods shown, and those without a date."""

    total: Row
    chart: Lines | None
    periods: tuple[Row, ...]
    outside: int
    outlets: tuple[Outlet, ...]
    sources: tuple[Row, ...]


def compare(index: Index, asked: Compared, *, by_outlet: bool = True) -> Comparison:
    """Every figure of a comparison of at least one term; those by outlet where they are wanted and none is chosen."""
    filters = asked.within.filters
    whole = _search(index, "", filters, "source")
    found = [_search(index, term, filters, FACET, "source") for term in asked.terms]
    counts = [days(results.facets[FACET]) for results in found]
    all = all_days(index, filters)
    span = span_of(_sum(counts), *reached(asked.within.filters.date_from, asked.within.filters.date_to, all))
    total = Row("", "", whole.total, _cells(asked, [results.total for results in found], whole.total))
    if span is None:
        return Comparison(total, None, (), sum(results.total for results in found), (), ())
    sources = tuple(_by_source(asked, found, whole)) if by_outlet and not asked.within.filters.source else ()
    return Comparison(
        total=total,
        chart=lines(_series(asked, counts, all, span), span, asked.within.chart, HEIGHT),
        periods=tuple(_by_period(asked, counts, all, span)),
        outside=sum(r.total - sum(one.values()) + sum(beyond(one, span)) for r, one in zip(found, counts, strict=True)),
        outlets=tuple(_outlet(index, asked, row.id, span) for row in sources[:MAX_OUTLETS]),
        sources=sources,
    )


def _search(index: Index, term: str, filters: Filters, *facets: str) -> Results:
    return index.search(term, limit=0, sort="newest", filters=filters, facets=facets, snippets=False, expand=False)


def _sum(counts: Iterable[Days]) -> Days:
    sums: dict[Any, int] = {}
    for one in counts:
        for day, count in one.items():
            sums[day] = sums.get(day, 0) + count
    return sums


def _series(asked: Compared, counts: Sequence[Days], all: Days, span: Span) -> list[Series]:
    whole = tally(all, span)
    sums = [tally(one, span) for one in counts]
    return [Series(term, one, tuple(shares_of(one, whole))) for term, one in zip(asked.terms, sums, strict=True)]


def _cells(asked: Compared, counts: Sequence[int], all: int, **changes: Any) -> tuple[Cell, ...]:
    return tuple(
        Cell(count, count / all if all else None, asked.search(term).changed(**changes).query_string())
        for term, count in zip(asked.terms, counts, strict=True)
    )


def _by_period(asked: Compared, counts: Sequence[Days], all: Days, span: Span) -> Iterable[Row]:
    sums = zip(*(tally(one, span) for one in counts), strict=True)
    for period, row, whole in zip(span.periods, sums, tally(all, span), strict=True):
        cells = tuple(
            Cell(count, count / whole if whole else None, narrowed(asked.search(term), period.first, period.last))
            for term, count in zip(asked.terms, row, strict=True)
        )
        yield Row(period.iso, full_name(period), whole, cells)


def _by_source(asked: Compared, found: Sequence[Results], whole: Results) -> list[Row]:
    """Outlets with any match, those with most of them first."""
    all = {count.value: count.count for count in whole.facets["source"]}
    counts = [{count.value: count.count for count in results.facets["source"] if count.value} for results in found]
    sums = {value: sum(one.get(value, 0) for one in counts) for one in counts for value in one}
    rows = []
    for value in sorted(sums, key=lambda value: (-sums[value], value)):
        row = [one.get(value, 0) for one in counts]
        cells = _cells(asked, row, all.get(value, 0), source=value)
        rows.append(Row(value, outlet(value), all.get(value, 0), cells))
    return rows


def _outlet(index: Index, asked: Compared, source: str, span: Span) -> Outlet:
    filters = replace(asked.within.filters, source=source)
    counts = [days(_search(index, term, filters, FACET).facets[FACET]) for term in asked.terms]
    series = _series(asked, counts, all_days(index, filters), span)
    return Outlet(
        outlet(source),
        asked.query_string(source=source),
        lines(series, span, asked.within.chart, SMALL_HEIGHT),
    )
