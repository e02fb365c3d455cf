"""Making the arrays that suggestions are looked up in."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.suggest.entry import KINDS, Entry
from indexer.suggest.keys import Arrays, Strings, each, keys, strings, unaccented, without_marks
from indexer.suggest.pinyin import DOT, HAN, char_readings, initials, readings, sound, squeezed, surname_reading

_KIND = {kind: number for number, kind in enumerate(KINDS)}
_UNTIDY = re.compile(r"^ | $|  |[^\S \n]", re.MULTILINE)
_LATER_WORDS = re.compile(r"[ ·\-]+(?=[^ ·\-])")


def build(entries: Iterable[Entry], before: Arrays | None = None) -> dict[str, NDArray[Any]]:
    """The arrays (one-dimensional) that ``Suggester`` opens.

    ``before``: what an earlier call gave; the pinyin that is in there is not worked out again. Of entries whose text is
    the same but for script, case and accents one is left: its kind the first of KINDS, its weight the highest. Empty
    texts are left out, blanks and line breaks become one blank.

    Entries are numbered by falling weight, short ones first. Of each: ``suggest.text``, ``.kind`` (uint8, into KINDS),
    ``.weight`` (uint32), ``.reading``. Keys to them: ``.begin`` (bare texts, from each of their words on), ``.pinyin``,
    ``.initials``, ``.sound``. Of the characters from FIRST_HAN on: ``.han`` (uint16, into ``.chars``).
    """
    kept, plain = _distinct(entries)
    read = _readings([entry.text for entry in kept], plain, before)
    return {
        **strings("suggest.text", [entry.text for entry in kept]),
        "suggest.kind": np.fromiter((_KIND[entry.kind] for entry in kept), np.uint8, len(kept)),
        "suggest.weight": np.fromiter((entry.weight for entry in kept), np.uint32, len(kept)),
        **strings("suggest.reading", read),
        **_beginnings(plain),
        **_pinyin_keys(kept, plain, read),
        **_char_readings(before),
    }


def _distinct(entries: Iterable[Entry]) -> tuple[list[Entry], list[str]]:
    """The entries by falling weight, each once, and their texts, folded and without accents."""
    given = list(entries)
    shown = _tidied([entry.text for entry in given])
    best: dict[str, Entry] = {}
    for entry, text, plain in zip(given, shown, each(unaccented, shown), strict=True):
        other = best.get(plain)
        if other is not None:
            first = min(entry, other, key=lambda e: (_KIND[e.kind], -e.weight, e.text))
            best[plain] = Entry(" ".join(first.text.split()), first.kind, max(entry.weight, other.weight))
        elif plain:
            best[plain] = entry if entry.text == text else Entry(text, entry.kind, entry.weight)
    texts, kept = list(best), list(best.values())
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    weights = np.fromiter((entry.weight for entry in kept), np.int64, len(kept))
    order = np.lexsort((lengths, -weights)).tolist()
    return [kept[number] for number in order], [texts[number] for number in order]


def _tidied(texts: list[str]) -> list[str]:
    """With one blank for each run of white space inside. A look at all together is what most builds need:
    to split and to join each was a tenth of the time of a build."""
    lines = "\n".join(texts)
    if lines.count("\n") < len(texts) and not _UNTIDY.search(lines):
        return texts
    return [" ".join(text.split()) for text in texts]


def _readings(shown: Sequence[str], plain: Sequence[str], before: Arrays | None) -> list[str]:
    """The reading of each text, nothing where it has no Han."""
    known: dict[str, str] = {}
    if before is not None:
        known = dict(zip(Strings(before, "suggest.text").all(), Strings(before, "suggest.reading").all(), strict=True))
    found = [known.get(text) for text in shown]
    new = [number for number, reading in enumerate(found) if reading is None and HAN.search(plain[number])]
    if new:
        for number, reading in zip(new, readings([plain[number] for number in new]), strict=True):
            found[number] = reading
    return [reading or "" for reading in found]


def _beginnings(plain: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Keys of the bare texts, and of what follows a blank, a hyphen or an interpunct: ``blinken`` of Antony Blinken."""
    texts, numbers = list(plain), list(range(len(plain)))
    for number, text in enumerate(plain):
        if " " in text or DOT in text or "-" in text:
            later = [text[found.end() :] for found in _LATER_WORDS.finditer(text)]
            texts += later
            numbers += [number] * len(later)
    return keys("suggest.begin", each(without_marks, texts), numbers)


def _pinyin_keys(kept: Sequence[Entry], plain: Sequence[str], read: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Keys of the readings, of their initials and of their sound."""
    pairs = [(reading, number) for number, reading in enumerate(read) if reading]
    for reading, number in pairs[:]:
        if kept[number].kind in ("name", "author") and (other := surname_reading(plain[number], reading)):
            pairs.append((other, number))
    spoken = [pair for pair in pairs if DOT not in pair[0]]
    for reading, number in pairs[:]:
        while DOT in reading:
            reading = reading.partition(DOT)[2].lstrip()
            if reading:
                pairs.append((reading, number))
    texts, numbers = [reading for reading, _ in pairs], [number for _, number in pairs]
    first = each(squeezed, each(initials, texts))
    # Whoever knows no v for ü types u. The V of a Latin word is a capital.
    pairs += [(reading.replace("v", "u"), number) for reading, number in pairs if "v" in reading]
    return {
        **keys("suggest.pinyin", each(squeezed, [text for text, _ in pairs]), [number for _, number in pairs]),
        **keys("suggest.initials", first, numbers),
        **keys("suggest.sound", each(sound, [text for text, _ in spoken]), [number for _, number in spoken]),
    }


def _char_readings(before: Arrays | None) -> dict[str, NDArray[Any]]:
    """As they were, or worked out."""
    if before is not None:
        return {name: before[name] for name in ("suggest.han", "suggest.chars", "suggest.chars.at")}
    single = char_readings()
    distinct = sorted(set(single))
    number = {reading: place for place, reading in enumerate(distinct)}
    return {
        "suggest.han": np.array([number[reading] for reading in single], np.uint16),
        **strings("suggest.chars", distinct),
    }
