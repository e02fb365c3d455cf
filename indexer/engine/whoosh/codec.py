"""A Whoosh codec that keeps postings as arrays. Whoosh keeps schema, segments, table of contents and stored fields."""

from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec
from whoosh.matching import ListMatcher, NullMatcher
from whoosh.reading import TermInfo, TermNotFound

from indexer.engine.whoosh.arrays import Terms, read_arrays, terms_to_arrays, write_arrays
from indexer.engine.whoosh.schema import NO_DATE
from indexer.engine.whoosh.strings import strings_to_arrays

EXTENSION = ".arrays"


class _Postings:
    """One field's postings while a segment is written: words as numbers."""

    def __init__(self) -> None:
        self.numbers: dict[bytes, int] = {}
        self.terms, self.docs, self.freqs = array("I"), array("I"), array("I")


class Pool:
    """What a SegmentWriter throws its postings into; takes the place of Whoosh's pool of pickled tuples."""

    def __init__(self, schema: Any) -> None:
        self._kinds = {name: getattr(field, "kind", "") for name, field in schema.items()}
        self._postings = {n: _Postings() for n, kind in self._kinds.items() if kind in ("words", "keyword")}
        self._dates = {n: (array("I"), array("q")) for n, kind in self._kinds.items() if kind == "number"}
        self._text: list[bytes] = []
        self._parts: tuple[array[int], array[int], array[int]] = (array("I"), array("I"), array("B"))
        self.characters = 0

    def add(self, item: tuple[str, bytes, int, Any, Any]) -> None:
        """One posting: field, term, document, weight, value. What the last two mean follows from the field's kind."""
        field, term, doc, weight, value = item
        postings = self._postings.get(field)
        if postings is not None:
            numbers = postings.numbers
            postings.terms.append(numbers.setdefault(term, len(numbers)))
            postings.docs.append(doc)
            postings.freqs.append(int(weight))
        elif self._kinds[field] == "number":
            docs, values = self._dates[field]
            docs.append(doc)
            values.append(int(weight))
        else:
            text, lengths, titles = value
            self._text.append(text.encode("utf-32-le", "surrogatepass"))
            self.characters += len(text)
            self._parts[0].extend(lengths)
            self._parts[1].extend([doc] * len(lengths))
            self._parts[2].extend(titles)

    def iter_postings(self) -> "Pool":
        """Itself: the field writer below takes the whole pool."""
        return self

    def to_arrays(self) -> dict[str, Any]:
        """All arrays of the segment, sorted. Empties the pool on the way, to halve the memory at its peak."""
        doc_count = self._postings["id"].docs[-1] + 1
        arrays: dict[str, Any] = {"documents": np.array([doc_count], np.int64)}
        for field in list(self._postings):
            p = self._postings.pop(field)
            terms, docs, freqs = (np.frombuffer(a, np.uint32) for a in (p.terms, p.docs, p.freqs))
            kept = freqs if self._kinds[field] == "words" else None
            arrays |= terms_to_arrays(field, p.numbers, terms, docs, kept, doc_count)
        for field, (docs_, values) in self._dates.items():
            column = np.full(doc_count, NO_DATE, np.int64)
            column[np.frombuffer(docs_, np.uint32)] = np.frombuffer(values, np.int64)
            arrays[field] = column
        codes = np.frombuffer(b"".join(self._text), np.uint32)
        self._text.clear()
        lengths, part_docs, titles = (np.frombuffer(a, a.typecode) for a in self._parts)
        return arrays | strings_to_arrays(codes, lengths, part_docs, titles)

    def cleanup(self) -> None:
        """Nothing is on disk."""


class ArrayCodec(W3Codec):  # type: ignore[misc]  # Whoosh has no types
    """Stock codec for stored fields; arrays for everything that is searched."""

    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> "_FieldWriter":
        return _FieldWriter(storage, segment)

    def terms_reader(self, storage: Any, segment: Any) -> "ArrayTermsReader":
        return ArrayTermsReader(storage, segment)


class _FieldWriter(base.FieldWriter):  # type: ignore[misc]
    def __init__(self, storage: Any, segment: Any) -> None:
        self._path = Path(storage.folder) / segment.make_filename(EXTENSION)
        self._segment = segment
        self.is_closed = False

    def add_postings(self, schema: Any, lengths: Any, items: Pool) -> None:
        write_arrays(self._path, items.to_arrays())

    def close(self) -> None:
        self.is_closed = True


class ArrayTermsReader(base.TermsReader):  # type: ignore[misc]
    """The arrays of one segment, and on top of them what Whoosh asks of a terms reader."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self.arrays = read_arrays(Path(storage.folder) / segment.make_filename(EXTENSION))
        names = [name.removesuffix(".terms") for name in self.arrays if name.endswith(".terms")]
        self.fields = {name: Terms(self.arrays, name) for name in sorted(names)}

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        field, text = term
        return field in self.fields and self.fields[field].find(text) is not None

    def indexed_field_names(self) -> list[str]:
        return list(self.fields)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for field in self.fields:
            yield from self.terms_from(field, b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        terms = self.fields[fieldname]
        return ((fieldname, terms.term(number)) for number in range(terms.first_from(prefix), len(terms)))

    def items(self) -> Iterator[tuple[tuple[str, bytes], Any]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], Any]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> Any:
        docs, freqs = self._postings(fieldname, text)
        weights = np.ones(len(docs)) if freqs is None else freqs
        return TermInfo(
            weight=int(weights.sum()), df=len(docs), minlength=1, maxlength=1,
            maxweight=int(weights.max()), minid=int(docs[0]), maxid=int(docs[-1]),
        )  # fmt: skip

    def frequency(self, fieldname: str, text: bytes) -> int:
        return int(self.term_info(fieldname, text).weight())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return len(self._postings(fieldname, text)[0])

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> Any:
        docs, freqs = self._postings(fieldname, text)
        if not len(docs):
            return NullMatcher()
        weights = [1.0] * len(docs) if freqs is None else freqs.astype(float).tolist()
        info = self.term_info(fieldname, text)
        return ListMatcher(docs.tolist(), weights, scorer=scorer, term=(fieldname, text), terminfo=info)

    def _postings(self, fieldname: str, text: bytes) -> tuple[Any, Any]:
        number = self.fields[fieldname].find(text) if fieldname in self.fields else None
        if number is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return self.fields[fieldname].postings(number)

    def close(self) -> None:
        """The map is let go with the last array that looks into it."""
