"""What a segment gathers in memory while articles are added to it, and makes into sorted arrays at its end."""

from array import array
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from indexer.arrays import Array
from indexer.backends.arrays.bigrams import Coder, Merge, Run, sorted_run, to_codes
from indexer.backends.arrays.doc_lists import MAX_DOCUMENTS, slices
from indexer.backends.arrays.spans import Spans
from indexer.backends.arrays.stored import dictionary
from indexer.backends.arrays.substrings import SubstringOccurrences
from indexer.backends.arrays.terms import SUBSTRING_ONLY, Entries, sorted_entries

if TYPE_CHECKING:  # it reads what is made here
    from indexer.backends.arrays.segment import SegmentArrays

RUN_CHARACTERS = 8_000_000
"""Sorting the pairs of a run takes 40 bytes a character."""
MAX_CHARACTERS = 100_000_000
"""Characters in a segment: until it is written, each takes about 8 bytes."""


class SegmentBuffer:
    """What a SegmentWriter throws its postings into; takes the place of Whoosh's pool of pickled tuples."""

    def __init__(self, schema: Any) -> None:
        kinds = {name: _KINDS.get(field.kind) for name, field in schema.items()}
        self._fields: dict[str, Any] = {name: kind() for name, kind in kinds.items() if kind}

    def add(self, item: tuple[str, bytes, int, Any, Any]) -> None:
        """A document, as the field ``whole`` takes it; the other parts of the tuple are Whoosh's."""
        _, _, doc, _, whole = item
        for field, value in whole.items():
            self._fields[field].add(doc, value)

    def absorb(self, part: "SegmentArrays") -> int:
        """Take in the documents that are left of a segment, as its arrays have them: nothing is read or cut again.
        Gives how many they are."""
        docs = part.live.docs()
        first = self.documents
        for name, field in self._fields.items():
            field.absorb(part, name, docs, first)
        return len(docs)

    @property
    def documents(self) -> int:
        """How many there are in it."""
        text: _Text = self._fields["text"]
        return text.documents

    @property
    def is_full(self) -> bool:
        """Is it time to write the segment?"""
        text: _Text = self._fields["text"]
        return text.documents >= MAX_DOCUMENTS or text.characters >= MAX_CHARACTERS

    def iter_postings(self) -> "SegmentBuffer":
        """Itself: the field writer takes the whole buffer."""
        return self

    def to_arrays(self) -> dict[str, Array]:
        """All arrays of the segment. Empties the pool on the way, to hold nothing twice."""
        documents = self._fields["text"].documents
        arrays: dict[str, Array] = {"documents": np.array([documents], np.int64)}
        body: _Words = self._fields.pop("body")
        text: _Text = self._fields.pop("text")
        for name in list(self._fields):
            arrays |= self._fields.pop(name).to_arrays(name, documents)
        entries = body.entries()
        of_text, elsewhere = text.to_arrays(entries, documents)
        del text
        return arrays | of_text | body.arrays_of(entries.joined(elsewhere), "body", documents)

    def cleanup(self) -> None:
        """Nothing is on disk."""


class _Absorbed(NamedTuple):
    """Entries of a segment that was taken in: numbers of words (uint32), documents (uint16), codes (uint8)."""

    entries: Array
    docs: Array
    codes: Any


