"""The sorted terms of one field of one segment: where a term stands, and what its impacts of a score are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from indexer.arrays import Array, Arrays
from indexer.backends.arrays.doc_lists import DocLists, lists_to_arrays

SUBSTRING_ONLY = 0
"""The code of a document in which a word's string occurs, but not the word: its share is that of a word that occurs in
the body once."""
_BLOCK = 128
_LONG = 1_024
"""Lists of so many entries have the greatest impact of each block of them noted."""


class Terms:
    """Terms, and for each its documents.

    Stored as ``<field>.terms`` (their UTF-8 bytes, joined), ``.ends`` (uint32, where each ends), ``.heads`` (the first
    eight bytes of each as a number) and DocLists; for fields of words also ``.shares`` (uint16: of each document the
    different shares of its words, in steps of ``ranking.STEP``), ``.shares_at`` (uint32, where those of each document
    begin), ``.codes`` (uint8, an entry of a list each: which of them it is), ``.long`` (uint32, the terms with long
    lists), ``.tops`` (uint16, the greatest impact of each block of their entries) and ``.tops_at`` (uint32).
    """

    def __init__(self, arrays: Arrays, field: str, documents: int) -> None:
        self._arrays, self._field = arrays, field
        self.lists = DocLists(arrays, field, documents)
        self.scored = f"{field}.shares" in arrays
        """Is this a field of words?"""
        self._codes = arrays.parts(f"{field}.codes") if self.scored else None

    @cached_property
    def _blob(self) -> Array:
        return self._arrays[f"{self._field}.terms"]

    @cached_property
    def _ends(self) -> Array:
        return self._arrays[f"{self._field}.ends"]

    @cached_property
    def _heads(self) -> Array:
        return self._arrays[f"{self._field}.heads"]

    @cached_property
    def _words(self) -> dict[str, Array]:
        parts = ("shares", "shares_at", "long", "tops", "tops_at")
        return {part: self._arrays[f"{self._field}.{part}"] for part in parts}

    def __len__(self) -> int:
        return len(self._ends)

    def term(self, number: int) -> bytes:
        """The term with that number."""
        start = int(self._ends[number - 1]) if number else 0
        return self._blob[start : int(self._ends[number])].tobytes()

    @cached_property
    def values(self) -> list[str]:
        """All terms, as text."""
        return [self.term(number).decode("utf-8", "surrogatepass") for number in range(len(self))]

    def first_from(self, term: bytes) -> int:
        """The number of the first term that is not less than this."""
        # Eight bytes tell most terms apart, and numpy finds them in 2 µs; 18 steps over terms in Python took 25.
        head = _head(term)
        low = int(self._heads.searchsorted(head))
        if low == len(self._heads) or self._heads[low] != head:
            return low
        high = int(self._heads.searchsorted(head, "right"))
        while low < high:
            middle = (low + high) // 2
            if self.term(middle) < term:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, term: bytes) -> int | None:
        """The number of a term, or None."""
        number = self.first_from(term)
        return number if number < len(self) and self.term(number) == term else None

    def with_prefix(self, prefix: bytes) -> range:
        """The numbers of all terms that begin so."""
        # 0xFF occurs in no UTF-8, so this is past every continuation.
        return range(self.first_from(prefix), self.first_from(prefix + b"\xff"))

    def docs(self, number: int) -> Array:
        """Ascending documents of a term (intp)."""
        return self.lists.docs(number)

    def codes(self, number: int) -> Array:
        """For each entry of a word which of its document's shares it is (uint8), or ELSEWHERE."""
        assert self._codes is not None
        return self._codes[self.lists.where(number)]

    @property
    def all_codes(self) -> Array | None:
        """The codes of all words, one list after the other; None where the field has none."""
        return self._codes[0 : len(self._codes)] if self._codes is not None else None

    @property
    def all_shares(self) -> tuple[Array, Array]:
        """The impacts that documents have (uint16), and where those of each begin."""
        return self._words["shares"], self._words["shares_at"]

    def impacts(self, number: int, docs: Array) -> Array:
        """A word's share of the score in some of its documents, ascending, in steps (uint16)."""
        codes = self.codes(number)
        if len(docs) < len(codes):
            codes = codes.take(self.lists.places(number, docs))
        return self.coded(docs, codes)

    def once(self, docs: Array) -> Array:
        """The share of a word that stands once in the body of these documents, in steps (uint16)."""
        return self.coded(docs, np.full(len(docs), SUBSTRING_ONLY, np.uint8))

    def coded(self, docs: Array, codes: Array) -> Array:
        """The impacts that these codes stand for in these documents."""
        # take() reads 10,000 values in 15 µs, brackets in 35.
        return self._words["shares"].take(self._words["shares_at"].take(docs) + codes)

    def best(self, number: int, count: int) -> Array | None:
        """Ascending documents of a word with all those among them that have the ``count`` greatest impacts, equal ones
        included; None where the list is too short to tell them without looking at all."""
        at = int(self._words["long"].searchsorted(np.uint32(number)))
        if at == len(self._words["long"]) or self._words["long"][at] != number:
            return None
        block_max = self._words["tops"][int(self._words["tops_at"][at]) : int(self._words["tops_at"][at + 1])]
        if not 0 < count <= len(block_max) // 2:
            return None
        # The count-th greatest top is no greater than the count-th greatest impact.
        blocks = (block_max >= np.partition(block_max, len(block_max) - count)[len(block_max) - count]).nonzero()[0]
        entries = (blocks[:, None] * _BLOCK + np.arange(_BLOCK)).ravel()
        docs = self.docs(number)
        best: Array = docs[entries[: entries.searchsorted(len(docs))]]
        return best


