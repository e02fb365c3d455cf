"""Queries of 2,000 characters that are dear for what they are short of: many lists, long lists, many guesses."""

from collections.abc import Iterable
from itertools import chain, cycle, islice, product

from indexer.budget import MAX_CLAUSES

LENGTH = 2_000
# The commonest characters of Chinese news, then the commonest words and pairs, then Latin letters.
CHARS = "的一是在不了有人中大国为上个和们他这到以时来地年会也要对于就出可能说行发成自作后多方分学过家前日经生"
PAIRS = [
    "一个", "他们", "中国", "美国", "自己", "没有", "我们", "政府", "可以", "这些", "问题", "可能", "因为", "国家",
    "总统",
    "这个", "就是", "表示", "人们", "特朗", "社会", "的人", "的一", "了一", "是一", "不是", "和中", "在一", "国的",
    "中的",
]  # fmt: skip
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _filled(parts: Iterable[str], between: str = " ", most: int = MAX_CLAUSES) -> str:
    """Parts one after the other, as many as there is room for, and no more than are let in."""
    text = ""
    for part in islice(parts, most):
        longer = f"{text}{between}{part}" if text else part
        if len(longer) > LENGTH:
            break
        text = longer
    return text


def _nested(inside: str, opening: str, closing: str, deep: int) -> str:
    return opening * deep + inside + closing * deep


def shapes() -> dict[str, str]:
    """A query for each name, none over 2,000 characters."""
    pairs, chars, letters = cycle(PAIRS), cycle(CHARS), cycle(LETTERS)
    two_letters = ["".join(two) for two in product(LETTERS, repeat=2)]
    unknown = ["".join(three) + "q" for three in product("qzxjv", "aeiou", LETTERS)]
    rare = [f"{a}{b}{c}" for a, b, c in zip(cycle("的国人"), cycle(reversed(CHARS)), CHARS * 9, strict=False)]
    prose = "".join(islice((a + b for a, b in product(PAIRS, CHARS)), 700))[:LENGTH]
    found = {
        "words side by side": _filled(pairs),
        "or of words": _filled(pairs, " OR "),
        "or of distinct words": _filled(dict.fromkeys(chain(PAIRS, CHARS)), " OR "),
        "or of quoted pairs": _filled((f'"{pair}"' for pair in pairs), " OR "),
        "and of quoted pairs": _filled(f'"{pair}"' for pair in pairs),
        "or of quoted characters": _filled((f'"{char}"' for char in chars), "|"),
        "and of quoted characters": _filled(f'"{char}"' for char in chars),
        "or of characters": _filled(chars, "|"),
        "or of too many": _filled(chars, "|", 10_000),
        "not of characters": _filled((f"-{char}" for char in chars), " "),
        "or of nots": _filled((f'-"{pair}"' for pair in pairs), "|"),
        "title characters": _filled((f'title:"{char}"' for char in chars), "|"),
        "title pairs": _filled((f'title:"{pair}"' for pair in pairs), "|"),
        "title words": _filled((f"title:{pair}" for pair in pairs), "|"),
        "prefixes of one letter": _filled((f"{letter}*" for letter in letters), "|"),
        "prefixes of two letters": _filled((f"{two}*" for two in two_letters), "|"),
        "and of prefixes": _filled(f"{letter}*" for letter in letters),
        "prefixes of digits": _filled((f"{digit}*" for digit in cycle("1203456789")), "|"),
        "title prefixes": _filled((f"title:{letter}*" for letter in letters), "|"),
        "near of characters": _filled(
            (f"{a} NEAR/9999 {b}" for a, b in zip(CHARS * 40, CHARS[1:] * 40, strict=False)), "|"
        ),
        "near of one character": _filled(cycle(["的 NEAR/1 的"]), "|"),
        "near of pairs": _filled((f"{a} NEAR/9999 {b}" for a, b in zip(pairs, pairs, strict=False)), "|"),
        "and of nears": _filled(f"{a} NEAR/9999 {b}" for a, b in zip(chars, chars, strict=False)),
        "chain of near": _filled(chars, " NEAR "),
        "brackets": _nested("的", "(", ")", 39),
        "brackets of ors": _filled((_nested(f"{a} OR {b}", "(", ")", 10) for a, b in zip(pairs, pairs, strict=False))),
        "brackets beyond depth": "(" * 999 + "的" + ")" * 999,
        "nots of nots": "NOT " * 39 + "的",
        "many groups": _filled((f"(-{a} | {b})" for a, b in zip(pairs, chars, strict=False))),
        "unknown Latin words": _filled(unknown, "|"),
        "unknown quoted Latin words": _filled((f'"{word}"' for word in unknown), "|"),
        "unknown Han words": _filled(rare, "|"),
        "unknown names": _filled((f"{a} {b}" for a, b in zip(unknown, reversed(unknown), strict=False)), "|"),
        "authors": _filled((f"author:{letter}" for letter in letters), "|"),
        "authors by Han": _filled((f"作者:{char}" for char in CHARS * 9), "|"),
        "sources": _filled((f"source:{two}" for two in two_letters), "|"),
        "sections": _filled((f"section:{letter}" for letter in letters), "|"),
        "dates": _filled((f"date:{year}" for year in cycle(range(1900, 2100))), "|"),
        "names with others": _filled(
            cycle(["Blinken", "Trump", "Biden", "Putin", "Xi Jinping", "布林肯", "川普"]), "|"
        ),
        "one long sentence": prose,
        "one character, repeated": "的" * LENGTH,
        "one pair, repeated": "中国" * (LENGTH // 2),
        "one quoted long string": f'"{prose[: LENGTH - 2]}"',
        "quoted repetition": f'"{"的" * (LENGTH - 2)}"',
        "English sentence": _filled(cycle(["the", "of", "china", "president", "said", "to", "united", "states"])),
        "one Latin word": "a" * LENGTH,
        "digits": "1" * LENGTH,
        "blanks": '"' + " " * (LENGTH - 2) + '"',
        "quoted blank": _filled(cycle(['" "']), "|"),
        "punctuation": _filled((f'"{mark}"' for mark in cycle("，。、“”：；")), "|"),
        "pairs with punctuation": _filled((f'"{a}{b}"' for a, b in product("的，。了", "，。的一不")), "|"),
        "emoji": "👩‍👩‍👧‍👦" * (LENGTH // 11),
        "combining": "a" + "\u0301" * (LENGTH - 1),
        "stars": "*" * LENGTH,
        "quotes": '"' * LENGTH,
        "bars": "|" * LENGTH,
        "minus": "-" * LENGTH,
        "fields": "title:" * (LENGTH // 6),
    }
    assert all(len(query) <= LENGTH for query in found.values())
    return found
