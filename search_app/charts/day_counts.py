"""Counts of days, out of an index: of what was found, and of all that it could have been found in."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from indexer import Count, Filters, Index, Results
from search_app.charts.bars import Histogram, histogram
from search_app.http.parameters import Parameters
from search_app.index import cached

FACET = "day"
"""What a search must be asked to count for a timeline."""

Days = Mapping[date, int]


def timeline(index: Index, asked: Parameters, results: Results) -> Histogram | None:
    """The matches over time of a search that counted ``FACET``; None where all are of one day, or none has a date.

    A share is of the articles that pass the same filters; without a query, of the whole archive.
    """
    found = days(results.facets[FACET])
    return histogram(found, _whole(index, asked), asked, results.total - sum(found.values()))


def days(counts: Iterable[Count]) -> Days:
    """The counts of the facet by their dates."""
    return {date.fromisoformat(one.value): one.count for one in counts}


def all_days(index: Index, filters: Filters) -> Days:
    """How many articles of each day pass the filters, whatever is searched for."""
    named = replace(filters, date_from=None, date_to=None)
    if named == Filters():
        found = cached("days", index, _archive)
    else:
        found = days(index.search("", limit=0, sort="newest", filters=named, facets=(FACET,)).facets[FACET])
    first, last = filters.date_from or date.min, filters.date_to or date.max
    return {day: count for day, count in found.items() if first <= day <= last}


def _whole(index: Index, asked: Parameters) -> Days | None:
    if asked.q.strip():
        return all_days(index, asked.filters)
    days_alone = Filters(date_from=asked.filters.date_from, date_to=asked.filters.date_to)
    return all_days(index, days_alone) if asked.filters != days_alone else None


def _archive(index: Index) -> Days:
    return days(index.search("", limit=0, sort="newest", facets=(FACET,)).facets[FACET])
