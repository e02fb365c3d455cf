"""What a request asks for: its arguments, checked, as one typed object, and that object as a query string again."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from typing import Any, Literal
from urllib.parse import quote_plus, urlencode

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from indexer import FILTER_NAMES, FILTERS, BadParameter, Filters, as_arguments, parse_day

Sort = Literal["relevance", "newest", "oldest"]
Chart = Literal["count", "share"]
_CHARTS: tuple[Chart, ...] = ("count", "share")
SORTS: dict[Sort, LazyString] = {
    "relevance": lazy_gettext("最相关"),
    "newest": lazy_gettext("从新到旧"),
    "oldest": lazy_gettext("从旧到新"),
}
"""The ways to sort, and how a reader calls them."""

MAX_QUERY_LENGTH = 2000
MAX_NAME_LENGTH = 200
MAX_PAGE_SIZE = 100
MAX_PAGE = 10**18 - 1
"""Pages go on to the last result; this only keeps numbers to 18 digits."""

# A page of results has a hundred links that differ in one value: quoting the rest anew for each took 8% of its time.
_quote = lru_cache(maxsize=1024)(quote_plus)

_NO_FILTERS = Filters()
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Parameters:
    """A search as a reader asks for it.

    ``expand``: with other names of what is named, but for those in ``without``; ``collapse``: versions of one article
    are one hit (None: as it is the custom, so on pages and not so in the API); ``chart`` shows how many articles, or
    their share of all.
    """

    q: str = ""
    filters: Filters = _NO_FILTERS
    sort: Sort = "relevance"
    expand: bool = True
    without: tuple[str, ...] = ()
    collapse: bool | None = None
    chart: Chart = "count"
    page: int = 1
    size: int = 10

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the search beside the query."""
        return self.filters != _NO_FILTERS

    def changed(self, **changes: Any) -> "Parameters":
        """The same search with something else, filters by their names among it; from its first page on, unless a page
        is among the changes."""
        filters = {name: changes.pop(name) for name in FILTER_NAMES & changes.keys()}
        if filters:
            changes["filters"] = replace(changes.get("filters", self.filters), **filters)
        return replace(self, **{"page": 1, **changes})

    def query_string(self) -> str:
        """These parameters as an address carries them, without those that say nothing new."""
        values = {
            "q": self.q,
            **as_arguments(self.filters),
            "sort": "" if self.sort == "relevance" else self.sort,
            "also": "" if self.expand else "0",
            "without": ",".join(self.without),
            "collapse": "" if self.collapse is None else str(int(self.collapse)),
            "chart": "" if self.chart == "count" else self.chart,
            "page": "" if self.page == 1 else str(self.page),
            "size": "" if self.size == 10 else str(self.size),
        }
        return urlencode({name: value for name, value in values.items() if value}, quote_via=_quote)


def read_parameters(arguments: Mapping[str, str]) -> Parameters:
    """The arguments of a request, checked; raises BadParameter. Those unknown are ignored, empty ones are not there."""
    return Parameters(
        q=read_query(arguments),
        filters=read_filters(arguments),
        sort=_sort(arguments),
        expand=_switch(arguments, "also", _("补充别名")) is not False,
        without=_names(arguments, "without", _("不要的别名")),
        collapse=_switch(arguments, "collapse", _("合并版本")),
        chart=_chart(arguments),
        page=_number(arguments, "page", _("页码"), 1, MAX_PAGE),
        size=_number(arguments, "size", _("每页篇数"), 10, MAX_PAGE_SIZE),
    )


def read_filters(arguments: Mapping[str, str]) -> Filters:
    """What narrows the search, each argument checked as its kind demands; raises BadParameter."""
    filters = Filters(**{one.name: _READERS[one.kind](arguments, one.parameter, _(one.label)) for one in FILTERS})
    first, last = filters.date_from, filters.date_to
    if first and last and first > last:
        raise BadParameter(
            _("起始日期（from）%(first)s 晚于截止日期（to）%(last)s，请对调或改正。", first=first, last=last)
        )
    return filters


def read_place(arguments: Mapping[str, str]) -> int:
    """The argument ``at``, a place in the list of results from 1 on; 0 where it is not there; raises BadParameter."""
    return _number(arguments, "at", _("位置"), 0, MAX_PAGE)


