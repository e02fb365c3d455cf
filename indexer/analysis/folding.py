"""Folding: what differs only in script, width, case or typography becomes one. One character in, one out."""

import sys
import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray
from opencc import OpenCC

# Offsets into a folded text are offsets into the stored one: snippets and marks rest on that, so nothing here may
# drop, add or join characters.

_TYPOGRAPHY = {
    **dict.fromkeys("·‧•・･∙⋅•ᐧ", "·"),  # 安东尼·布林肯 is written with any of them
    **dict.fromkeys("“”„‟«»「」『』〝〞＂", '"'),
    **dict.fromkeys("‘’‚‛′＇`´", "'"),
    **dict.fromkeys("‐‑‒–—―−－", "-"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2009\u202f\u3000\t\v\f", " "),
}

# Characters with a case or a one-character compatibility form live in these planes (Unicode 14); walking all
# 1,114,112 code points would take 0.4 s at every start.
_RANGES = (range(0x80, 0xD800), range(0xE000, 0x1F200), range(0x2F800, 0x2FA20))


def fold(text: str) -> str:
    """The folded text, of the same length: Simplified, half width, lower case, one kind of quote and interpunct."""
    if len(text) < _LONG:
        return text.translate(fold_table())
    # An article of 1,400 characters takes 66 µs with translate, 8 so.
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return _fold_array()[codes].tobytes().decode("utf-32-le", "surrogatepass")


_LONG = 100


@cache
def _fold_array() -> NDArray[np.uint32]:
    """The fold table as an array: what each code point becomes."""
    array = np.arange(sys.maxunicode + 1, dtype=np.uint32)
    for point, plain in fold_table().items():
        array[point] = ord(plain)
    return array


@cache
def fold_table() -> dict[int, str]:
    """Code point to character, for those that folding changes. Built once a process."""
    table = {ord(c): c.lower() for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    # A line each keeps the characters apart, and normalizes all in one call: 0.2 s at every start became 0.03.
    chars = [chr(point) for points in _RANGES for point in points]
    for char, compatible in zip(chars, unicodedata.normalize("NFKC", "\n".join(chars)).split("\n"), strict=True):
        plain = (compatible if len(compatible) == 1 else char).lower()
        if len(plain) == 1 and plain != char:
            table[ord(char)] = plain
    table |= {ord(char): plain for char, plain in _TYPOGRAPHY.items()}
    simplified = _simplified()
    for point, plain in list(table.items()):
        table[point] = simplified.get(plain, plain)
    for char, plain in simplified.items():
        table.setdefault(ord(char), plain)
    return _settled(table)


def _simplified() -> dict[str, str]:
    """Traditional to Simplified by OpenCC's table of single characters; a line each keeps its phrases out of it."""
    han = [chr(p) for r in (range(0x3400, 0xA000), range(0x20000, 0x323B0)) for p in r]
    converted = OpenCC("t2s").convert("\n".join(han)).split("\n")
    pairs = zip(han, converted, strict=True)
    return {char: plain for char, plain in pairs if char != plain and len(plain) == 1}


def _settled(table: dict[int, str]) -> dict[int, str]:
    """The table with chains followed to their ends, so that folding twice is folding once."""
    for point in table:
        seen = {chr(point)}
        plain = table[point]
        while plain not in seen and ord(plain) in table:
            seen.add(plain)
            plain = table[ord(plain)]
        table[point] = plain
    return {point: plain for point, plain in table.items() if plain != chr(point)}
