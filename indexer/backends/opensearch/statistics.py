"""What all articles of a generation tell together, kept from run to run, so that none is read again for it."""

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from indexer.arrays import Array, from_bytes, to_bytes
from indexer.article import tie_of
from indexer.backends.opensearch.document import ArticleStatistics
from indexer.duplicates import WIDTH
from indexer.filters import FIELDS

COUNTED = ("names", "phrases", *FIELDS, "byline", "address")


class CorpusStatistics:
    """The articles in the order in which they came, each with its family, sketch and day, and in how many of them each
    value stands."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.families: list[str] = []
        """The id of the first of each article's family; empty where it is alone."""
        self.counts: dict[str, Counter[str]] = {field: Counter() for field in COUNTED}
        self._sketches: list[bytes] = []
        self._days: list[float] = []
        self._rows: dict[str, int] = {}
        self._gone: set[int] = set()

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, id: str, told: ArticleStatistics) -> None:
        """Take note of an article. One that is there already must have been removed."""
        self._rows[id] = len(self.ids)
        self.ids.append(id)
        self.families.append("")
        self._sketches.append(told.sketch)
        self._days.append(np.nan if told.day is None else told.day)
        for field, values in told.values.items():
            self.counts[field].update(values)

    def remove(self, id: str, told: ArticleStatistics) -> None:
        """Forget an article, which told this."""
        self._gone.add(self._rows.pop(id))
        for field, values in told.values.items():
            counts = self.counts[field]
            counts.subtract(values)
            for value in values:
                if counts[value] <= 0:
                    del counts[value]

    def holds(self, id: str) -> bool:
        return id in self._rows

    def regrouped(self, families: Array) -> dict[str, str]:
        """Take over families as ``duplicates.families`` gives them for ``sketches``; returns the new family of each
        article for which it is another one."""
        kept = self._kept()
        sizes = np.bincount(families, minlength=len(kept))
        changed = {}
        for row, family in zip(kept, families.tolist(), strict=True):
            new = self.ids[kept[family]] if sizes[family] > 1 else ""
            if self.families[row] != new:
                self.families[row] = changed[self.ids[row]] = new
        return changed

    def _kept(self) -> list[int]:
        return [row for row in range(len(self.ids)) if row not in self._gone]

    @property
    def sketches(self) -> Array:
        """A row an article."""
        rows = b"".join(self._sketches[row] for row in self._kept())
        return np.frombuffer(rows, np.uint8).reshape(-1, WIDTH)

    @property
    def days(self) -> Array:
        """When each came out."""
        return np.array([self._days[row] for row in self._kept()], np.float64)

    @property
    def ties(self) -> Array:
        """What puts equals in order."""
        return np.array([tie_of(self.ids[row]) for row in self._kept()], np.int64)

    def save(self) -> bytes:
        """All of it in bytes."""
        kept = self._kept()
        lists = {
            "ids": [self.ids[row] for row in kept],
            "families": [self.families[row] for row in kept],
            "counts": {field: dict(counts) for field, counts in self.counts.items()},
        }
        arrays = {
            "days": self.days,
            "sketches": self.sketches.ravel(),
            # As ASCII: evidence for names may hold half a surrogate pair.
            "lists": np.frombuffer(gzip.compress(json.dumps(lists).encode(), 3, mtime=0), np.uint8),
        }
        return to_bytes(arrays)

    @classmethod
    def load(cls, data: bytes) -> "CorpusStatistics":
        """What ``save`` kept."""
        arrays = from_bytes(data)
        lists: dict[str, Any] = json.loads(gzip.decompress(arrays["lists"].tobytes()))
        told = cls()
        told.ids, told.families = lists["ids"], lists["families"]
        told.counts = {field: Counter(lists["counts"][field]) for field in COUNTED}
        told._days = arrays["days"].tolist()
        told._sketches = [row.tobytes() for row in arrays["sketches"].reshape(-1, WIDTH)]
        told._rows = {id: row for row, id in enumerate(told.ids)}
        return told


class ArchiveEvidence:
    """The Evidence of all articles; ``strings`` counts in how many of them strings occur."""

    def __init__(self, told: CorpusStatistics, strings: Callable[[Iterable[str]], Mapping[str, int]]) -> None:
        self._statistics, self._strings = told, strings
        self.sketches, self.days, self.ties = told.sketches, told.days, told.ties
        self.count = len(told)
        self.live_docs: Array = np.ones(self.count, bool)

    def names(self) -> Mapping[str, int]:
        """Each piece of evidence for names, and in how many articles it occurs."""
        return self._statistics.counts["names"]

    def authors(self) -> Mapping[str, int]:
        """Each author, and of how many articles."""
        return self._statistics.counts["author"]

    def phrases(self) -> Mapping[str, int]:
        """Phrases of titles and how many hold them."""
        return {phrase: n for phrase, n in self._statistics.counts["phrases"].items() if n > 1}

    def string_counter(self, texts: Iterable[str]) -> Callable[[str], int]:
        """Tells in how many articles each of some strings stands."""
        return self._strings(texts).__getitem__