class _Keywords:
    """Words as numbers, with their documents."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = defaultdict(count().__next__)
        self._entries, self._docs, self._counts = array("I"), array("I"), array("I")
        self._absorbed: list[_Absorbed] = []

    def add(self, doc: int, value: Iterable[str]) -> None:
        numbers = self._numbers
        entries = [numbers[word] for word in value]
        self._entries.fromlist(entries)
        self._docs.append(doc)
        self._counts.append(len(entries))

    def absorb(self, part: "SegmentArrays", name: str, docs: Array, first: int) -> None:
        """Take in these documents of a segment, numbered from ``first`` on."""
        terms = part.fields[name]
        place = np.full(part.size, -1, np.int64)
        place[docs] = np.arange(first, first + len(docs))
        of_entries = place[terms.lists.flat]
        kept = of_entries >= 0
        codes = terms.all_codes
        if codes is not None:
            kept &= codes != SUBSTRING_ONLY  # these are found again
        counts = np.add.reduceat(kept, terms.lists.starts[:-1].astype(np.intp), dtype=np.int64) if len(terms) else kept
        left = np.flatnonzero(counts)
        values = terms.values
        numbers = np.array([self._numbers[values[number]] for number in left.tolist()], np.uint32)
        self._absorbed.append(
            _Absorbed(
                np.repeat(numbers, counts[left]),
                of_entries[kept].astype(np.uint16),
                None if codes is None else codes[kept],
            )
        )

    def entries(self) -> Entries:
        """All entries, sorted. What they were gathered in is let go."""
        entries, docs, counts = (np.frombuffer(a, np.uint32) for a in (self._entries, self._docs, self._counts))
        words, codes, absorbed = self._numbers, self._codes(), self._absorbed
        del self._numbers, self._entries, self._docs, self._counts, self._absorbed
        of_docs = np.repeat(docs.astype(np.uint16), counts)
        if absorbed:
            entries = np.concatenate([entries, *(some.entries for some in absorbed)])
            of_docs = np.concatenate([of_docs, *(some.docs for some in absorbed)])
            codes = None if codes is None else np.concatenate([codes, *(some.codes for some in absorbed)])
        return sorted_entries(words, entries, of_docs, codes)

    def to_arrays(self, name: str, documents: int) -> dict[str, Array]:
        return self.arrays_of(self.entries(), name, documents)

    def arrays_of(self, entries: Entries, name: str, documents: int) -> dict[str, Array]:
        """The arrays of the field with these entries."""
        return entries.to_arrays(name, documents)

    def _codes(self) -> Array | None:
        return None


class _Words(_Keywords):
    """And with their shares."""

    def __init__(self) -> None:
        super().__init__()
        self._impacts, self._word_codes = array("H"), array("B")
        self._shares_at = array("I")

    def add(self, doc: int, value: tuple[str, bytes, bytes]) -> None:  # type: ignore[override]  # the schema's kind
        words, impacts, codes = value
        super().add(doc, words.split("\n") if words else ())
        self._shares_at.append(len(self._impacts))
        self._impacts.frombytes(impacts)
        self._word_codes.frombytes(codes)

    def absorb(self, part: "SegmentArrays", name: str, docs: Array, first: int) -> None:
        super().absorb(part, name, docs, first)
        impacts, starts = part.fields[name].all_shares
        ends = np.append(starts[1:], len(impacts)).astype(np.int64)
        at, taken = slices(starts.astype(np.int64), ends, docs)
        self._shares_at.extend((at + len(self._impacts)).tolist())
        self._impacts.frombytes(impacts[taken].tobytes())

    def _codes(self) -> Array:
        return np.frombuffer(self._word_codes, np.uint8)

    def arrays_of(self, entries: Entries, name: str, documents: int) -> dict[str, Array]:
        impacts, shares_at = np.frombuffer(self._impacts, np.uint16), np.frombuffer(self._shares_at, np.uint32)
        return entries.to_arrays(name, documents) | entries.shares_to_arrays(name, impacts, shares_at)


class _Column:
    """One whole number a document."""

    def __init__(self) -> None:
        self._values = array("q")

    def add(self, doc: int, value: int) -> None:
        self._values.append(value)

    def absorb(self, part: "SegmentArrays", name: str, docs: Array, first: int) -> None:
        self._values.extend(part.column(name)[docs].tolist())

    def to_arrays(self, name: str, documents: int) -> dict[str, Array]:
        values = np.array(self._values, np.int64)
        small = len(values) and values.min() >= 0 and values.max() <= 0xFFFF
        return {name: values.astype(np.uint16) if small else values}


class _Text:
    """All text, sorted by runs; where documents, titles and other texts begin and end in it."""

    def __init__(self) -> None:
        self._runs: list[Run] = []
        self._text: list[str] = []
        self._lengths = array("i")
        self._doc_starts, self._title_ends = array("i", [0]), array("i")
        self._pending = 0
        self.documents, self.characters = 0, 0

    def add(self, doc: int, value: tuple[str, list[int]]) -> None:
        text, lengths = value
        self._text.append(text)
        self._lengths.extend(lengths)
        self._title_ends.append(self.characters + lengths[0])
        self.documents += 1
        self.characters += len(text)
        self._doc_starts.append(self.characters)
        self._pending += len(text)
        if self._pending >= RUN_CHARACTERS:
            self._sort()

    def absorb(self, part: "SegmentArrays", name: str, docs: Array, first: int) -> None:
        if self._text:
            self._sort()
        spans, codes = part.strings.spans, part.strings.codes()
        starts, sizes = spans.starts(docs), spans.sizes(docs)
        self._lengths.extend(spans.parts_of(docs).tolist())
        self._title_ends.extend((np.cumsum(sizes) - sizes + self.characters + spans.title_sizes(docs)).tolist())
        self._doc_starts.extend((np.cumsum(sizes) + self.characters).tolist())
        _, taken = slices(starts, starts + sizes, np.arange(len(docs)))
        # A run ends with a document, for the pair of its last character is not in it.
        ends = np.cumsum(sizes)
        low = 0
        while low < len(taken):
            high = int(ends[min(int(ends.searchsorted(low + RUN_CHARACTERS)), len(ends) - 1)])
            self._runs.append(sorted_run(codes[taken[low:high]]))
            low = high
        self.documents += len(docs)
        self.characters += int(sizes.sum())

    def _sort(self) -> None:
        text = "".join(self._text)
        self._text.clear()
        self._runs.append(sorted_run(to_codes(text)))
        self._pending = 0

    def to_arrays(self, entries: Entries, documents: int) -> tuple[dict[str, Array], Array]:
        """The arrays of the text; and where the strings of words occur elsewhere, as keys of entries."""
        if self._text:
            self._sort()
        arrays = self._spans()
        merge = Merge(self._runs)
        coder, elsewhere = Coder(merge), SubstringOccurrences(entries, merge, Spans(arrays), documents)
        # Both read what is merged, and the other core has nothing to do by now.
        with ThreadPoolExecutor(1) as beside:
            for some in merge.ranges():
                coded = beside.submit(coder.add, some)
                elsewhere.look(some)
                coded.result()
        return arrays | coder.to_arrays() | elsewhere.chars_to_arrays(), elsewhere.keys()

    def _spans(self) -> dict[str, Array]:
        """Where documents, titles and all texts begin or end."""
        lengths = np.array(self._lengths, np.int64)
        return {
            "text.doc_starts": np.array(self._doc_starts, np.int32),
            "text.title_ends": np.array(self._title_ends, np.int32),
            "text.part_starts": (np.cumsum(lengths) - lengths).astype(np.int32),
        }


class _Sketches:
    """Rows of one length, end to end."""

    def __init__(self) -> None:
        self._rows: list[bytes] = []

    def add(self, doc: int, value: bytes) -> None:
        self._rows.append(value)

    def absorb(self, part: "SegmentArrays", name: str, docs: Array, first: int) -> None:
        self._rows.append(part.sketches[docs].tobytes())

    def to_arrays(self, name: str, documents: int) -> dict[str, Array]:
        return {name: np.frombuffer(b"".join(self._rows), np.uint8)}


class _Stored:
    """Heads and the rest of the articles, end to end."""

    def __init__(self) -> None:
        self._parts: tuple[list[bytes], list[bytes]] = ([], [])

    def add(self, doc: int, value: tuple[bytes, bytes]) -> None:
        for parts, part in zip(self._parts, value, strict=True):
            parts.append(part)

    def absorb(self, part: "SegmentArrays", name: str, docs: Array, first: int) -> None:
        for parts, kept in zip(self._parts, part.stored(docs), strict=True):
            parts.extend(kept)

    def to_arrays(self, name: str, documents: int) -> dict[str, Array]:
        arrays: dict[str, Array] = {f"{name}.dictionary": np.frombuffer(dictionary(), np.uint8)}
        for kind, parts in zip(("heads", "rests"), self._parts, strict=True):
            arrays[f"{name}.{kind}"] = np.frombuffer(b"".join(parts), np.uint8)
            arrays[f"{name}.{kind}_at"] = np.cumsum([0, *map(len, parts)], dtype=np.uint32)
            parts.clear()
        return arrays


_KINDS = {
    "words": _Words, "keyword": _Keywords, "number": _Column, "characters": _Text, "stored": _Stored,
    "sketch": _Sketches,
}  # fmt: skip
