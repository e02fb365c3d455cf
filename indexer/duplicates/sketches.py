"""A small sketch of an article that can be compared with others without reading the texts again."""

import hashlib
import sys
from functools import cache

import numpy as np
from numpy.typing import NDArray

from indexer.analysis import fold

# b-bit minwise hashing (Li and König 2010) with one permutation (Li, Owen and Zhang 2012): the hashes of all windows of
# five letters are thrown into bins by their size, and one byte of the least in each bin is kept. The share of bins that
# two sketches have in common estimates the Jaccard similarity of their windows.
#
# Four sets are sketched. The whole body tells that two texts are alike. That is not enough: a daily report of an
# exchange rate shares 0.6 to 0.8 with that of any other day, but not its numbers; two articles that carry the same long
# gallery of captions share up to 0.86, but not how they begin; a monthly list shares up to 0.96 with the last, numbers
# and all, but not the numbers in its title.
WHOLE = slice(0, 64)
LEAD = slice(64, 80)
NUMBERS = slice(80, 112)
TITLE_NUMBERS = slice(112, 128)
WIDTH = 128
"""Bytes in a sketch."""

_WINDOW = 5
_LEAD_WINDOWS = 250
_LEAST_WINDOWS = 40
"""Of a body with fewer, a changed word would be half: such are of one family only if title and body are the same."""

_MULTIPLIER = np.uint32(0x9E3779B1)
_LETTER_PLANES = 0x32400  # the last plane that holds letters ends here


def sketch(title: str, body: str) -> NDArray[np.uint8]:
    """The sketch of an article, shape (128,), dtype uint8: 64 bins of the body, 16 of its first 250 windows, 32 of its
    numbers and 16 of the title's. 0 is an empty bin. Punctuation, spaces and script make no difference.

    All zeros where the body holds no letter: such an article is like no other.
    """
    text = _letters_of(body)
    if len(text) < _LEAST_WINDOWS + _WINDOW - 1:
        return _exact(_letters_of(title), text)
    # The gap keeps the last windows of the title free of the body, so that equal titles give equal windows.
    codes = np.concatenate([_letters_of(title), np.zeros(_WINDOW - 1, np.uint32), text])
    head = len(codes) - len(text)
    hashes = _windows(codes)
    # A number stands for itself and what follows: 5例本土 is not 5例境外.
    digit = codes - np.uint32(ord("0")) < np.uint32(10)
    first = digit.copy()
    first[1:] &= ~digit[:-1]
    starts = np.flatnonzero(first[: len(hashes)])
    in_title = int(np.searchsorted(starts, head))
    return _least(
        (hashes[head:], WHOLE),
        (hashes[head : head + _LEAD_WINDOWS], LEAD),
        (hashes[starts[in_title:]], NUMBERS),
        (hashes[starts[:in_title]], TITLE_NUMBERS),
    )


def _windows(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """A hash of every window: a polynomial of its letters, mixed as murmur3 ends, for its upper bits choose the bin."""
    count = len(codes) - _WINDOW + 1
    hashes = np.zeros(count, np.uint32)
    for place in range(_WINDOW):
        hashes *= _MULTIPLIER
        hashes += codes[place : place + count]
    hashes ^= hashes >> np.uint32(16)
    hashes *= np.uint32(0x85EBCA6B)
    hashes ^= hashes >> np.uint32(13)
    hashes *= np.uint32(0xC2B2AE35)
    hashes ^= hashes >> np.uint32(16)
    return hashes


def _least(*sets: tuple[NDArray[np.uint32], slice]) -> NDArray[np.uint8]:
    """The lowest byte of the least hash in each bin, at least 1; 0 where a bin has none. Upper bits choose the bin."""
    none = np.uint32(2**32 - 1)
    slots = [
        (hashes >> np.uint32(33 - (place.stop - place.start).bit_length())) + place.start for hashes, place in sets
    ]
    least = np.full(WIDTH, none)
    np.minimum.at(least, np.concatenate(slots).astype(np.intp), np.concatenate([hashes for hashes, _ in sets]))
    return np.where(least == none, np.uint8(0), np.maximum(least.astype(np.uint8), np.uint8(1)))


@cache
def _letters() -> NDArray[np.bool_]:
    """For each code point whether it is a letter or digit."""
    table = np.zeros(sys.maxunicode + 1, np.bool_)
    table[:_LETTER_PLANES] = [chr(point).isalnum() for point in range(_LETTER_PLANES)]
    return table


def _letters_of(text: str) -> NDArray[np.uint32]:
    """The code points of the folded letters and digits of a text."""
    codes = np.frombuffer(fold(text).encode("utf-32-le", "surrogatepass"), np.uint32)
    return codes[_letters()[codes]]


def _exact(title: NDArray[np.uint32], body: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """A sketch that is like another only if title and body have the same letters."""
    if not len(body):
        return np.zeros(WIDTH, np.uint8)
    digest = hashlib.shake_128(title.tobytes() + bytes(4) + body.tobytes()).digest(WIDTH)
    return np.maximum(np.frombuffer(digest, np.uint8), np.uint8(1))
