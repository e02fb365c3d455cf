"""How many documents have each author, outlet, section or year; and authors, who may write under several names."""

import heapq
from functools import cached_property

import numpy as np

from indexer.arrays import Array
from indexer.backends.arrays.doc_lists import as_mask
from indexer.backends.arrays.layout import NO_DATE
from indexer.backends.arrays.segments import Segments
from indexer.query import Thesaurus
from indexer.search.field_values import FieldValues, all_names, writers
from indexer.search.learned import LearnedNames
from indexer.search.port import FACET_VALUES, PERIODS, Author, Count

# The epoch of numpy's dates is UTC's; Beijing's days begin eight hours earlier.
_BEIJING_SECONDS = 8 * 3600
_NO_PERIOD = np.iinfo(np.int32).min
_UNITS = {"year": "Y", "month": "M", "day": "D"}


class Facets:
    """Counts over one generation."""

    def __init__(self, segments: Segments, values: FieldValues, names: LearnedNames) -> None:
        self._segments, self._values, self._names = segments, values, names

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

    def author(self, name: str, people: Thesaurus) -> Author:
        """Who writes under that name; raises AuthorNotFound."""
        by_name = {
            value: self._segments.documents("author", [value]) for value in self._values.authors_meant(name, people)
        }
        names = all_names(name, {value: len(docs) for value, docs in by_name.items()}, people)
        docs = np.unique(np.concatenate(list(by_name.values())))
        return Author(names, len(docs), self.counts("source", docs), self.counts("year", docs))

    @cached_property
    def _writers(self) -> list[tuple[list[str], Array]]:
        """Authors who write under several names, and the documents by them."""
        articles = self._segments.counts("author", np.flatnonzero(self._segments.live_docs))
        groups = writers(articles, self._names)
        return [(values, np.unique(self._segments.documents("author", values))) for values in groups]
