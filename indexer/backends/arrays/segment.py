"""One segment: its arrays, and the views through which they are read."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

import numpy as np

from indexer.arrays import Array, read_arrays
from indexer.article import Article
from indexer.backends.arrays.doc_lists import groups
from indexer.backends.arrays.postings import Chosen, Listed, Live, Part, only_words
from indexer.backends.arrays.stored import unpack, unpack_head
from indexer.backends.arrays.strings import Strings, folded_text
from indexer.backends.arrays.substrings import COMMON, MAX_LENGTH
from indexer.backends.arrays.terms import Terms
from indexer.duplicates import WIDTH
from indexer.search.article_codec import Head


class SegmentArrays:
    """The arrays of one segment, mapped into memory, and the views through which they are read. Documents that are
    deleted (``gone``, ascending) hold no word, no string and no value."""

    def __init__(self, path: Path, gone: Iterable[int] = ()) -> None:
        self._arrays = read_arrays(path)
        self.size = int(self._arrays["documents"][0])
        self.live = Live(self.size, np.array(sorted(gone), np.intp))
        names = sorted(name.removesuffix(".terms") for name in self._arrays if name.endswith(".terms"))
        self.fields = {name: Terms(self._arrays, name, self.size) for name in names}
        self.dates: Array = self._arrays["date"]
        self.ties: Array = self._arrays["tie"]
        self.norms: Array = self._arrays["norm"]
        self._dictionary = self._arrays["stored.dictionary"].tobytes()
        self._stored = {kind: self._arrays.parts(f"stored.{kind}") for kind in ("heads", "rests")}

    @property
    def sketches(self) -> Array:
        """A row a document: what ``duplicates.sketch`` gave."""
        return self._arrays["sketch"].reshape(-1, WIDTH)

    @cached_property
    def strings(self) -> Strings:
        """The exact strings."""
        return Strings(self._arrays, self.size, self.text)

    def word(self, field: str, word: str) -> Part | None:
        """Where a word occurs in a field; None: nowhere."""
        number = self.fields[field].find(word.encode("utf-8", "surrogatepass"))
        if number is None:
            return None
        part = only_words(self.fields[field], number, self.live)
        return part if part.count else None

    def number(self, field: str, word: str) -> int | None:
        """The number of a word of a field; None if it occurs nowhere."""
        number = self.fields[field].find(word.encode("utf-8", "surrogatepass"))
        if number is None or self.live.mask is None:
            return number
        return number if only_words(self.fields[field], number, self.live).count else None

    def documents(self, field: str, value: bytes) -> Array:
        """Ascending documents (intp) that have a value in a keyword field."""
        number = self.fields[field].find(value)
        return np.empty(0, np.intp) if number is None else self.live.among(self.fields[field].docs(number))

    def beginning(self, field: str, prefix: bytes) -> list[Array]:
        """For each value of a keyword field that begins so the documents (intp) that have it."""
        terms = self.fields[field]
        return [self.live.among(terms.docs(number)) for number in terms.with_prefix(prefix)]

    def values(self, field: str) -> dict[str, int]:
        """The values of a keyword field, and how many documents have each."""
        return self.counts(field, np.ones(self.size, bool) if self.live.mask is None else self.live.mask)

    def counts(self, field: str, mask: Array) -> dict[str, int]:
        """How many of some documents (bool, one value each) have each value of a keyword field; a value of none of
        them is left out."""
        terms = self.fields[field]
        if not len(terms):
            return {}
        hits = mask[terms.lists.flat].astype(np.int32)
        sums = np.add.reduceat(hits, terms.lists.starts[:-1].astype(np.intp))
        return {value: count for value, count in zip(terms.values, sums.tolist(), strict=True) if count}

    def string(self, word: str, number: int | None) -> Part:
        """Where the string of a word occurs in title, body and captions."""
        terms = self.fields["body"]
        if len(word) == 1:
            docs = self.strings.chars(word)
        elif number is not None and len(word) <= MAX_LENGTH and terms.lists.count(number) >= COMMON:
            return Listed(terms, number, self.live)
        else:
            docs = groups(self.strings.spans.docs(self.strings.positions(word)))[0].astype(np.intp)
        return Chosen(terms, number, self.live.among(docs), self.size)

    def holding(self, text: str, title_only: bool = False) -> tuple[Array, Array]:
        """Ascending documents (intp) in which a folded string occurs, and how often (float32; 1 for a character)."""
        if len(text) == 1:
            docs = self.chars(text, title_only)
            return docs, np.ones(len(docs), np.float32)
        docs, counts = self.strings.documents(text, title_only)
        if self.live.mask is not None:
            left = self.live.mask.take(docs)
            docs, counts = docs[left], counts[left]
        return docs.astype(np.intp), counts.astype(np.float32)

    def near(self, left: str, right: str, distance: int) -> Array:
        """Documents (intp) that hold both strings with at most ``distance`` characters between them."""
        return self.live.among(self.strings.near(left, right, distance).astype(np.intp))

    def chars(self, char: str, title_only: bool) -> Array:
        """Ascending documents (intp) in which a character stands."""
        if not title_only:
            return self.live.among(self.strings.chars(char))
        if not char.isalnum():
            return self.live.among(self.strings.documents(char, title_only)[0].astype(np.intp))
        # Every letter is in a word. Through all positions of 的 it took 228 ms, while a reader typed on.
        title = self.fields["title"]
        mask = np.zeros(self.size, bool)
        for number, word in enumerate(title.values):
            if char in word:
                mask[title.docs(number)] = True
        return self.live.among(np.flatnonzero(mask))

    def heads(self, docs: Array) -> list[Head]:
        """What is shown of documents in a list."""
        return [unpack_head(head) for head in self._texts("heads", docs)]

    def article(self, doc: int) -> Article:
        """The article of a document."""
        one = np.array([doc])
        return unpack(self._texts("heads", one)[0], self._texts("rests", one)[0], self._dictionary)

    def text(self, doc: int) -> str:
        """The folded texts of a document, end to end."""
        return folded_text(self.article(doc))

    def column(self, name: str) -> Array:
        """One number a document."""
        return self._arrays[name]

    def stored(self, docs: Array) -> tuple[list[bytes], list[bytes]]:
        """Heads and rests of documents, as they are kept."""
        return self._texts("heads", docs), self._texts("rests", docs)

    def _texts(self, kind: str, docs: Array) -> list[bytes]:
        texts, at = self._stored[kind], self._arrays[f"stored.{kind}_at"]
        ranges = zip(at.take(docs).tolist(), at.take(docs + 1).tolist(), strict=True)
        return [texts[start:end].tobytes() for start, end in ranges]
