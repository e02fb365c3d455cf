"""Checks what a caller passes to a search, the same for every backend."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from indexer.analysis import fold
from indexer.article import BEIJING
from indexer.errors import BadParameter
from indexer.filters import FILTERS, NAME_FILTERS, Filters
from indexer.query import DateRange, FieldFilter, Node
from indexer.query.dates import parse_day
from indexer.search.port import FACETS, SORTS, Sort

_BY_NAME = {one.name: one for one in FILTERS}


def to_filters(given: Filters | Mapping[str, object] | None) -> Filters:
    """Filters from a mapping of their names; dates as ``date``, ``datetime`` or text (2021, 2021-03, 2021-03-15)."""
    if given is None:
        return Filters()
    if isinstance(given, Filters):
        return given
    values: dict[str, object] = {}
    for name, value in given.items():
        if name not in _BY_NAME:
            raise BadParameter("There is no filter {name!r}; there are {names}.", name=name, names=", ".join(_BY_NAME))
        kind = _BY_NAME[name].kind
        if value is None or value == "":
            continue
        if kind != "name":
            values[name] = to_day(name, value, last=kind == "last day")
        elif isinstance(value, str):
            values[name] = value
        else:
            raise BadParameter("The filter {name} is {value!r}; it must be text.", name=name, value=value)
    return Filters(**values)  # type: ignore[arg-type]  # checked one by one above


def as_nodes(filters: Filters) -> list[Node]:
    """What must hold of an article beside the query."""
    values = ((one.name, getattr(filters, one.name)) for one in NAME_FILTERS)
    nodes: list[Node] = [FieldFilter(name, fold(value)) for name, value in values if value]
    if filters.date_from or filters.date_to:
        nodes.append(DateRange(filters.date_from, filters.date_to))
    return nodes


def checked_facets(values: Sequence[str]) -> Sequence[str]:
    """Facets that there are; raises BadParameter."""
    for facet in values:
        if facet not in FACETS:
            raise BadParameter("There is no facet {facet!r}; there are {names}.", facet=facet, names=", ".join(FACETS))
    return values


def to_day(name: str, value: object, last: bool = False) -> date:
    """The day that a value means: the first of a year or month, or with ``last`` its last. Raises BadParameter."""
    if isinstance(value, datetime):
        return (value.astimezone(BEIJING) if value.tzinfo else value).date()
    if isinstance(value, date):
        return value
    days = parse_day(value) if isinstance(value, str) else None
    if days is None:
        raise BadParameter(
            "{name} is {value!r}; it must be a date such as 2021-03-15, 2021-03 or 2021.", name=name, value=value
        )
    return days[1] if last else days[0]


def checked_sort(value: object) -> Sort:
    """One of the orders that there are; raises BadParameter."""
    for sort in SORTS:
        if value == sort:
            return sort
    raise BadParameter("sort is {value!r}; it must be one of {names}.", value=value, names=", ".join(SORTS))


def whole_number(name: str, value: object) -> int:
    """A count of 0 or more; raises BadParameter."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BadParameter("{name} is {value!r}; it must be a whole number, 0 or more.", name=name, value=value)
    return value
