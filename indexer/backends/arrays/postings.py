"""Where a word or the string of a word occurs in all segments, as documents of the index."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from indexer.arrays import Array
from indexer.backends.arrays.doc_lists import as_mask
from indexer.backends.arrays.terms import SUBSTRING_ONLY, Terms


class Part(Protocol):
    """Documents of one segment."""

    count: int

    def docs(self) -> Array:
        """Ascending numbers (intp)."""

    def mask(self) -> Array:
        """One value a document of the segment (bool): is it among these?"""

    def impacts(self, docs: Array) -> Array:
        """The impacts of the score in some of the documents, ascending, in steps (uint16)."""

    def best(self, count: int) -> Array:
        """Ascending documents with the ``count`` greatest impacts among them; all, where that is not known."""


class Live:
    """Which documents of a segment are not deleted. ``mask``: one value a document (bool), None where all are left;
    ``gone``: the others, ascending (intp)."""

    def __init__(self, documents: int, gone: Array) -> None:
        self.documents, self.gone = documents, gone
        self.mask: Array | None = None
        if len(gone):
            self.mask = np.ones(documents, bool)
            self.mask[gone] = False

    def docs(self) -> Array:
        """Those that are left, ascending (intp)."""
        return np.arange(self.documents) if self.mask is None else np.flatnonzero(self.mask)

    def among(self, docs: Array) -> Array:
        """Those of some documents that are left."""
        return docs if self.mask is None else docs[self.mask.take(docs)]


class Listed:
    """A whole list as it is stored: most are, and few of those are ever read as a whole."""

    def __init__(self, terms: Terms, number: int, live: Live) -> None:
        self._terms, self._number, self._live = terms, number, live
        self._gone = int(np.count_nonzero(terms.lists.held(number, live.gone))) if len(live.gone) else 0
        self.count = terms.lists.count(number) - self._gone

    def docs(self) -> Array:
        docs = self._terms.docs(self._number)
        return self._live.among(docs) if self._gone else docs

    def mask(self) -> Array:
        mask = self._terms.lists.mask(self._number)
        return mask & self._live.mask if self._gone and self._live.mask is not None else mask

    def impacts(self, docs: Array) -> Array:
        return self._terms.impacts(self._number, docs)

    def best(self, count: int) -> Array:
        best = self._terms.best(self._number, count + self._gone)
        return self.docs() if best is None else self._live.among(best)


class Chosen:
    """Where a string occurs: in documents of a list (``number``; None: there is none) and, as if once, in others."""

    def __init__(self, terms: Terms, number: int | None, docs: Array, documents: int) -> None:
        self._terms, self._number, self._docs, self._documents = terms, number, docs, documents
        self.count = len(docs)

    def docs(self) -> Array:
        return self._docs

    def mask(self) -> Array:
        return as_mask(self._docs, self._documents)

    def impacts(self, docs: Array) -> Array:
        impacts = self._terms.once(docs)
        if self._number is not None:
            held = self._terms.lists.mask(self._number).take(docs)
            impacts[held] = self._terms.impacts(self._number, docs[held])
        return impacts

    def best(self, count: int) -> Array:
        return self._docs


class Held:
    """The documents of a list that hold the word itself."""

    def __init__(self, terms: Terms, number: int, codes: Array, live: Live) -> None:
        self._terms, self._number, self._documents = terms, number, live.documents
        self._held = codes != SUBSTRING_ONLY
        if live.mask is not None:
            self._held &= live.mask.take(terms.docs(number))
        self._codes = codes[self._held]
        self.count = len(self._codes)

    def docs(self) -> Array:
        docs: Array = self._terms.docs(self._number)[self._held]
        return docs

    def mask(self) -> Array:
        return as_mask(self.docs(), self._documents)

    def impacts(self, docs: Array) -> Array:
        if len(docs) == self.count:
            return self._terms.coded(docs, self._codes)
        return self._terms.impacts(self._number, docs)

    def best(self, count: int) -> Array:
        return self.docs()


def only_words(terms: Terms, number: int, live: Live) -> Part:
    """The documents that hold the word itself."""
    codes = terms.codes(number)
    return Listed(terms, number, live) if codes.all() else Held(terms, number, codes, live)


class Postings:
    """Documents of all segments as one."""

    def __init__(self, parts: Sequence[tuple[int, Part]], size: int) -> None:
        """``parts``: the number of a segment's first document, and what occurs in it; ``size``: of the index."""
        self._parts, self._size = parts, size
        self.count = sum(part.count for _, part in parts)

    def docs(self) -> Array:
        """Ascending numbers (intp)."""
        return joined([moved(part.docs(), base) for base, part in self._parts])

    def mask(self) -> Array:
        """One value a document of the index (bool): is it among these?"""
        if len(self._parts) == 1 and len(mask := self._parts[0][1].mask()) == self._size:
            return mask
        whole = np.zeros(self._size, bool)
        for base, part in self._parts:
            mask = part.mask()
            whole[base : base + len(mask)] = mask
        return whole

    def impacts(self, docs: Array) -> Array:
        """The impacts of the score in some of the documents, ascending, in steps (uint16)."""
        if len(self._parts) == 1:
            base, part = self._parts[0]
            return part.impacts(moved(docs, -base))
        ends = [base for base, _ in self._parts[1:]] + [self._size]
        impacts, start = [np.empty(0, np.uint16)], 0
        for (base, part), end in zip(self._parts, docs.searchsorted(ends[: len(self._parts)]).tolist(), strict=True):
            if end > start:
                impacts.append(part.impacts(docs[start:end] - base))
            start = end
        return np.concatenate(impacts)

    def best(self, count: int) -> Array:
        """Ascending documents with the ``count`` greatest impacts among them, equal ones included, and maybe others."""
        return joined([moved(part.best(count), base) for base, part in self._parts])


def moved(docs: Array, base: int) -> Array:
    """Documents of a segment as documents of the index, where it begins at ``base``."""
    return docs + np.intp(base) if base else docs


def joined(arrays: Sequence[Array]) -> Array:
    """Arrays of documents as one (intp)."""
    return arrays[0] if len(arrays) == 1 else np.concatenate([np.empty(0, np.intp), *arrays])
