"""What a search can be narrowed by beside its query: one table.

The form and its chips, the parameters of the API and their description, the options of the command line, the head of an
export and the listing of values iterate over it. ``search.filters`` makes conditions of a search of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from indexer.article import Article
from indexer.messages import message


def N_(text: str) -> str:
    """The text as it is: marks a Chinese sentence of pages and API description, which the front end translates."""
    return text


@dataclass(frozen=True, slots=True)
class Filters:
    """Narrows a search. Dates are days in Beijing, both ends included."""

    author: str = ""
    translator: str = ""
    source: str = ""
    section: str = ""
    date_from: date | None = None
    date_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One filter, wherever it is named.

    ``name`` is a field of ``Filters``, and of the index where ``kind`` is "name": it holds whole texts, those of the
    ``attribute`` of each article. The other kinds are days; a month or year stands for its first or last one.
    ``parameter`` is its name in addresses and, behind two hyphens, on the command line. English: ``option_help``;
    ``noun`` in sentences; ``plural`` for ``wenhai list``. Chinese: ``label`` on the form and in errors; ``chip`` above
    the results, with ``%(name)s`` for the value; ``export_label`` at the head of exports; ``description`` in that of
    the API, with an ``example``.
    """

    name: str
    kind: Literal["name", "first day", "last day"]
    attribute: str = ""
    parameter: str
    option_help: str
    noun: str = ""
    plural: str = ""
    label: str
    chip: str = ""
    export_label: str
    description: str
    example: str


FILTERS = (
    Filter(
        name="author",
        kind="name",
        attribute="byline",
        parameter="author",
        option_help="Only articles by this author.",
        noun=message("author"),
        plural="authors",
        label=N_("作者"),
        chip=N_("作者：%(name)s"),
        export_label="作者",
        description=N_("只要这位作者的文章，不论署的是哪个名字。"),
        example="林一帆",
    ),
    Filter(
        name="translator",
        kind="name",
        attribute="translator",
        parameter="translator",
        option_help="Only articles by this translator.",
        noun=message("translator"),
        plural="translators",
        label=N_("译者"),
        chip=N_("译者：%(name)s"),
        export_label="译者",
        description=N_("只要这位译者翻译的文章。"),
        example="何晏",
    ),
    Filter(
        name="source",
        kind="name",
        attribute="source",
        parameter="source",
        option_help="Only articles of this outlet, by short or full name.",
        noun=message("outlet"),
        plural="sources",
        label=N_("来源"),
        chip=N_("来源：%(name)s"),
        export_label="来源",
        description=N_("只要这家媒体的文章，简称或全名。"),
        example="nyt",
    ),
    Filter(
        name="section",
        kind="name",
        attribute="section",
        parameter="section",
        option_help="Only articles of this section.",
        noun=message("section"),
        plural="sections",
        label=N_("栏目"),
        chip=N_("栏目：%(name)s"),
        export_label="栏目",
        description=N_("只要这个栏目的文章。"),
        example="world",
    ),
    Filter(
        name="date_from",
        kind="first day",
        parameter="from",
        option_help="From this day, month or year on, Beijing time.",
        label=N_("起始日期"),
        export_label="起",
        description=N_("从这一天、这个月或这一年的开头起，含当天；不得晚于 to。"),
        example="2020-10",
    ),
    Filter(
        name="date_to",
        kind="last day",
        parameter="to",
        option_help="Up to this day, month or year.",
        label=N_("截止日期"),
        export_label="止",
        description=N_("到这一天、这个月或这一年的末尾止，含当天。"),
        example="2024",
    ),
)
"""In the order in which an address, the help and an export name them."""
NAME_FILTERS = tuple(one for one in FILTERS if one.kind == "name")
FILTER_NAMES = frozenset(one.name for one in FILTERS)
FIELDS = tuple(one.name for one in NAME_FILTERS)
"""Fields of the index that hold whole values, each once an article."""


def field_values(article: Article) -> dict[str, tuple[str, ...]]:
    """What an article has in each of ``FIELDS``."""
    found: dict[str, tuple[str, ...]] = {}
    for one in NAME_FILTERS:
        value: str | tuple[str, ...] = getattr(article, one.attribute)
        found[one.name] = tuple(dict.fromkeys(value)) if isinstance(value, tuple) else (value,) if value else ()
    return found


def set_filters(filters: Filters) -> Iterator[tuple[Filter, Any]]:
    """Those that narrow a search, each with its value."""
    for one in FILTERS:
        value = getattr(filters, one.name)
        if value:
            yield one, value


def as_arguments(filters: Filters) -> dict[str, str]:
    """The same as an address carries them; days are in ISO 8601."""
    return {one.parameter: str(value) for one, value in set_filters(filters)}
