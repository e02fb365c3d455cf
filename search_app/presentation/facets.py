"""The links beside the results: those that narrow a search, and those that widen it again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from markupsafe import Markup

from indexer import Added, Count, Filters, set_filters
from search_app.http.parameters import Parameters
from search_app.presentation.script import outlet, spoken

MAX_VALUES = 40
"""Values of a facet that are offered: for those of all 1,241 authors, making links took longer than searching."""

_TITLES = {
    "source": (lazy_gettext("来源"), lazy_gettext("更多来源")),
    "section": (lazy_gettext("栏目"), lazy_gettext("更多栏目")),
    "author": (lazy_gettext("作者"), lazy_gettext("更多作者")),
    "translator": (lazy_gettext("译者"), lazy_gettext("更多译者")),
    "year": (lazy_gettext("年份"), lazy_gettext("更多年份")),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a neighbouring search. One that is ``chosen`` takes its value away."""

    label: str
    query_string: str
    count: int = 0
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The values of one facet, and how those are called that are not shown at first."""

    title: str
    more: str
    links: tuple[Link, ...]


def facet_groups(parameters: Parameters, facets: Mapping[str, Sequence[Count]]) -> list[Group]:
    """Outlet, section, author, translator and year, each with its values in what was found; without one, left out."""
    groups = []
    for name, (title, more) in _TITLES.items():
        counts = [(count.value, count.count) for count in facets.get(name, ()) if count.value]
        if name == "year":
            counts.sort(reverse=True)
        links = tuple(link for value, count in counts[:MAX_VALUES] if (link := _link(parameters, name, value, count)))
        if links:
            groups.append(Group(str(title), str(more), links))
    return groups


def chosen(parameters: Parameters) -> list[Link]:
    """What narrows this search, each with the search without it."""
    filters = parameters.filters
    links = []
    for one, value in set_filters(filters):
        if one.chip:
            name = outlet(value) if one.name == "source" else value
            links.append(_without(parameters, _named(_(one.chip), name), **{one.name: ""}))
    if filters.date_from or filters.date_to:
        span = _("日期：%(span)s", span=_span(filters.date_from, filters.date_to))
        links.append(_without(parameters, span, date_from=None, date_to=None))
    return links


def added(parameters: Parameters, also: Iterable[Added]) -> list[Link]:
    """The names that were added to what was typed, each with the search without it."""
    distinct = dict.fromkeys(name for one in also for name in one.names)
    return [
        Link(name, parameters.changed(without=(*parameters.without, name)).query_string(), chosen=True)
        for name in distinct
    ]


def without_filters(parameters: Parameters) -> str:
    """The query string of the same search with nothing that narrows it."""
    return parameters.changed(filters=Filters()).query_string()


def _named(label: str, name: str) -> Markup:
    # The labels are ours, from the catalogues; the name is escaped.
    return Markup(label) % {"name": spoken(name)}  # nosec B704


def _without(parameters: Parameters, label: str, **changes: Any) -> Link:
    return Link(label, parameters.changed(**changes).query_string(), chosen=True)


def _link(parameters: Parameters, name: str, value: str, count: int) -> Link | None:
    if name == "year":
        try:
            changes: dict[str, Any] = {"date_from": date(int(value), 1, 1), "date_to": date(int(value), 12, 31)}
        except ValueError:
            return None
        label = _("%(year)s年", year=value)
    else:
        changes = {name: value}
        label = outlet(value) if name == "source" else value
    is_chosen = all(getattr(parameters.filters, key) == wanted for key, wanted in changes.items())
    if is_chosen:
        changes = dict.fromkeys(changes, None if name == "year" else "")
    return Link(label, parameters.changed(**changes).query_string(), count, is_chosen)


def _span(first: date | None, last: date | None) -> str:
    if first and last and (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31)):
        return _("%(year)s年", year=first.year)
    if first and last:
        return f"{first}" if first == last else _("%(first)s 至 %(last)s", first=first, last=last)
    return _("%(first)s 起", first=first) if first else _("%(last)s 止", last=last)
