"""A Whoosh codec that keeps everything as arrays. Whoosh keeps schema, segments, table of contents and life cycle."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec, W3PerDocReader
from whoosh.matching import ListMatcher, NullMatcher
from whoosh.reading import TermInfo, TermNotFound

from indexer.article import Article
from indexer.duplicates import WIDTH
from indexer.engine import ranking
from indexer.engine.arrays import Array, read_arrays, write_arrays
from indexer.engine.kept import Head
from indexer.engine.whoosh.elsewhere import COMMON, LONGEST
from indexer.engine.whoosh.lists import groups
from indexer.engine.whoosh.pool import Pool
from indexer.engine.whoosh.postings import Chosen, Listed, Live, Part, only_words
from indexer.engine.whoosh.stored import unpack, unpack_head
from indexer.engine.whoosh.strings import Strings, folded_text
from indexer.engine.whoosh.terms import Terms

EXTENSION = ".arrays"


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
        """Where a word stands in a field; None: nowhere."""
        number = self.fields[field].find(word.encode("utf-8", "surrogatepass"))
        if number is None:
            return None
        part = only_words(self.fields[field], number, self.live)
        return part if part.count else None

    def number(self, field: str, word: str) -> int | None:
        """The number of a word of a field; None if it stands nowhere."""
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
        """Where the string of a word stands in title, body and captions."""
        terms = self.fields["body"]
        if len(word) == 1:
            docs = self.strings.chars(word)
        elif number is not None and len(word) <= LONGEST and terms.lists.count(number) >= COMMON:
            return Listed(terms, number, self.live)
        else:
            docs = groups(self.strings.spans.docs(self.strings.positions(word)))[0].astype(np.intp)
        return Chosen(terms, number, self.live.among(docs), self.size)

    def holding(self, text: str, title_only: bool = False) -> tuple[Array, Array]:
        """Ascending documents (intp) in which a folded string stands, and how often (float32; 1 for a character)."""
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


class _FieldWriter(base.FieldWriter):  # type: ignore[misc]  # the same
    def __init__(self, storage: Any, segment: Any) -> None:
        self._path = Path(storage.folder) / segment.make_filename(EXTENSION)
        self.is_closed = False

    def add_postings(self, schema: Any, lengths: Any, items: Pool) -> None:
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
        return docs, terms.shares(number, docs) * ranking.STEP if terms.scored else np.ones(len(docs))

    def close(self) -> None:
        """The map is let go with the last array that looks into it."""
