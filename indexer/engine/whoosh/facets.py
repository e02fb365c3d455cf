"""How many documents have each author, outlet, section or year; and authors, who may write under several names."""

import heapq
from functools import cached_property

import numpy as np

from indexer.analysis import fold
from indexer.engine import FACET_VALUES, PERIODS, Author, Count
from indexer.engine.arrays import Array
from indexer.engine.learned import LearnedNames
from indexer.engine.names import Names
from indexer.engine.whoosh.layout import NO_DATE
from indexer.engine.whoosh.lists import as_mask
from indexer.engine.whoosh.segments import Segments
from indexer.errors import AuthorNotFound
from indexer.query import Name, Thesaurus

# The epoch of numpy's dates is UTC's; Beijing's days begin eight hours earlier.
_BEIJING_SECONDS = 8 * 3600
_NO_PERIOD = np.iinfo(np.int32).min
_UNITS = {"year": "Y", "month": "M", "day": "D"}


class Facets:
    """Counts over one generation."""

    def __init__(self, segments: Segments, names: Names, bearers: LearnedNames, people: Thesaurus) -> None:
        self._segments, self._names, self._bearers, self._people = segments, names, bearers, people

    def counts(self, facet: str, docs: Array) -> tuple[Count, ...]:
        """Most frequent first; periods newest first."""
        if facet in PERIODS:
            return self._periods(facet, docs)
        counts = self._segments.counts(facet, docs)
        if facet == "author":
            mask = as_mask(docs, self._segments.size)
            for values, by_them in self._writers:
                if any([counts.pop(value, 0) for value in values]):  # a list: all of them are taken out
                    counts[values[0]] = int(np.count_nonzero(mask[by_them]))
        most = heapq.nsmallest(FACET_VALUES, counts.items(), key=lambda item: (-item[1], item[0]))
        return tuple(Count(value, n) for value, n in most)

    def _periods(self, unit: str, docs: Array) -> tuple[Count, ...]:
        numbers = self._numbered[unit][docs]
        numbers = numbers[numbers != _NO_PERIOD]
        if not len(numbers):
            return ()
        first = int(numbers.min())
        counts = np.bincount(numbers - first)
        places = counts.nonzero()[0][::-1]
        names = (places + first).astype(f"datetime64[{_UNITS[unit]}]").astype(str).tolist()
        return tuple(Count(name, n) for name, n in zip(names, counts[places].tolist(), strict=True))

    @cached_property
    def _numbered(self) -> dict[str, Array]:
        """The year, month and day of each document, counted from 1970 (int32)."""
        dates = self._segments.dates
        moments = (np.where(dates == NO_DATE, 0, dates) + _BEIJING_SECONDS).astype("datetime64[s]")
        return {
            name: np.where(dates == NO_DATE, _NO_PERIOD, moments.astype(f"datetime64[{unit}]").astype(np.int64)).astype(
                np.int32
            )
            for name, unit in _UNITS.items()
        }

    def author(self, name: str) -> Author:
        """Who writes under that name; raises AuthorNotFound."""
        forms = self._people.forms(fold(name))
        values = [v for form in (name, *forms) for v in self._names.meant(Name("author", fold(form), whole=True))]
        counts = {value: self._segments.documents("author", [value]) for value in dict.fromkeys(values)}
        docs = np.unique(np.concatenate([np.empty(0, np.intp), *counts.values()]))
        docs = docs[self._segments.alive[docs]]
        if not len(docs):
            raise AuthorNotFound(f"No article is by {name!r}. The name may be written in another way.")
        names = sorted(counts, key=lambda value: -len(counts[value]))
        spelled = {fold(value) for value in names}
        names += [form for form in forms if fold(form) not in spelled]
        return Author(tuple(names), len(docs), self.counts("source", docs), self.counts("year", docs))

    @cached_property
    def _writers(self) -> list[tuple[list[str], Array]]:
        """Authors who write under several names: these, that of most articles first, and the documents by them."""
        names: dict[int, list[str]] = {}
        for value in self._segments.values("author"):
            if (bearer := self._bearers.bearer(fold(value))) is not None:
                names.setdefault(bearer, []).append(value)
        return [
            (sorted(values, key=lambda value: -len(self._segments.documents("author", [value]))), docs)
            for values in names.values()
            if len(values) > 1 and len(docs := np.unique(self._segments.documents("author", values)))
        ]
