"""How well Han characters sound like a Latin name: by the consonants that both have, in their order."""

import re
import unicodedata
from functools import cache

# A Mandarin initial and the Latin letters that it renders: 布 Blinken, 瓦 Valls, 吉 Gibson, 约 Johnson, 怀 White.
_RENDERS = {
    "b": "bpv", "p": "pb", "m": "m", "f": "fvw", "d": "dt", "t": "td", "n": "n", "l": "lr", "g": "gkcjh",
    "k": "kcgxq", "h": "hgjwkc", "j": "jgkczdy", "q": "cjgtkz", "x": "sxhcz", "zh": "jzgcd", "ch": "ctj", "sh": "sxc",
    "r": "rjzgyi", "z": "zjstcx", "c": "czst", "s": "sczxt", "y": "aeiouyjhg", "w": "wvuob", "": "aeiouhy", "er": "rl",
}  # fmt: skip
_INITIAL = re.compile(r"zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]")


def plain(latin: str) -> str:
    """Lower case without accents; letters, spaces and hyphens only."""
    if not latin.isascii():
        latin = unicodedata.normalize("NFKD", latin.replace("ø", "o").replace("ł", "l").replace("ß", "ss"))
    return re.sub(r"[^a-z \-]", "", latin.lower())


@cache
def readings(char: str) -> tuple[str, ...]:
    """The readings of a Han character without tones (ü is v), the commonest first; none for another character."""
    from pypinyin.pinyin_dict import pinyin_dict  # 0.1 s, and only an index that learns names pays it

    marked = pinyin_dict.get(ord(char), "") if len(char) == 1 else ""
    bare = unicodedata.normalize("NFD", marked).replace("u\u0308", "v")
    return tuple(dict.fromkeys(re.sub(r"[^a-z,]", "", bare).split(","))) if marked else ()


def _initial(reading: str) -> str:
    match = _INITIAL.match(reading)
    return match[0] if match else ""


@cache
def onset(char: str) -> str:
    """The Latin letters that a name can begin with whose rendering begins with this character; itself for a letter."""
    if not readings(char):
        return char
    letters = "".join(_RENDERS["er" if reading == "er" else _initial(reading)] for reading in readings(char)[:3])
    return letters + "aeiou" if "er" in readings(char) else letters


@cache
def _han_sounds(char: str) -> tuple[tuple[str, float], ...]:
    """The consonants of a character, the last first: what letters each may be, and its weight."""
    spoken = readings(char)
    if not spoken:
        return ((char, 1.0),) if char.isalpha() else ()
    if "er" in spoken:
        return (("rl", 0.2),)
    first = onset(char)
    weight = 1.0 if _initial(spoken[0]) not in ("", "y", "w") else 0.3
    coda = (("nm", 0.1),) if any(r.endswith(("n", "ng")) for r in spoken) else ()
    return (*coda, (first, weight))


@cache
def _latin_sounds(word: str) -> tuple[tuple[str, float], ...]:
    """The consonants of a plain word, the last first, and how much each counts if it is not rendered."""
    word = word.replace("ph", "f").replace("sch", "s").replace("sh", "s").replace("ck", "k").replace("gh", "g")
    word = word.replace("th", "t").replace("kn", "n").replace("tch", "ch")
    sounds = []
    for i, letter in enumerate(word):
        if i and (letter in "aeiou" or letter == word[i - 1]):
            continue
        weight = 1.0
        if i and letter in "hwyr":
            weight = 0.5 if letter == "r" else 0.1
        elif i and i == len(word) - 1:
            weight = 0.7
        elif not i and letter in "aeiouh":
            weight = 0.3
        sounds.append((letter, weight))
    return tuple(reversed(sounds))


def likeness(han: str, word: str) -> list[float]:
    """How much each ending of some Han characters sounds like a plain word: first the last character, then longer ones.

    From 0 (no sound in common) to 1: twice the weight of the sounds found in both, in order, over that of all. Stops
    where the ending has so many sounds that it cannot reach 0.6.
    """
    theirs = _latin_sounds(word)
    weight = sum([part for _, part in theirs])
    # Longest common subsequence, from the end; ``best[i]`` is of their last i + 1 sounds.
    best = [0.0] * len(theirs)
    ours = 0.0
    scores = []
    for char in reversed(han):
        for letters, part in _han_sounds(char):
            ours += part
            before = most = 0.0
            for i, (letter, other) in enumerate(theirs):
                here = best[i]
                if letter in letters and before + part + other > most:
                    most = before + part + other
                if most > here:
                    best[i] = most
                else:
                    most = here
                before = here
        if 0.6 * ours > 1.4 * weight:
            break
        scores.append(best[-1] / (ours + weight) if best else 0.0)
    return scores


def has_surname(han: str, words: tuple[str, ...]) -> bool:
    """Whether this can be a Chinese name whose entity writes the surname so: 王月眉, Vivian Wang."""
    return 2 <= len(han) <= 3 and len(words) > 1 and not {words[0], words[-1]}.isdisjoint(readings(han[0]))
