"""What was likely meant by a word that occurs nowhere."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice, product

from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexer.suggest.keys import Arrays, Keys, Strings, bare, each
from indexer.suggest.pinyin import DOT, FIRST_HAN, HAN, LAST_HAN, sound

_LATIN_WORD = re.compile(r"[^\W\d_\u3400-\u9fff]+(?:['’.\-][^\W\d_\u3400-\u9fff]+)*")
_SHORTEST_LATIN, _LONG_LATIN = 4, 8
"""Fewer letters have too many neighbours; so many may hold two mistakes."""
_MAX_SPOKEN = 16
"""Readings of one word, each character in each of its own."""
_NEAREST = 100


class Similar:
    """The texts near to a word, over the arrays of ``build``."""

    def __init__(self, arrays: Arrays) -> None:
        self._texts, self._readings = Strings(arrays, "suggest.text"), Strings(arrays, "suggest.reading")
        self._sound, self._pinyin = Keys(arrays, "suggest.sound"), Keys(arrays, "suggest.pinyin")
        self._han, self._chars = arrays["suggest.han"], Strings(arrays, "suggest.chars")

    def to_han(self, word: str) -> Iterator[str]:
        """For a bare word with Han: what sounds the same, what sounds alike, what differs in one character."""
        ranked: dict[int, tuple[int, int, int]] = {}
        for spoken in self._spoken(word):
            for entry in self._sound.equal(sound(spoken))[:_NEAREST].tolist():
                same = sum(a == b for a, b in zip(word, bare(self._texts[entry]), strict=False))
                if self._readings[entry] == spoken:
                    ranked[entry] = (0, -same, entry)
                elif same or len(word) > 2:
                    ranked.setdefault(entry, (1, -same, entry))
        if len(word) > 2:
            for text, _ in _near(word, self._han_texts, 1):
                # Of three characters one more or one less leaves another word: 布林 for 布林垦.
                if len(word) > 3 or len(text) == 3:
                    entry = self._han_texts[text]
                    ranked.setdefault(entry, (2 if len(word) > 3 else 3, 0, entry))
        best = min(ranked.values(), default=(0,))[0]
        for entry, (rank, _, _) in sorted(ranked.items(), key=lambda item: item[1]):
            # A short word has many that are a little off: none of them where another one sounds right.
            if rank == best or (rank < 3 and len(word) > 2):
                yield self._texts[entry]
                if rank == 3:
                    return

    def to_latin(self, word: str, others: Sequence[str]) -> Iterator[str]:
        """For a bare word without Han: what is read so in pinyin, then what has one letter more, less or changed, or
        two exchanged; in a long word two such mistakes."""
        for entry in self._pinyin.equal(word.replace(" ", ""))[:_NEAREST].tolist():
            if DOT not in self._readings[entry]:
                yield self._texts[entry]
        if len(word) < _SHORTEST_LATIN or not word[0].isalpha():
            return
        most = 1 if len(word) < _LONG_LATIN else 2
        # The first letter is seldom wrong. So 62 of 150 real words that were left out had a neighbour, else 71.
        starts = (word[0], word[1] + word[0])
        entries, indexed = self._latin_texts, [text for text in others if text.startswith(starts)]
        near = _near(word, [text for text in entries if text.startswith(starts)], most) + _near(word, indexed, most)
        for text, _ in sorted(near, key=lambda found: found[1]):
            if len(text) >= _SHORTEST_LATIN:
                yield entries.get(text, text)

    def _spoken(self, word: str) -> Iterator[str]:
        """How a word of Han may be read, the likeliest first; nothing if one of its characters has no reading."""
        places = [ord(char) - FIRST_HAN for char in word if FIRST_HAN <= ord(char) <= LAST_HAN]
        if len(places) == len(word) > 1:
            choices = [self._chars[int(self._han[place])].split() for place in places]
            yield from islice(map(" ".join, product(*choices)), _MAX_SPOKEN)

    @cached_property
    def _han_texts(self) -> dict[str, int]:
        """The entry of each bare text with Han of three characters or more."""
        texts = each(bare, self._texts.all())
        return {text: entry for entry, text in enumerate(texts) if len(text) > 2 and HAN.search(text)}

    @cached_property
    def _latin_texts(self) -> dict[str, str]:
        """The texts without Han, and all Latin words of the texts, as they are shown: by their bare form, the first
        entry's where they differ."""
        texts = self._texts.all()
        shown = _LATIN_WORD.findall("\n".join(texts))
        # All texts in one search here, and a glance at their first characters: 49 ms at the first question, else 90.
        shown += [text for text in texts if text[0] < "\u3400" and not HAN.search(text)]
        found: dict[str, str] = {}
        for plain, word in zip(each(bare, shown), shown, strict=True):
            if len(plain) >= _SHORTEST_LATIN:
                found.setdefault(plain, word)
        return found


def _near(word: str, texts: Iterable[str], most: int) -> list[tuple[str, int]]:
    """The nearest texts and how many mistakes they are away; of those equally far the first ones of ``texts``."""
    near = process.extract(word, list(texts), scorer=OSA.distance, score_cutoff=most, limit=_NEAREST)
    return [(text, int(away)) for text, away, _ in near]
