"""Where the documents of a segment, their titles and their other texts lie in all its text, end to end."""

from collections.abc import Mapping

import numpy as np

from indexer.arrays import Array
from indexer.backends.arrays.doc_lists import slices

_STEP = 6


class Spans:
    """Stored as ``text.doc_starts`` (int32, where each document begins, and the last ends), ``text.title_ends`` (int32,
    behind each document's title) and ``text.part_starts`` (int32, where each text begins)."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._starts, self._titles = arrays["text.doc_starts"], arrays["text.title_ends"]
        self._parts = arrays["text.part_starts"]
        # The document at every 64th character: a few steps from there are faster than a binary search.
        first = -(-self._starts.astype(np.int64) >> _STEP)
        self._at = np.repeat(np.arange(-1, len(self._starts) - 1, dtype=np.int32), np.diff(first, prepend=0))

    def docs(self, positions: Array) -> Array:
        """The document (int32) in which each position lies."""
        docs: Array = self._at[positions >> _STEP]
        while True:
            later = self._starts[docs + 1] <= positions
            if not later.any():
                return docs
            docs += later

    def starts(self, docs: Array) -> Array:
        """The position at which each of some documents begins (int64)."""
        starts: Array = self._starts[docs].astype(np.int64)
        return starts

    def sizes(self, docs: Array) -> Array:
        """How many characters each of them has (int64)."""
        sizes: Array = self._starts[docs + 1].astype(np.int64) - self._starts[docs]
        return sizes

    def title_sizes(self, docs: Array) -> Array:
        """How many of these are of its title (int64)."""
        sizes: Array = self._titles[docs].astype(np.int64) - self._starts[docs]
        return sizes

    def parts_of(self, docs: Array) -> Array:
        """The lengths of all their texts (int64), end to end."""
        first, behind = (self._parts.searchsorted(self._starts[docs + more]) for more in (0, 1))
        _, taken = slices(first, behind, np.arange(len(docs)))
        ends = np.append(self._parts[1:], self._starts[-1])
        sizes: Array = (ends - self._parts)[taken].astype(np.int64)
        return sizes

    @property
    def length(self) -> int:
        """How many characters all documents have."""
        return int(self._starts[-1])

    def start(self, doc: int) -> int:
        """The position at which a document begins."""
        return int(self._starts[doc])

    def in_title(self, positions: Array, docs: Array) -> Array:
        """Which positions, in these documents, lie in the title."""
        within: Array = positions < self._titles[docs]
        return within

    def parts(self, positions: Array) -> Array:
        """A number for the text in which each position lies."""
        return self._parts.searchsorted(positions, "right")
