"""What stands on an export, so that it can be told a year later what it holds and how to get it again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from indexer import BEIJING, FILTERS
from search_app.citations.facts import line

_LABELS = {one.parameter: one.export_label for one in FILTERS}
_SORTS = {"relevance": "最相关", "newest": "从新到旧", "oldest": "从旧到新"}


@dataclass(frozen=True, slots=True)
class About:
    """One search at one time: ``filters`` are names as in an address and values, ``also`` what was typed and the names
    added for it, ``without`` names left out by the reader. ``total`` is how many articles a whole file holds, ``exact``
    how many of them hold every term as typed. ``exported`` is a day in Beijing, ``address`` that of the search,
    ``home`` that under which the pages of the articles lie, with a slash at its end."""

    query: str
    understood: str
    filters: tuple[tuple[str, str], ...]
    sort: str
    total: int
    exact: int
    also: tuple[tuple[str, tuple[str, ...]], ...]
    without: tuple[str, ...]
    generation: str
    built: datetime
    exported: date
    program: str
    address: str
    home: str

    def page(self, id: str) -> str:
        """The address of an article's page here."""
        return f"{self.home}articles/{id}"

    def rows(self) -> tuple[tuple[str, str], ...]:
        """The same as labels and values, each on one line, always as many."""
        rows = (
            ("检索词", self.query),
            ("理解为", self.understood),
            ("条件", "；".join(f"{_LABELS.get(name, name)} {value}" for name, value in self.filters)),
            ("排序", _SORTS.get(self.sort, self.sort)),
            ("篇数", str(self.total)),
            ("含原文字句", str(self.exact)),
            ("补充的别名", "；".join(f"{typed}→{'、'.join(names)}" for typed, names in self.also)),
            ("未用的别名", "、".join(self.without)),
            ("索引版本", self.generation),
            ("索引建成", self.built.astimezone(BEIJING).isoformat(timespec="seconds")),
            ("导出日期", self.exported.isoformat()),
            ("程序", self.program),
            ("网址", self.address),
        )
        return tuple((label, line(value)) for label, value in rows)

    def values(self) -> Mapping[str, Any]:
        """The same for programs."""
        return {
            "query": self.query,
            "understood": self.understood,
            "filters": dict(self.filters),
            "sort": self.sort,
            "total": self.total,
            "exact": self.exact,
            "also": [{"typed": typed, "names": list(names)} for typed, names in self.also],
            "without": list(self.without),
            "generation": self.generation,
            "built": self.built.isoformat(),
            "exported": self.exported.isoformat(),
            "program": self.program,
            "address": self.address,
        }
