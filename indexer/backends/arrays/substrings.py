"""Where the string of a word occurs although the word does not (产生 in 生产生活, cut as 生产 and 生活), and in which
documents each character stands.

With these among the documents of the word, a query for it that is answered exactly has no positions to read.
"""

from collections import defaultdict
from typing import NamedTuple

import numpy as np

from indexer.arrays import Array
from indexer.backends.arrays.bigrams import Merge, Range, to_codes
from indexer.backends.arrays.doc_lists import as_mask, groups, lists_to_arrays
from indexer.backends.arrays.spans import Spans
from indexer.backends.arrays.terms import SUBSTRING_ONLY, Entries

COMMON, MAX_LENGTH = 3, 64
"""Words of fewer documents, half of all, and longer ones are left out: their strings are looked for when asked for."""


class _Word(NamedTuple):
    number: int
    documents: int
    chars: list[int]


class SubstringOccurrences:
    """Looks over the positions of all pairs of a segment, while these are merged, for words that begin with them."""

    def __init__(self, words: Entries, merge: Merge, spans: Spans, documents: int) -> None:
        self._words, self._spans, self._documents = words, spans, documents
        self._text = merge.text(padding=MAX_LENGTH)
        self._beginning: dict[tuple[int, int], list[_Word]] = defaultdict(list)
        counts = words.counts
        for number in np.flatnonzero(counts >= COMMON).tolist():
            codes = to_codes(words.terms[number].decode("utf-8", "surrogatepass"))
            if 2 <= len(codes) <= MAX_LENGTH:
                chars = merge.numbers(codes).tolist()
                self._beginning[chars[0], chars[1]].append(_Word(number, int(counts[number]), chars))
        self._pairs = np.array(sorted(first << 32 | second for first, second in self._beginning), np.int64)
        self._found = [np.empty(0, np.uint64)]
        self._char, self._in_char = 0, np.zeros(documents, bool)
        self._chars: list[Array] = []

    def look(self, some: Range) -> None:
        """Take note of what occurs in a range of pairs."""
        docs = self._spans.docs(some.positions)
        ends = np.cumsum(some.counts)
        self._note_chars(some, docs, ends)
        wanted = np.flatnonzero(np.isin(some.first << 32 | some.second, self._pairs, kind="sort"))
        for pair in wanted.tolist():
            where = slice(int(ends[pair] - some.counts[pair]), int(ends[pair]))
            words = self._beginning[int(some.first[pair]), int(some.second[pair])]
            self._follow(words, 2, some.positions[where], docs[where])

    def _follow(self, words: list[_Word], length: int, positions: Array, docs: Array) -> None:
        """Of words that all begin with the same characters, so many, which stand at these positions and documents."""
        longer: dict[int, list[_Word]] = defaultdict(list)
        for word in words:
            if len(word.chars) == length:
                self._compare(word, docs)
            else:
                longer[word.chars[length]].append(word)
        following = self._text[positions + length] if longer else positions
        for char, some in longer.items():
            at = np.flatnonzero(following == char)
            self._follow(some, length + 1, positions[at], docs[at])

    def _note_chars(self, some: Range, docs: Array, ends: Array) -> None:
        """Pairs come in the order of their first characters; the last of a range may go on in the next."""
        chars, firsts, counts = groups(some.first)
        starts = ends[firsts] - some.counts[firsts]
        for char, start, end in zip(chars.tolist(), starts.tolist(), ends[firsts + counts - 1].tolist(), strict=True):
            if char != self._char:
                self._finish_char()
                self._char = char
            self._in_char[docs[start:end]] = True

    def _finish_char(self) -> None:
        found = np.flatnonzero(self._in_char)
        self._in_char[found] = False
        self._chars.append(found.astype(np.uint16))

    def _compare(self, word: _Word, docs: Array) -> None:
        """Note of a word's string which of its documents (ascending, some more than once) do not hold the word."""
        if np.count_nonzero(docs[1:] != docs[:-1]) + 1 == word.documents:
            return
        only = as_mask(docs, self._documents)
        only[self._words.docs(word.number)] = False
        found = np.flatnonzero(only).astype(np.uint64)
        self._found.append(np.uint64(word.number << 32 | SUBSTRING_ONLY) | found << np.uint64(16))

    def keys(self) -> Array:
        """The entries that were found, as ``Entries`` has them."""
        return np.concatenate(self._found)

    def chars_to_arrays(self) -> dict[str, Array]:
        """DocLists ``text.char``: the documents of each character of the alphabet."""
        self._finish_char()
        counts = np.array([len(docs) for docs in self._chars], np.int64)
        return lists_to_arrays("text.char", counts, np.concatenate(self._chars), self._documents)
