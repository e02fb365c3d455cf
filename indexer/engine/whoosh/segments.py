"""All segments of an index as one: terms, strings and columns over one numbering of documents."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from indexer.engine.whoosh.arrays import Array, Terms
from indexer.engine.whoosh.codec import ArrayTermsReader
from indexer.engine.whoosh.schema import WORD_FIELDS
from indexer.engine.whoosh.strings import Strings


class Segments:
    """Read-only view of one generation. Documents are numbered 0..size-1; deleted ones have a number, too.

    Safe to share between threads: arrays are memory maps, and the lock is around Whoosh's stored fields, whose reader
    seeks in shared state.
    """

    def __init__(self, index: Any) -> None:
        self._reader = index.reader()
        self._lock = threading.Lock()
        self._leaves: list[tuple[int, ArrayTermsReader]] = []
        deleted: list[int] = []
        for leaf, base in self._reader.leaf_readers() if self._reader.doc_count_all() else ():
            # Whoosh opens stored fields when first asked; by then a newer generation may have removed the folder.
            leaf.stored_fields(0)
            terms = leaf.codec().terms_reader(index.storage, leaf.segment())
            self._leaves.append((base, terms))
            deleted.extend(base + doc for doc in leaf.segment().deleted_docs())
        self.size: int = self._reader.doc_count_all()
        self.alive = np.ones(self.size, bool)
        self.alive[deleted] = False
        self.count = self.size - len(deleted)
        self.dates = self._column(lambda terms: terms.arrays["date"], np.int64)
        self.lengths = {field: self._column(_lengths(field), np.float32) for field in WORD_FIELDS}
        means = {field: float(lengths.mean()) if self.size else 0.0 for field, lengths in self.lengths.items()}
        self.mean_lengths = {field: mean or 1.0 for field, mean in means.items()}

    def _column(self, of: Callable[[ArrayTermsReader], Array], kind: type) -> Array:
        return np.concatenate([np.empty(0, kind), *(of(terms).astype(kind) for _, terms in self._leaves)])

    def terms(self, field: str) -> Iterator[tuple[int, Terms]]:
        """Each segment's terms of a field, with the number of its first document."""
        return ((base, leaf.fields[field]) for base, leaf in self._leaves)

    def word(self, field: str, word: str) -> tuple[Array, Array]:
        """Ascending documents that hold a word in a field, and how often."""
        return self._postings(field, lambda terms: _one(terms.find(_bytes(word))))

    def documents(self, field: str, values: Iterable[str]) -> Array:
        """Documents that have one of the values in a keyword field; one stands twice if it has two of them."""
        wanted = [_bytes(value) for value in values]
        return self._postings(field, lambda terms: [n for v in wanted if (n := terms.find(v)) is not None])[0]

    def words_from(self, field: str, prefix: str) -> Array:
        """Documents that hold a word beginning so; one stands as often as it holds different ones."""
        return self._postings(field, lambda terms: terms.with_prefix(_bytes(prefix)))[0]

    def _postings(self, field: str, numbers: Callable[[Terms], Sequence[int]]) -> tuple[Array, Array]:
        docs, freqs = [np.empty(0, np.int64)], [np.empty(0, np.float32)]
        for base, terms in self.terms(field):
            for number in numbers(terms):
                here, often = terms.postings(number)
                docs.append(here.astype(np.int64) + base)
                freqs.append(np.ones(len(here), np.float32) if often is None else often.astype(np.float32))
        return np.concatenate(docs), np.concatenate(freqs)

    def string(self, text: str, title_only: bool = False) -> tuple[Array, Array]:
        """Ascending documents in which a folded string stands, and how often."""
        docs, counts = [np.empty(0, np.int64)], [np.empty(0, np.float32)]
        for base, terms in self._leaves:
            here, often = Strings(terms.arrays).documents(text, title_only)
            docs.append(here.astype(np.int64) + base)
            counts.append(often.astype(np.float32))
        return np.concatenate(docs), np.concatenate(counts)

    def near(self, left: str, right: str, distance: int) -> Array:
        """Documents that hold both strings with at most ``distance`` characters between them."""
        found = [Strings(terms.arrays).near(left, right, distance) + base for base, terms in self._leaves]
        return np.concatenate([np.empty(0, np.int64), *found])

    def values(self, field: str) -> list[str]:
        """The distinct values of a keyword field."""
        found = {terms.term(number) for _, terms in self.terms(field) for number in range(len(terms))}
        return sorted(value.decode("utf-8", "surrogatepass") for value in found)

    def counts(self, field: str, mask: Array) -> dict[str, int]:
        """How many documents of a mask have each value of a keyword field; values with none are left out."""
        found: dict[str, int] = {}
        for base, terms in self.terms(field):
            if not len(terms):
                continue
            hits = mask[base:][terms.docs].astype(np.int64)
            sums = np.add.reduceat(hits, terms.starts[:-1].astype(np.int64))
            for number in np.flatnonzero(sums):
                value = terms.term(int(number)).decode("utf-8", "surrogatepass")
                found[value] = found.get(value, 0) + int(sums[number])
        return found

    def stored(self, doc: int) -> dict[str, Any]:
        """The stored fields of a document."""
        with self._lock:
            fields: dict[str, Any] = self._reader.stored_fields(doc)
        return fields

    def close(self) -> None:
        """Close Whoosh's files; nothing if they are closed."""
        with self._lock:
            if not getattr(self._reader, "is_closed", False):  # Whoosh's reader of an empty index has no such thing
                self._reader.close()

    def __del__(self) -> None:
        # A server drops a generation while other threads still read it: whoever is last closes it.
        if hasattr(self, "_lock"):
            self.close()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _one(number: int | None) -> list[int]:
    return [] if number is None else [number]


def _lengths(field: str) -> Callable[[ArrayTermsReader], Array]:
    return lambda terms: terms.arrays[f"{field}.lengths"]
