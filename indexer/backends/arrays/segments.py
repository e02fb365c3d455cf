"""All segments of an index as one: terms, strings and columns over one numbering of documents."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate

import numpy as np

from indexer.arrays import Array
from indexer.article import OLD_ID, Article
from indexer.backends.arrays.doc_lists import as_mask
from indexer.backends.arrays.layout import NO_DATE
from indexer.backends.arrays.postings import Listed, Postings, joined, moved, only_words
from indexer.backends.arrays.segment import SegmentArrays
from indexer.backends.arrays.strings import folded_text
from indexer.duplicates import WIDTH
from indexer.search import ranking
from indexer.search.article_codec import Head
from indexer.search.plan import BESIDE

_KEPT_ARTICLES = 64
_NO_COUNTS = np.empty(0, np.float32)


class Segments:
    """Read-only view of one generation. Documents are numbered 0..size-1; deleted ones have a number, too.

    Safe to share between threads: there is nothing in it but memory maps, which outlive their files, and lru_cache.
    """

    def __init__(self, parts: Sequence[SegmentArrays]) -> None:
        self._parts = parts
        self._bases = [0, *accumulate(part.size for part in self._parts)]
        self.size = self._bases[-1]
        self.count = self.size - sum(len(part.live.gone) for part in self._parts)
        self.live_docs = np.ones(self.size, bool)
        for base, part in self._each():
            self.live_docs[base + part.live.gone] = False
        self.dates = np.concatenate([np.empty(0, np.int64), *(part.dates for part in self._parts)])
        norms = np.concatenate([np.empty(0, np.int64), *(part.norms for part in self._parts)])
        self.norms = norms.astype(np.float32) * np.float32(ranking.STEP)

        # A page reads each of its ten articles twice: to look at them closely, and for their snippets.
        self._article = lru_cache(_KEPT_ARTICLES)(self._read)

    def _read(self, doc: int) -> Article:
        part, number = self._place(doc)
        return part.article(number)

    @cached_property
    def newest(self) -> Array:
        """The place of each document (int32) when the newest comes first, those without a date last. Of one moment are
        many, for some outlets tell the day alone: these are in an order that their addresses decide."""
        return self._places(-self.dates)

    @cached_property
    def oldest(self) -> Array:
        """The place of each document (int32) when the oldest comes first, those without a date last."""
        return self._places(np.where(self.dates == NO_DATE, np.iinfo(np.int64).max, self.dates))

    def _places(self, keys: Array) -> Array:
        places = np.empty(len(keys), np.int32)
        places[np.lexsort((self.ties, keys))] = np.arange(len(keys), dtype=np.int32)
        return places

    @cached_property
    def ties(self) -> Array:
        """A number (int64) that follows from each document's address: what puts equals in order."""
        return np.concatenate([np.empty(0, np.int64), *(part.ties for part in self._parts)])

    def beside(self, word: str) -> list[str]:
        """In which fields beside the text a word occurs."""
        fields = BESIDE if word.isascii() else BESIDE[:1]  # addresses hold no Han
        return [field for field in fields if any(part.number(field, word) is not None for part in self._parts)]

    def _each(self) -> Iterator[tuple[int, SegmentArrays]]:
        return zip(self._bases, self._parts, strict=False)

    def word(self, field: str, word: str) -> Postings:
        """Where a word occurs in a field."""
        found = [(base, part.word(field, word)) for base, part in self._each()]
        return Postings([(base, part) for base, part in found if part], self.size)

    def string(self, word: str) -> Postings | None:
        """Where the string of a word of ``body`` occurs in title, body and captions; None if there is no such word."""
        numbers = [part.number("body", word) for part in self._parts]
        if numbers.count(None) == len(numbers):
            return None
        parts = zip(self._bases, self._parts, numbers, strict=False)
        return Postings([(base, part.string(word, number)) for base, part, number in parts], self.size)

    def string_count(self, text: str) -> int:
        """In how many documents a string occurs."""
        found = self.string(text)
        return found.count if found else len(self.strings(text)[0])

    def strings(self, text: str, title_only: bool = False) -> tuple[Array, Array]:
        """Ascending documents (intp) in which a folded string occurs, and how often (float32; 1 for a character)."""
        docs, counts = [], []
        for base, part in self._each():
            here, often = part.holding(text, title_only)
            docs.append(moved(here, base))
            counts.append(often)
        return joined(docs), np.concatenate([_NO_COUNTS, *counts])

    def near(self, left: str, right: str, distance: int) -> Array:
        """Documents (intp) that hold both strings with at most ``distance`` characters between them."""
        return self._docs(lambda part: [part.near(left, right, distance)])

    def documents(self, field: str, values: Iterable[str]) -> Array:
        """Documents (intp) that have one of the values in a keyword field; one stands twice if it has two of them."""
        wanted = [_bytes(value) for value in values]
        return self._docs(lambda part: [part.documents(field, value) for value in wanted])

    def place_of(self, id: str) -> int | None:
        """The number of the document that has an id, or had it until December 2026; None if there is none."""
        if OLD_ID.fullmatch(id):
            docs = self._docs(lambda part: part.beginning("id", _bytes(f"{id}w")))
        else:
            docs = self.documents("id", [id])
        return int(docs[0]) if len(docs) else None

    def words_from(self, field: str, prefix: str) -> Array:
        """Documents (intp) that hold a word beginning so; one stands as often as it holds different ones."""

        def docs(part: SegmentArrays) -> list[Array]:
            terms = part.fields[field]
            return [only_words(terms, number, part.live).docs() for number in terms.with_prefix(_bytes(prefix))]

        return self._docs(docs)

    def words_like(self, word: str) -> list[str]:
        """Words of the text that begin with the same character, about as long, in three documents at least; those in
        most come first."""
        counts: Counter[str] = Counter()
        for part in self._parts:
            terms = part.fields["body"]
            for number in terms.with_prefix(_bytes(word[0])):
                text = terms.term(number).decode("utf-8", "surrogatepass")
                if abs(len(text) - len(word)) <= 2 and text.isalpha():
                    counts[text] += Listed(terms, number, part.live).count
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return [text for text, count in ordered if count >= 3]

    def _docs(self, of: Callable[[SegmentArrays], list[Array]]) -> Array:
        return joined([moved(docs, base) for base, part in self._each() for docs in of(part)])

    def values(self, field: str) -> list[str]:
        """The distinct values of a keyword field."""
        return sorted(set().union(*(part.values(field) for part in self._parts)))

    def counts(self, field: str, docs: Array) -> dict[str, int]:
        """How many of the documents have each value of a keyword field; values with none are left out."""
        mask = as_mask(docs, self.size)
        found: Counter[str] = Counter()
        for base, part in self._each():
            found.update(part.counts(field, mask[base : base + part.size]))
        return found

    @property
    def sketches(self) -> Array:
        """A row a document: what ``duplicates.sketch`` gave."""
        return np.concatenate([np.empty((0, WIDTH), np.uint8), *(part.sketches for part in self._parts)])

    def heads(self, docs: Array) -> list[Head]:
        """What is shown of documents in a list."""
        if len(self._parts) == 1:
            return self._parts[0].heads(docs)
        places = (self._place(doc) for doc in docs.tolist())
        return [part.heads(np.array([number]))[0] for part, number in places]

    def article(self, doc: int) -> Article:
        """The article of a document."""
        return self._article(doc)

    def text(self, doc: int) -> str:
        """The folded texts of a document, end to end."""
        return folded_text(self.article(doc))

    def _place(self, doc: int) -> tuple[SegmentArrays, int]:
        for base, part in self._each():
            if doc < base + part.size:
                return part, doc - base
        raise IndexError(doc)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
