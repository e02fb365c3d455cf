"""A Whoosh codec that keeps everything as arrays. Whoosh keeps schema, segments, table of contents and life cycle."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec, W3PerDocReader
from whoosh.matching import ListMatcher, NullMatcher
from whoosh.reading import TermInfo, TermNotFound

from indexer.arrays import Array, write_arrays
from indexer.backends.arrays.segment import SegmentArrays
from indexer.backends.arrays.segment_buffer import SegmentBuffer
from indexer.search import ranking

EXTENSION = ".arrays"


class ArrayCodec(W3Codec):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's own codec for which documents there are; arrays for what they hold."""

    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> "_FieldWriter":
        return _FieldWriter(storage, segment)

    def terms_reader(self, storage: Any, segment: Any) -> "ArrayTermsReader":
        return ArrayTermsReader(storage, segment)

    def per_document_reader(self, storage: Any, segment: Any) -> "ArrayDocumentReader":
        return ArrayDocumentReader(storage, segment)


def open_segment(storage: Any, segment: Any) -> SegmentArrays:
    """The arrays that belong to a segment of Whoosh's."""
    return SegmentArrays(Path(storage.folder) / segment.make_filename(EXTENSION), segment.deleted_docs())


def open_segments(index: Any) -> list[SegmentArrays]:
    """Those that an index has, as its table names them: Whoosh's reader would open files of its own for each."""
    return [open_segment(index.storage, segment) for segment in index._segments() if segment.doc_count_all()]


class _FieldWriter(base.FieldWriter):  # type: ignore[misc]  # the same
    def __init__(self, storage: Any, segment: Any) -> None:
        self._path = Path(storage.folder) / segment.make_filename(EXTENSION)
        self.is_closed = False

    def add_postings(self, schema: Any, lengths: Any, items: SegmentBuffer) -> None:
        write_arrays(self._path, items.to_arrays())

    def close(self) -> None:
        self.is_closed = True


class ArrayDocumentReader(W3PerDocReader):  # type: ignore[misc]  # the same
    """Stored fields of an ordinary Whoosh reader: those of the Article."""

    def __init__(self, storage: Any, segment: Any) -> None:
        super().__init__(storage, segment)
        self._opened = open_segment(storage, segment)

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        return asdict(self._opened.article(docnum))


class ArrayTermsReader(base.TermsReader):  # type: ignore[misc]  # the same
    """What Whoosh asks of a terms reader, over the arrays of a segment."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._fields = open_segment(storage, segment).fields

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        field, text = term
        return field in self._fields and self._fields[field].find(text) is not None

    def indexed_field_names(self) -> list[str]:
        return list(self._fields)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for field in self._fields:
            yield from self.terms_from(field, b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        terms = self._fields[fieldname]
        return ((fieldname, terms.term(number)) for number in range(terms.first_from(prefix), len(terms)))

    def items(self) -> Iterator[tuple[tuple[str, bytes], Any]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], Any]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> Any:
        docs, weights = self._postings(fieldname, text)
        return TermInfo(
            weight=float(weights.sum()), df=len(docs), minlength=1, maxlength=1,
            maxweight=float(weights.max()), minid=int(docs[0]), maxid=int(docs[-1]),
        )  # fmt: skip

    def frequency(self, fieldname: str, text: bytes) -> float:
        return float(self.term_info(fieldname, text).weight())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return len(self._postings(fieldname, text)[0])

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> Any:
        docs, weights = self._postings(fieldname, text)
        if not len(docs):
            return NullMatcher()
        info = self.term_info(fieldname, text)
        return ListMatcher(docs.tolist(), weights.tolist(), scorer=scorer, term=(fieldname, text), terminfo=info)

    def _postings(self, fieldname: str, text: bytes) -> tuple[Array, Array]:
        """Documents, and as weights their shares."""
        terms = self._fields.get(fieldname)
        number = None if terms is None else terms.find(text)
        if terms is None or number is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        docs = terms.docs(number)
        return docs, terms.impacts(number, docs) * ranking.STEP if terms.scored else np.ones(len(docs))

    def close(self) -> None:
        """The map is let go with the last array that looks into it."""
