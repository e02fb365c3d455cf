"""Where the string of a word stands although the word does not: 产生 in 生产生活, which is cut as 生产 and 生活.

With these documents beside those of the word, a query for a word that is found exactly has no positions to read.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from indexer.engine.whoosh.arrays import Array
from indexer.engine.whoosh.lists import groups, lists_to_arrays
from indexer.engine.whoosh.pairs import Run, to_codes
from indexer.engine.whoosh.spans import Spans
from indexer.engine.whoosh.terms import Terms

_COMMON = 3
"""Words of fewer documents are left out: half of all words, which no one asks for; their strings are looked for."""


class Elsewhere:
    """Looks over the positions of all pairs of a segment, while these are merged, for words that begin with them."""

    def __init__(self, words: Terms, runs: Sequence[Run], spans: Spans, documents: int) -> None:
        self._words, self._spans, self._documents = words, spans, documents
        self._text = _text(runs)
        self._beginning: dict[int, list[tuple[int, list[int]]]] = defaultdict(list)
        counts = np.diff(words.lists.starts.astype(np.int64))
        for number in np.flatnonzero(counts >= _COMMON).tolist():
            first, *rest = to_codes(words.term(number).decode("utf-8", "surrogatepass")).tolist()
            if rest:
                self._beginning[first << 21 | rest[0]].append((number, rest[1:]))
        self._found: dict[int, Array] = {}

    def look(self, pairs: Array, counts: Array, positions: Array) -> None:
        """Take note of some pairs (first << 21 | second), of each ``counts`` positions."""
        end = 0
        for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
            start, end = end, end + count
            if pair in self._beginning:
                self._look(self._beginning[pair], positions[start:end])

    def _look(self, words: list[tuple[int, list[int]]], positions: Array) -> None:
        third = self._text[positions + 2] if any(rest for _, rest in words) else positions
        for number, rest in words:
            standing = positions
            if rest:
                standing = positions[third == rest[0]]
                for offset, code in enumerate(rest[1:], start=3):
                    standing = standing[self._text[standing + offset] == code]
            docs, _, _ = groups(self._spans.docs(standing))
            of_word = self._words.docs(number)
            if len(docs) > len(of_word):
                only = np.zeros(self._documents, bool)
                only[docs] = True
                only[of_word] = False
                self._found[number] = np.flatnonzero(only)
            else:
                self._found[number] = _NONE

    def to_arrays(self) -> dict[str, Array]:
        """``body.elsewhere`` (uint32): the words that were looked for, ascending; DocLists of the same name."""
        numbers = sorted(self._found)
        counts = np.array([len(self._found[number]) for number in numbers], np.int64)
        docs = np.concatenate([_NONE, *(self._found[number] for number in numbers)])
        return {
            "body.elsewhere": np.array(numbers, np.uint32),
            **lists_to_arrays("body.elsewhere", counts, docs, self._documents),
        }


_NONE = np.empty(0, np.intp)
_PADDING = 64


def _text(runs: Sequence[Run]) -> Array:
    """The code points of all text, from its sorted pairs; zeros behind its end, for words that look past it."""
    text = np.zeros(sum(run.length for run in runs) + _PADDING, np.uint32)
    start = 0
    for run in runs:
        first = (run.pairs >> np.uint64(21)).astype(np.uint32)
        text[start : start + run.length][run.positions] = np.repeat(first, run.counts)
        start += run.length
    return text