def read_part(arguments: Mapping[str, str]) -> int:
    """The argument ``part`` of an article, from 1 on; 0 where it is not there; raises BadParameter."""
    return _number(arguments, "part", _("部分"), 0, MAX_PAGE)


def read_pictures(arguments: Mapping[str, str]) -> bool:
    """The argument ``pictures``: whether an article's pictures are to be loaded from where they are."""
    return _switch(arguments, "pictures", _("图片")) is True


def read_query(arguments: Mapping[str, str]) -> str:
    """The argument ``q``, with a space for every control character; raises BadParameter where it is too long."""
    query = arguments.get("q", "")
    if len(query) > MAX_QUERY_LENGTH:
        raise BadParameter(
            _("检索词（q）最长 %(most)s 字，收到 %(got)s 字，请缩短后再搜。", most=MAX_QUERY_LENGTH, got=len(query))
        )
    return _CONTROLS.sub(" ", query)


def _name(arguments: Mapping[str, str], name: str, label: str, longest: int = MAX_NAME_LENGTH) -> str:
    text = _CONTROLS.sub(" ", arguments.get(name, "")).strip()
    if len(text) > longest:
        raise BadParameter(
            _(
                "%(label)s（%(name)s）最长 %(most)s 字，收到 %(got)s 字。",
                label=label,
                name=name,
                most=longest,
                got=len(text),
            )
        )
    return text


def _names(arguments: Mapping[str, str], name: str, label: str) -> tuple[str, ...]:
    text = _name(arguments, name, label, MAX_QUERY_LENGTH)
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _switch(arguments: Mapping[str, str], name: str, label: str) -> bool | None:
    text = arguments.get(name, "").strip()
    if text not in ("", "0", "1"):
        raise BadParameter(
            _("%(label)s（%(name)s）只能是 0 或 1，收到的是%(got)s。", label=label, name=name, got=_quoted(text))
        )
    return text == "1" if text else None


def _sort(arguments: Mapping[str, str]) -> Sort:
    text = arguments.get("sort", "") or "relevance"
    if text not in SORTS:
        raise BadParameter(_("排序（sort）只能是 relevance、newest 或 oldest，收到的是%(got)s。", got=_quoted(text)))
    return text


def _chart(arguments: Mapping[str, str]) -> Chart:
    text = arguments.get("chart", "") or "count"
    for chart in _CHARTS:
        if text == chart:
            return chart
    raise BadParameter(_("图表（chart）只能是 count 或 share，收到的是%(got)s。", got=_quoted(text)))


def _number(arguments: Mapping[str, str], name: str, label: str, default: int, largest: int) -> int:
    text = arguments.get(name, "").strip()
    if not text:
        return default
    number = int(text) if re.fullmatch(r"[0-9]{1,18}", text) else 0
    if not 1 <= number <= largest:
        if largest < MAX_PAGE:
            raise BadParameter(
                _(
                    "%(label)s（%(name)s）须是 1 到 %(most)s 之间的整数，收到的是%(got)s。",
                    label=label,
                    name=name,
                    most=largest,
                    got=_quoted(text),
                )
            )
        raise BadParameter(
            _("%(label)s（%(name)s）须是从 1 起的整数，收到的是%(got)s。", label=label, name=name, got=_quoted(text))
        )
    return number


def _day(arguments: Mapping[str, str], name: str, label: str, at_end: bool = False) -> date | None:
    text = arguments.get(name, "").strip()
    if not text:
        return None
    days = parse_day(text)
    if days is None:
        raise BadParameter(
            _(
                "%(label)s（%(name)s）须是真实的日期，写成 2021-03-15、2021-03 或 2021，收到的是%(got)s。",
                label=label,
                name=name,
                got=_quoted(text),
            )
        )
    return days[1 if at_end else 0]


_READERS: dict[str, Callable[[Mapping[str, str], str, str], Any]] = {
    "name": _name,
    "first day": _day,
    "last day": partial(_day, at_end=True),
}
"""By the kind of a filter."""


def _quoted(text: str) -> str:
    text = _CONTROLS.sub(" ", text)
    return _("“%(text)s”", text=f"{text[:40]}…" if len(text) > 40 else text)
