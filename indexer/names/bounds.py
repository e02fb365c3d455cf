"""Where a rendering begins: of 美国国务卿布林肯(Antony Blinken, which characters are the name."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass

from indexer.names.evidence import CONTEXT
from indexer.names.sound import has_surname, likeness, onset

SURE, LIKELY = 0.8, 0.65
"""How alike in sound is enough by itself, and beside something else that tells where the name begins."""
CHINESE = 0.75
"""What a Chinese name with the same surname is worth, whatever the given name: Vivian Wang is 王月眉."""
CUE = 10
"""Before so many names two characters are a sign that a name follows: 总统, 教授, 名叫."""

MARKS = frozenset("·-")
FUNCTION = frozenset("的和与及在由对向是据叫")

_PART = re.compile("[·-]")
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A Latin name as it may be rendered: plain words, and the names that a rendering without interpuncts may mean."""

    words: tuple[str, ...]
    names: dict[str, float]
    initials: frozenset[str]
    given: str
    whole: str


def spoken(words: tuple[str, ...]) -> Spoken:
    """What may be rendered of a name of these plain words, with a factor: the given name alone seldom stands."""
    given, last, whole = words[0].replace("-", ""), words[-1].replace("-", ""), "".join(words).replace("-", "")
    names = {last: 1.0, whole: 1.0}
    if len(words) > 2:
        names["".join(words[-2:]).replace("-", "")] = 1.0
    names |= {half: 1.0 for half in words[-1].split("-")}
    names.setdefault(given, 0.78)
    # Psaki is 莎琪, Knauss 瑙斯.
    names |= {name[1:]: factor for name, factor in names.items() if name.startswith(_SILENT)}
    names = {re.sub("^ph", "f", name): factor for name, factor in names.items() if len(name) > 1}
    return Spoken(words, names, frozenset(name[0] for name in names), re.sub("^ph", "f", given), whole)


_SILENT = ("ps", "pt", "kn", "wr", "gn", "ts", "cz", "mb", "sz")


def sounding(context: str, name: Spoken) -> dict[str, float]:
    """The endings of a context that sound like a name, and how much (0 to 1)."""
    tail = max(context.rfind(mark) for mark in "·-") + 1
    cut = len(context) >= CONTEXT
    starts = [
        start
        for start in range(max(tail, cut), len(context) - 1)
        if not name.initials.isdisjoint(onset(context[start])) and _HAN.match(context[start])
    ]
    found: dict[str, float] = dict.fromkeys([context[start:] for start in starts], 0.0)
    for word, factor in name.names.items():
        near = [start for start in starts if word[0] in onset(context[start])]
        scores = likeness(context[near[0] :], word) if near else ()
        for start in near:
            size = len(context) - start
            if size <= len(scores):
                found[context[start:]] = max(found[context[start:]], factor * scores[size - 1])
    for ending in found:
        if has_surname(ending, name.words):
            turned = likeness(ending[1:] + ending[0], name.whole)[2:] if len(ending) == 3 else ()
            found[ending] = max(found[ending], CHINESE, *turned)
    if tail and len(name.words) > 1:
        found |= _with_parts(context, name, cut)
    return found


def _with_parts(context: str, name: Spoken, cut: bool) -> dict[str, float]:
    """Renderings of first and last name: the part before the first interpunct has the left edge."""
    first, *others = _PART.split(context)
    rest = "".join(others)
    given, whole = likeness(first, name.given), likeness(first + rest, name.whole)
    found: dict[str, float] = {}
    for start in range(int(cut), len(first)):
        size = len(first) - start
        if size > len(given) or size + len(rest) > len(whole):
            continue
        if name.given[0] in onset(first[start]) and _HAN.match(first[start]):
            found[context[start:]] = (given[size - 1] + whole[size + len(rest) - 1]) / 2
    return found


def cues(heard: Iterable[Mapping[str, Mapping[str, float]]]) -> dict[str, int]:
    """What stands before names that sound right: two characters, and before how many of the names."""
    found: Counter[str] = Counter()
    for contexts in heard:
        lefts = set()
        for context, endings in contexts.items():
            best = max(endings, key=lambda ending: (endings[ending], len(ending)), default="")
            if best and endings[best] >= SURE:
                lefts.add(context[: -len(best)][-2:])
        found.update(left for left in lefts if left and left[-1] not in MARKS)
    return dict(found)


