"""Words and phrases that occur in several titles.

A candidate is written with a blank between its words (``国家 安全``), so that what is one word shorter can be told from
it; ``frequent`` takes the blanks out again.
"""

from collections.abc import Iterator, Mapping, Sequence

from indexer.suggest.entry import Entry

_MAX_WORDS = 4
_MAX_LENGTH = 24
"""Characters of a candidate with its blanks: what is longer is a headline."""
_FEWEST = 5
"""Titles that a suggestion occurs in. With 3 there are 1.6 times as many."""
_COVER = 0.7
"""A phrase that stands so often inside one longer phrase is a fragment of that: 佩 奥 of 蓬 佩 奥."""
_BOUND, _BOUND_SINGLE = 0.0008, 0.01
"""How closely the first and the last word have to belong to the rest, see ``_bound``; the second of one character."""

_FUNCTION_WORDS = """
的 是 了 着 过 吗 呢 吧 啊 也 都 就 才 又 还 很 更 最 太 再 将 会 要 能 可 可能 可以 应该 需 须 让 令 把 被 遭
给 对 对于 向 往 从 于 在 至 到 以 以及 为 为了 因 因为 所以 但 但是 却 而 而且 并 并且 若 如果 虽然 即使 不 没
没有 未 无 勿 这 那 此 该 其 他 她 它 我 你 您 他们 她们 它们 我们 你们 自己 什么 怎么 怎样 如何 为何 为什么 谁
哪 哪些 哪里 多少 与 和 及 或 等 称 指 曝 吁 料 拟 欲 疑 逾 仍 已 已经 正在 个 名 件 例 月 日 号 后 前 上 下 里
说 一个 两个 三个 这个 那个 这些 那些 一些 一名 这样 那样 成为 进行 the a an of in on at to for and or but is
are was were be by with from as that this it its how why what who when i you he she we they his her our your
not no do does
"""
_NEVER = frozenset(_FUNCTION_WORDS.split())
"""None of these occurs in a phrase: where one stands, a phrase ends."""


def title_phrases(words: Sequence[str]) -> tuple[str, ...]:
    """The candidates of one title, each once: its words that say something, and runs of two to five such neighbours.

    ``words``: the folded words of the title in their order. Single characters and runs of five are candidates,
    too: ``frequent`` needs their numbers to judge the others.
    """
    found: list[str] = []
    ending_here: list[str] = []
    for word in words:
        if word in _NEVER or word.isdecimal():
            ending_here = []
        else:
            longer = [f"{run} {word}" for run in ending_here[:_MAX_WORDS] if len(run) + len(word) < _MAX_LENGTH]
            ending_here = [word, *longer]
            found += ending_here
    return tuple(dict.fromkeys(found))


def frequent(phrases: Mapping[str, int]) -> list[Entry]:
    """The candidates worth suggesting, most frequent first; ``phrases``: in how many titles each stands.

    A phrase that is nearly always part of one longer phrase is left out, so is one whose first or last word belongs to
    many others.
    """
    often = {phrase: number for phrase, number in phrases.items() if number >= _FEWEST}
    covered: dict[str, int] = {}
    for phrase, number in often.items():
        for part in _shorter(phrase):
            if number > covered.get(part, 0):
                covered[part] = number
    kept = [
        Entry(_shown(phrase), "phrase" if " " in phrase else "word", number)
        for phrase, number in often.items()
        if covered.get(phrase, 0) < _COVER * number and _says_something(phrase) and _bound(phrase, often)
    ]
    return sorted(kept, key=lambda entry: (-entry.weight, entry.text))


def _says_something(phrase: str) -> bool:
    """Neither a single character, nor a range of numbers, nor too long."""
    return len(phrase) > 1 and phrase.count(" ") < _MAX_WORDS and any(map(str.isalpha, phrase))


def _shorter(phrase: str) -> Iterator[str]:
    """The phrase without its first and without its last word."""
    if " " in phrase:
        yield phrase.partition(" ")[2]
        yield phrase.rpartition(" ")[0]


def _bound(phrase: str, numbers: Mapping[str, int]) -> bool:
    """Whether first and last word belong to the rest: n(xy)² / (n(x) n(y)), which is 1 if neither stands without the
    other, 0.5 for 陈 + 时中, 0.001 for 中国 + 经济, 0.00002 for 中国 + 通过. Mutual information would need the number
    of all titles."""
    number = numbers[phrase]
    first, _, rest = phrase.partition(" ")
    start, _, last = phrase.rpartition(" ")
    return all(
        number * number
        >= (_BOUND if len(word) > 1 else _BOUND_SINGLE) * numbers.get(word, number) * numbers.get(other, number)
        for word, other in ((first, rest), (last, start))
        if other
    )


def _shown(phrase: str) -> str:
    """Without the blanks, but those between two Latin words."""
    shown, *words = phrase.split(" ")
    for word in words:
        shown += f" {word}" if shown[-1].isascii() and word[0].isascii() else word
    return shown
