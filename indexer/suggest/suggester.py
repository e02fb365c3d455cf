"""Looking suggestions up."""

import re
from collections.abc import Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from indexer.analysis import fold
from indexer.suggest.entry import KINDS, Entry
from indexer.suggest.keys import Arrays, Keys, Strings, bare
from indexer.suggest.pinyin import DOT, HAN, initials, squeezed
from indexer.suggest.similar import Similar

_SAID, _BEGUN, _INITIALS, _INITIALS_BEGUN = 30.0, 1.0, 1.0, 0.25
"""What the weight of an entry is multiplied with: its pinyin typed in full (西安 stands beside 香港 for xian), its text
or its pinyin begun, its initials typed in full, its initials begun."""
_LOOKED_AT = 8
"""Times as many as asked for are taken of each kind of key: some lead to the same entry."""
_MIXED = 200
_SPELLED, _SPELLED_SHARE = 5, 0.8
"""Articles or titles that a Han name occurs in to be what a Latin one spells, and its share among all that sound so."""
_HAN_NAME = re.compile(f"{HAN.pattern}{{2,4}}")
_SPACE = re.compile(r"\s+")
_PINYIN = re.compile(r"[a-z0-9]+")
_HAN_THEN_PINYIN = re.compile(rf"({HAN.pattern}+)([a-z]+)")


class Suggester:
    """Suggestions from the arrays of ``build``. May be shared by threads."""

    def __init__(self, arrays: Arrays) -> None:
        self._texts, self._readings = Strings(arrays, "suggest.text"), Strings(arrays, "suggest.reading")
        self._kinds, self._weights = arrays["suggest.kind"], arrays["suggest.weight"]
        self._begin, self._pinyin = Keys(arrays, "suggest.begin"), Keys(arrays, "suggest.pinyin")
        self._initials = Keys(arrays, "suggest.initials")
        self._similar = Similar(arrays)

    def complete(self, typed: str, limit: int = 8) -> list[Entry]:
        """At most ``limit`` entries that begin with what is typed, or one of whose words does, in their script, in
        pinyin (with blanks, apostrophes or nothing between the syllables; ü as v or u) or in its initials. Also Han
        with pinyin behind it, as an input method leaves it: 布lin.

        The entry typed in full comes first, then the heaviest; _SAID and the others say how they are weighed.
        """
        wanted = _one_line(bare(typed))
        letters = bare(fold(typed).replace("ü", "v")).replace(" ", "")
        if not wanted or limit < 1:
            return []
        most = _LOOKED_AT * limit
        found = [(_BEGUN, _lowest(self._begin.prefixed(wanted), most))]
        if mixed := _HAN_THEN_PINYIN.fullmatch(wanted.replace(" ", "")):
            found.append((_BEGUN, self._mixed(*mixed.groups())))
        if _PINYIN.fullmatch(letters):
            said = _lowest(self._pinyin.equal(letters), most)
            found += [
                (_SAID, said[[self._is_whole(entry) for entry in said.tolist()]]),
                (_BEGUN, _lowest(self._pinyin.prefixed(letters), most)),
                (_INITIALS, _lowest(self._initials.equal(letters), most)),
                (_INITIALS_BEGUN, _lowest(self._initials.prefixed(letters), most)),
            ]
        scores: dict[int, float] = {}
        for share, entries in found:
            for entry, weight in zip(entries.tolist(), self._weights[entries].tolist(), strict=True):
                scores[entry] = max(scores.get(entry, 0), share * weight)
        same = _lowest(self._begin.equal(wanted), most).tolist()
        whole = {entry for entry in same if bare(self._texts[entry]) == wanted}
        best = sorted(scores, key=lambda entry: (entry not in whole, -scores[entry], entry))
        return [self._entry(entry) for entry in best[:limit]]

    def similar(self, word: str, limit: int = 3, latin: Sequence[str] = ()) -> list[str]:
        """What was likely meant by a word that occurs nowhere, at most ``limit``, the best first.

        Of Han: what sounds the same without tones, or nearly (zh/z, ang/an, ...), and from three characters on what
        differs in one. Of Latin letters: what is read so in pinyin, and what one mistake (from eight letters on two)
        leads to, among the entries, their words and ``latin``, words of the index. Never the word itself.
        """
        wanted = _one_line(bare(word))
        found = self._similar.to_han(wanted) if HAN.search(wanted) else self._similar.to_latin(wanted, latin)
        own = fold(word).strip()
        distinct = dict.fromkeys(text for text in found if fold(text) != own)
        return list(islice(distinct, limit))

    def spelled(self, name: str) -> str | None:
        """The Han name that a Latin one of two words spells in pinyin, the surname first: 习近平 for Xi Jinping.

        None if there is none of some weight, or others weigh as much.
        """
        surname, _, given = _one_line(bare(name)).partition(" ")
        found: dict[str, int] = {}
        for entry in self._pinyin.equal(surname + given).tolist() if given else ():
            text, said = self._texts[entry], self._readings[entry].split(" ")
            if _HAN_NAME.fullmatch(text) and len(said) == len(text) and surname in (said[0], "".join(said[:2])):
                found[text] = int(self._weights[entry])
        best = max(found, key=found.__getitem__, default="")
        return best if best and found[best] >= max(_SPELLED, _SPELLED_SHARE * sum(found.values())) else None

    def _entry(self, number: int) -> Entry:
        return Entry(self._texts[number], KINDS[self._kinds[number]], int(self._weights[number]))

    def _is_whole(self, number: int) -> bool:
        """Whether the pinyin of an entry leads to all of it, not to its last name."""
        return DOT not in self._readings[number]

    def _mixed(self, han: str, letters: str) -> NDArray[np.uint32]:
        """The entries that begin with Han whose rest begins with pinyin or its initials."""
        found = []
        for entry in _lowest(self._begin.prefixed(han), _MIXED).tolist():
            rest = " ".join(self._readings[entry].split(" ")[len(han) :])
            said = any(squeezed(spoken).startswith(letters) for spoken in (rest, initials(rest)))
            # 布 also leads to 安东尼·布林肯, whose reading goes on otherwise.
            if said and bare(self._texts[entry]).startswith(han):
                found.append(entry)
        return np.array(found, np.uint32)


def _lowest(entries: NDArray[np.uint32], most: int) -> NDArray[np.uint32]:
    """The lowest numbers, which are those of the heaviest entries; in no order."""
    return entries if len(entries) <= most else np.partition(entries, most)[:most]


def _one_line(text: str) -> str:
    return _SPACE.sub(" ", text).strip()