def renderings(
    contexts: Mapping[str, int],
    heard: Mapping[str, Mapping[str, float]],
    cue: Mapping[str, int],
    generic: Set[str],
    tokenize: Callable[[str], list[str]],
) -> dict[str, int]:
    """The renderings that sound like the name, and in how many articles each occurs.

    ``heard`` holds the endings of each context with their likeness, ``cue`` is from :func:`cues`, ``generic`` are
    endings that name nobody (公司), ``tokenize`` cuts a context into the words of the dictionary.
    """
    lefts: dict[str, set[str]] = {}
    for context, found in heard.items():
        for ending in found:
            lefts.setdefault(ending, set()).add(context[: -len(ending)][-1:])
    kept: dict[str, dict[str, int]] = {}
    for context, found in heard.items():
        best, most, sure = "", 0.0, False
        for ending, score in found.items():
            left = context[: -len(ending)]
            if ending in generic or not _may_be(ending, left[-1:], found, cue):
                continue
            cued = is_cue(left, cue)
            edge = cued or not left or left[-1] == "·" or len(lefts[ending]) > 2
            merit = score + 0.25 * cued + 0.12 * edge + 0.2 * any(mark in ending for mark in MARKS)
            enough = (LIKELY if edge else SURE) + 0.08 * (len(ending) == 2)
            if score >= enough and merit > most:
                best, most, sure = ending, merit, edge
        if best and _begins(context, len(context) - len(best), tokenize, sure):
            best = _without_words(best, found, tokenize)
            if best:
                kept.setdefault(best, {})[context] = contexts[context]
    return _settled(kept, [context for context in contexts if len(context) < CONTEXT], cue)


def _without_words(ending: str, found: Mapping[str, float], tokenize: Callable[[str], list[str]]) -> str:
    """The ending without the words of the dictionary before what sounds as well: 追风人麦劳克林 is 麦劳克林.

    Nothing where two words and more stand there and no name is found.
    """
    if len(ending) < 5 or not MARKS.isdisjoint(ending):
        return ending
    words = tokenize(ending)
    for at in range(1, len(words)):
        rest = "".join(words[at:])
        if len(words[0]) > 1 and found.get(rest, 0.0) >= max(LIKELY, found[ending] - 0.1):
            return rest
    return "" if len(ending) > 6 and all(len(word) > 1 for word in words[:2]) else ending


def _begins(context: str, start: int, tokenize: Callable[[str], list[str]], sure: bool) -> bool:
    """Whether the words of the dictionary let a name begin here.

    If nothing else makes it ``sure``, a word of two characters and more must end here: not in 近郊 (郊希姆基), nor
    after 南 (达贡区). If something does, no word of three and more may span it: 印度洋上.
    """
    if not start:
        return sure
    at = 0
    for word in tokenize(context):
        at += len(word)
        if at >= start:
            return (at == start and len(word) > 1) if not sure else (at == start or len(word) < 3)
    return sure


def _may_be(ending: str, left: str, found: Mapping[str, float], cue: Mapping[str, int]) -> bool:
    """Whether an ending is free of grammar, and of an office before the name."""
    if ending[0] in FUNCTION or cue.get(ending, 0) >= CUE or not _GRAMMAR.isdisjoint(ending):
        return False
    across = cue.get(left + ending[0], 0) if left else 0
    if across >= CUE or (across >= 3 and found.get(ending[1:], 0.0) >= LIKELY):
        return False
    first = len(_PART.split(ending)[0])
    for at in range(first - 2 if first == len(ending) else first):
        number = cue.get(ending[at : at + 2], 0)
        if number >= CUE or (number >= 3 and found.get(ending[at + 2 :], 0.0) >= LIKELY):
            return False
    return True


_GRAMMAR = frozenset("的在是被与了这们说也为该其还过")


def _settled(kept: Mapping[str, Mapping[str, int]], whole: list[str], cue: Mapping[str, int]) -> dict[str, int]:
    """The renderings with their articles: those cut short are completed, those with a word too many lose it."""
    found: Counter[str] = Counter()
    for ending, contexts in kept.items():
        found[_completed(ending, list(contexts), cue)] += sum(contexts.values())
    for name in sorted(found, key=len, reverse=True):
        for other in sorted({*found, *whole}, key=len):
            more = len(name) - len(other)
            if len(other) < 2:
                continue
            if more <= 0:
                break
            before = name.endswith(other) and MARKS.isdisjoint(name[:more])
            after = name.startswith(other) and MARKS.isdisjoint(name[-more:]) and found[other] >= 5 * found[name]
            if before or after:
                found[other] += found.pop(name)
                break
    return dict(found)


def _completed(ending: str, contexts: list[str], cue: Mapping[str, int]) -> str:
    """The ending, longer where three contexts and more agree on what stands before it: 锦丽 is always 贺锦丽."""
    for _ in range(2):
        if len(contexts) < 3:
            break
        lefts = {context[: -len(ending)][-1:] for context in contexts}
        left = lefts.pop()
        if lefts or not _HAN.match(left) or left in FUNCTION or is_cue(contexts[0][: -len(ending)], cue):
            break
        ending = left + ending
    return ending


def is_cue(left: str, cue: Mapping[str, int]) -> bool:
    """Whether what stands to the left tells that a name begins: an office, or a word of grammar."""
    return left[-1:] in FUNCTION or cue.get(left[-2:], 0) >= CUE
