"""Exact strings of one segment, found through the positions of their pairs of neighbouring characters.

The texts of a segment (of each document its title, its body, each caption) lie end to end, each closed by a newline.
A string of two characters is a list of positions as it is; a longer one is looked up pair by pair until every
character is covered, the rarest pair first, the others in what is left of it. A single character has a list of
documents of its own.
"""

from collections.abc import Callable, Iterable
from itertools import pairwise

import numpy as np

from indexer.analysis import fold
from indexer.arrays import Array, Arrays
from indexer.article import Article
from indexer.backends.arrays import varint
from indexer.backends.arrays.bigrams import BLOCK, to_codes
from indexer.backends.arrays.doc_lists import DocLists, groups
from indexer.backends.arrays.spans import Spans

_NONE = np.empty(0, np.int32)
_ARTICLE = 40_000
"""Bytes of positions that take as long to read as an article: where few candidates are left, their texts tell sooner
whether a long string occurs there. That makes 17 ms of a sentence's 25 words 12."""


class Strings:
    """The strings of one segment.

    Stored, all with ``text.`` before the name: ``chars`` (uint32, the alphabet), DocLists ``char`` of it; ``pairs``
    (numbers of both characters in the alphabet, sorted), ``at`` (uint32, where the bytes of each pair's positions
    begin, and the last end), ``deltas`` (varints: the first position, then the differences); ``frequent`` (uint32, the
    pairs that have no such bytes but) ``low_starts`` (uint32), ``lows`` and ``blocks`` (uint16, see ``pairs``).
    """

    def __init__(self, arrays: Arrays, documents: int, text_of: Callable[[int], str]) -> None:
        """``text_of`` gives what ``concatenate_fields`` made of a document."""
        self._text_of = text_of
        self._arrays = arrays
        self._deltas, self._lows, self._blocks = (arrays.parts(f"text.{name}") for name in ("deltas", "lows", "blocks"))
        self._chars = DocLists(arrays, "text.char", documents)
        self.spans = Spans(arrays)

    def chars(self, char: str) -> Array:
        """Ascending documents (intp) in which a character stands."""
        number = self._number(ord(char))
        return np.empty(0, np.intp) if number is None else self._chars.docs(number)

    def positions(self, text: str) -> Array:
        """Ascending positions (int32) at which a folded string occurs."""
        codes = to_codes(text).tolist()
        if len(codes) == 1:
            return self._single(codes[0])
        pairs = []
        for offset, (first, second) in enumerate(pairwise(codes)):
            pair = self._pair(first, second)
            if pair is None:
                return _NONE
            pairs.append((self._size(pair), offset, pair))
        found, covered = _NONE, set[int]()
        left = sum(size for size, _, _ in pairs)
        for size, offset, pair in sorted(pairs):
            left -= size
            if offset in covered and offset + 1 in covered:
                continue
            positions = self._positions(pair)
            found = found[_contained(found + np.int32(offset), positions)] if covered else positions - np.int32(offset)
            if not len(found):
                return _NONE
            covered |= {offset, offset + 1}
            if len(found) * _ARTICLE < left:
                return found[[self._stands(text, position) for position in found.tolist()]]
        return found

    def _stands(self, text: str, position: int) -> bool:
        """Does a string stand at a position? As its document tells."""
        doc = int(self.spans.docs(np.array([position], np.int32))[0])
        return self._text_of(doc).startswith(text, position - self.spans.start(doc))

    def documents(self, text: str, title_only: bool = False) -> tuple[Array, Array]:
        """Ascending documents (int32) in which a folded string occurs, and how often in each."""
        positions = self.positions(text)
        docs = self.spans.docs(positions)
        if title_only:
            docs = docs[self.spans.in_title(positions, docs)]
        distinct, _, counts = groups(docs)
        return distinct, counts

    def near(self, left: str, right: str, distance: int) -> Array:
        """Documents in which at most ``distance`` characters stand between the two strings, in one text."""
        a, b = self.positions(left), self.positions(right)
        if not len(a) or not len(b):
            return _NONE
        parts_a, parts_b = self.spans.parts(a), self.spans.parts(b)
        # The nearest b that starts at or after the end of each a, and the nearest that ends at or before its start.
        after = np.searchsorted(b, a + len(left))
        before = np.searchsorted(b + len(right), a, side="right") - 1
        good = np.zeros(len(a), bool)
        for nearest, inside in ((after, after < len(b)), (before, before >= 0)):
            index = np.where(inside, nearest, 0)
            gap = np.where(b[index] > a, b[index] - a - len(left), a - b[index] - len(right))
            good |= inside & (gap <= distance) & (parts_b[index] == parts_a)
        return groups(self.spans.docs(a[good]))[0]

    def codes(self) -> Array:
        """The code points (uint32) of all texts, end to end: each character begins a pair, but for some line ends."""
        text = np.full(self.spans.length, ord("\n"), np.uint32)
        pairs, at = self._arrays["text.pairs"], self._arrays["text.at"].astype(np.int64)
        firsts = self._arrays["text.chars"][(pairs >> pairs.dtype.type(pairs.itemsize * 4)).astype(np.intp)]
        frequent = self._arrays["text.frequent"].tolist()
        for pair in frequent:
            text[self._positions(pair)] = firsts[pair]
        deltas = self._deltas[0 : len(self._deltas)]
        counts = np.diff(np.concatenate([[0], np.cumsum(deltas < varint.MORE)])[at])
        ends = np.cumsum(counts)
        sums = np.cumsum(varint.decode(deltas), dtype=np.int64)
        before = np.concatenate([[0], sums])[ends - counts]
        text[sums - np.repeat(before, counts)] = np.repeat(firsts, counts)
        return text

    def _number(self, point: int) -> int | None:
        chars = self._arrays["text.chars"]
        number = int(chars.searchsorted(np.uint32(point)))
        return number if number < len(chars) and chars[number] == point else None

    def _pair(self, first: int, second: int) -> int | None:
        a, b = self._number(first), self._number(second)
        if a is None or b is None:
            return None
        pairs = self._arrays["text.pairs"]
        key = pairs.dtype.type(a << pairs.itemsize * 4 | b)
        number = int(pairs.searchsorted(key))
        return number if number < len(pairs) and pairs[number] == key else None

    def _size(self, pair: int) -> int:
        """How many bytes its varints take, or how often a frequent pair stands."""
        at = self._arrays["text.at"]
        size = int(at[pair + 1]) - int(at[pair])
        if size:
            return size
        row = self._row(pair)
        starts = self._arrays["text.low_starts"]
        return int(starts[row + 1]) - int(starts[row])

    def _row(self, pair: int) -> int:
        return int(self._arrays["text.frequent"].searchsorted(np.uint32(pair)))

    def _positions(self, pair: int) -> Array:
        at = self._arrays["text.at"]
        start, end = int(at[pair]), int(at[pair + 1])
        if end > start:
            return np.cumsum(varint.decode(self._deltas[start:end]), dtype=np.int32)
        row, starts = self._row(pair), self._arrays["text.low_starts"]
        size = len(self._blocks) // len(self._arrays["text.frequent"])
        blocks = self._blocks[row * size : (row + 1) * size]
        positions = np.repeat(np.arange(len(blocks), dtype=np.int32) * np.int32(BLOCK), blocks)
        positions += self._lows[int(starts[row]) : int(starts[row + 1])]
        return positions

    def _single(self, point: int) -> Array:
        """Every text is closed by a newline, so each character begins a pair: its positions are those of all these."""
        number = self._number(point)
        if number is None:
            return _NONE
        return np.sort(np.concatenate([_NONE, *(self._positions(pair) for pair in self._beginning(number))]))

    def _beginning(self, number: int) -> range:
        pairs = self._arrays["text.pairs"]
        kind, shift = pairs.dtype.type, pairs.itemsize * 4
        high = len(pairs) if number + 1 >> shift else int(pairs.searchsorted(kind(number + 1 << shift)))
        return range(int(pairs.searchsorted(kind(number << shift))), high)


def _contained(values: Array, ordered: Array) -> Array:
    """Which of the values occur in a sorted array."""
    at = ordered.searchsorted(values)
    at[at == len(ordered)] = 0
    found: Array = ordered[at] == values
    return found


def concatenate_fields(texts: Iterable[str]) -> tuple[str, list[int]]:
    """The folded texts of a document, the title first, each closed by a newline, end to end; and their lengths."""
    lines = [f"{text}\n" for text in texts]
    return "".join(lines), [len(line) for line in lines]


def folded_text(article: Article) -> str:
    """What ``concatenate_fields`` made of an article when its segment was written."""
    return concatenate_fields(map(fold, (article.title, article.body, *article.captions)))[0]
