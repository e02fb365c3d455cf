"""Readings of Chinese text in pinyin without tones, ü written v.

A reading is written ``an dong ni · bu lin ken``: syllables with blanks between, Latin letters in capitals (``G20 feng
hui``), a dot for anything else. pypinyin is imported where it is needed: its dictionaries take 0.25 s to load.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]")
FIRST_HAN, LAST_HAN = 0x4E00, 0x9FFF
"""Characters of the table of single readings."""
DOT = "·"
_USUAL = 0.15
_FOREIGN = re.compile(r"[a-z0-9]+|[^a-z0-9]+")
_LATER_LETTERS = re.compile(r"(?<=[a-z])[a-z]+")

# Where a surname is read otherwise than the character in general. 朴 is piao in Chinese names of Koreans.
_OWN_READINGS = """
曾=zeng 单=shan 解=xie 仇=qiu 区=ou 查=zha 朴=piao 翟=zhai 覃=qin 薄=bo 缪=miao 盖=ge 乐=yue 折=she 召=shao 种=chong
洗=xian 员=yun 卜=bu 秘=bi 隗=wei 郄=xi 阚=kan 祭=zhai 句=gou 郇=xun
"""
_SURNAMES = dict(pair.split("=") for pair in _OWN_READINGS.split())
_MAX_NAME_LENGTH = 4


def readings(texts: Iterable[str]) -> list[str]:
    """The reading of each folded text; phrases as pypinyin's dictionary has them (重庆: chong qing).

    The syllables are those of ``pypinyin.lazy_pinyin``, in a quarter of its time (31 µs a text against 113), as its
    styles are not needed.
    """
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
    from pypinyin.seg.mmseg import seg

    found = []
    for text in texts:
        syllables: list[str] = []
        for piece in seg.cut(text):
            if piece in PHRASES_DICT:
                syllables += (_toneless(syllable[0]) for syllable in PHRASES_DICT[piece])
            elif ord(piece[0]) in PINYIN_DICT:
                syllables += (_toneless(PINYIN_DICT.get(ord(char), DOT).partition(",")[0]) for char in piece)
            else:
                syllables += (run.upper() if run[0].isalnum() else DOT for run in _FOREIGN.findall(piece))
        found.append(" ".join(syllables))
    return found


@cache
def char_readings() -> tuple[str, ...]:
    """Of each character from FIRST_HAN to LAST_HAN its readings, the commonest first: ``xing hang``. They take a
    quarter of a second to work out, most of the time of indexing a few articles.

    A reading counts that has a share of _USUAL in the phrases of pypinyin's dictionary: its list of single characters
    has every reading that was ever known, and with 平 as pian and 台 as yi, 平台 sounds like 便宜.
    """
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    heard: dict[int, Counter[str]] = {code: Counter() for code in range(FIRST_HAN, LAST_HAN + 1)}
    for phrase, syllables in PHRASES_DICT.items():
        for char, syllable in zip(phrase, syllables, strict=False):
            if ord(char) in heard:
                heard[ord(char)][_toneless(syllable[0])] += 1
    found = []
    for code, counts in heard.items():
        usual = [reading for reading, number in counts.most_common() if number >= _USUAL * counts.total()]
        found.append(" ".join(usual) or _toneless(PINYIN_DICT.get(code, "").partition(",")[0]))
    return tuple(found)


def surname_reading(name: str, reading: str) -> str:
    """The reading of a name whose surname has one of its own (曾荫权: zeng yin quan, not ceng), or nothing."""
    surname = _SURNAMES.get(name[0])
    if surname is None or len(name) > _MAX_NAME_LENGTH or DOT in reading:
        return ""
    _, blank, given = reading.partition(" ")
    return surname + blank + given


def initials(reading: str) -> str:
    """The first letters: ``bu lin ken`` becomes ``b l k``; takes a line each, too."""
    return _LATER_LETTERS.sub("", reading)


def squeezed(reading: str) -> str:
    """As it is typed: no blanks, no dots, small letters."""
    return reading.replace(" ", "").replace(DOT, "").lower()


def sound(reading: str) -> str:
    """What readings have in common that writers confuse: zh/z, ch/c, sh/s, ang/an, eng/en, ing/in."""
    for said, heard in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in")):
        reading = reading.replace(said, heard)
    return reading


@cache
def _toneless(syllable: str) -> str:
    """``lǜ`` becomes ``lv``."""
    letters = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
    return "".join(char for char in letters if not unicodedata.combining(char))
