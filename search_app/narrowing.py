"""The links beside the results: those that narrow a search, and those that widen it again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from indexer import Added, Count, outlet_name
from search_app.parameters import Parameters

MOST = 40
"""Values of a facet that are offered: for those of all 1,241 authors, making links took longer than searching."""

_TITLES = {"author": "作者", "translator": "译者", "source": "来源", "year": "年份"}


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a neighbouring search. One that is ``chosen`` takes its value away."""

    label: str
    query_string: str
    count: int = 0
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The values of one facet."""

    title: str
    links: tuple[Link, ...]


def facet_groups(parameters: Parameters, facets: Mapping[str, Sequence[Count]]) -> list[Group]:
    """Author, translator, source and year, each with its values in what was found; those without one are left out."""
    groups = []
    for name, title in _TITLES.items():
        counts = [(count.value, count.count) for count in facets.get(name, ()) if count.value]
        if name == "year":
            counts.sort(reverse=True)
        links = tuple(link for value, count in counts[:MOST] if (link := _link(parameters, name, value, count)))
        if links:
            groups.append(Group(title, links))
    return groups


def chosen(parameters: Parameters) -> list[Link]:
    """What narrows this search, each with the search without it."""
    links = []
    if parameters.author:
        links.append(_without(parameters, f"作者：{parameters.author}", author=""))
    if parameters.translator:
        links.append(_without(parameters, f"译者：{parameters.translator}", translator=""))
    if parameters.source:
        links.append(_without(parameters, f"来源：{outlet_name(parameters.source)}", source=""))
    if parameters.section:
        links.append(_without(parameters, f"栏目：{parameters.section}", section=""))
    if parameters.first or parameters.last:
        links.append(_without(parameters, f"日期：{_span(parameters.first, parameters.last)}", first=None, last=None))
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
    return parameters.changed(author="", translator="", source="", section="", first=None, last=None).query_string()


def _without(parameters: Parameters, label: str, **changes: Any) -> Link:
    return Link(label, parameters.changed(**changes).query_string(), chosen=True)


def _link(parameters: Parameters, name: str, value: str, count: int) -> Link | None:
    if name == "year":
        try:
            changes: dict[str, Any] = {"first": date(int(value), 1, 1), "last": date(int(value), 12, 31)}
        except ValueError:
            return None
        label = f"{value}年"
    else:
        changes = {name: value}
        label = outlet_name(value) if name == "source" else value
    is_chosen = all(getattr(parameters, key) == wanted for key, wanted in changes.items())
    if is_chosen:
        changes = dict.fromkeys(changes, None if name == "year" else "")
    return Link(label, parameters.changed(**changes).query_string(), count, is_chosen)


def _span(first: date | None, last: date | None) -> str:
    if first and last and (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31)):
        return f"{first.year}年"
    if first and last:
        return f"{first}" if first == last else f"{first} 至 {last}"
    return f"{first} 起" if first else f"{last} 止"