def _head(term: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(term[:8].ljust(8, b"\0"), "big"))


@dataclass(frozen=True)
class Entries:
    """The entries of all terms of a field: ``terms`` (UTF-8), sorted, and ascending ``keys`` (uint64): the number of a
    term << 32 | document << 16 | code."""

    terms: Sequence[bytes]
    keys: Array

    @cached_property
    def counts(self) -> Array:
        """How many documents each term has (int64)."""
        return np.bincount((self.keys >> np.uint64(32)).astype(np.intp), minlength=len(self.terms))

    @cached_property
    def _ends(self) -> Array:
        return np.cumsum(self.counts)

    def docs(self, number: int) -> Array:
        """Ascending documents of a term (uint16)."""
        return (self._of(number) >> np.uint64(16)).astype(np.uint16)

    def _of(self, number: int) -> Array:
        end = int(self._ends[number])
        return self.keys[end - int(self.counts[number]) : end]

    def joined(self, keys: Array) -> "Entries":
        """These and other entries of the same terms."""
        both = np.concatenate([self.keys, keys])
        both.sort()
        return Entries(self.terms, both)

    def to_arrays(self, field: str, documents: int) -> dict[str, Array]:
        """The dictionary and lists of the field."""
        heads = b"".join(term[:8].ljust(8, b"\0") for term in self.terms)
        return {
            f"{field}.terms": np.frombuffer(b"".join(self.terms), np.uint8),
            f"{field}.ends": np.cumsum([len(term) for term in self.terms], dtype=np.uint32),
            f"{field}.heads": np.frombuffer(heads, ">u8").astype(np.uint64),
            **lists_to_arrays(field, self.counts, (self.keys >> np.uint64(16)).astype(np.uint16), documents),
        }

    def shares_to_arrays(self, field: str, impacts: Array, shares_at: Array) -> dict[str, Array]:
        """What a field of words has beside these."""
        long = np.flatnonzero(self.counts >= _LONG)
        block_max = [np.empty(0, np.uint16)]
        for number in long.tolist():
            codes = self._of(number).astype(np.uint8)
            of_entries = impacts[shares_at[self.docs(number)] + codes]
            block_max.append(np.maximum.reduceat(of_entries, np.arange(0, len(codes), _BLOCK)))
        return {
            f"{field}.shares": impacts,
            f"{field}.shares_at": shares_at,
            f"{field}.codes": self.keys.astype(np.uint8),
            f"{field}.long": long.astype(np.uint32),
            f"{field}.tops": np.concatenate(block_max),
            f"{field}.tops_at": np.cumsum([len(some) for some in block_max], dtype=np.uint32),
        }


def sorted_entries(words: Iterable[str], numbers: Array, docs: Array, codes: Array | None) -> Entries:
    """Entries, from words in the order of their numbers: word ``numbers[i]`` is in ``docs[i]`` with ``codes[i]``."""
    named = list(words)
    # The order of code points is that of their UTF-8.
    order = sorted(range(len(named)), key=named.__getitem__)
    rank = np.empty(len(named), np.uint64)
    rank[np.asarray(order, np.intp)] = np.arange(len(named), dtype=np.uint64)
    # All in one number, in place: numpy sorts those ten times as fast as it argsorts.
    keys = rank.take(numbers)
    keys <<= np.uint64(16)
    keys |= docs
    keys <<= np.uint64(16)
    if codes is not None:
        keys |= codes
    keys.sort()
    return Entries([named[number].encode("utf-8", "surrogatepass") for number in order], keys)
