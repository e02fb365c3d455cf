"""Renderings that do not sound like the Latin (世界卫生组织, WHO; 叶望辉, Stephen Yates): what the contexts share."""

from collections import defaultdict
from collections.abc import Mapping

from indexer.names.bounds import CUE
from indexer.names.evidence import CONTEXT

# What never occurs in a name before its last word, and what may: 疾病控制和预防中心.
_STOP = frozenset(
    "的了在据由对向是为被把让从以但而或该等也将并因其名叫即"
    "如称获经按于给至到有还日月年枚个位家岁艘架种所任"
) | {
    "此前", "根据", "包括", "以及", "名为", "称为", "又称", "简称", "俗称", "又名", "又译", "所谓", "成为",
    "透过", "通过", "加入", "隶属", "属于", "来自", "位于", "作为", "担任", "使用", "接受", "依据", "依照",
    "当时", "目前", "现在", "今天", "昨天", "日前", "还有", "一个", "一家", "这个", "旗下", "任职", "例如",
    "表示", "指出", "援引", "引述", "引用", "报导", "报道", "推出", "推动", "宣布", "发布", "公布", "发表",
    "智库", "执政党", "反对党", "在野党", "团体", "媒体",
}  # fmt: skip
_LINK = frozenset("和与及暨跟同")

Item = tuple[list[str], int, int, bool]


def shared(contexts: Mapping[str, int], words_of: Mapping[str, list[str]], cue: Mapping[str, int]) -> dict[str, int]:
    """The endings, made of whole words, that several contexts share and that begin in different company."""
    items: list[Item] = []
    for context, number in contexts.items():
        words = words_of[context]
        cut = len(context) >= CONTEXT
        items.append((words[1:] if cut and len(words) > 1 else words, min(number, 4), number, cut))
    found: dict[str, int] = {}
    _grow("", items, found, cue)
    return found


def _grow(ending: str, items: list[Item], found: dict[str, int], cue: Mapping[str, int]) -> None:
    """Adds to ``found`` the ending, or the longer ones that explain it."""
    total = sum(weight for _, weight, _, _ in items)
    children: dict[str, list[Item]] = defaultdict(list)
    edges = unknown = 0
    for words, weight, number, cut in items:
        if words:
            children[words[-1]].append((words[:-1], weight, number, cut))
        elif cut:
            unknown += weight
        else:
            edges += weight
    weights = {word: sum(weight for _, weight, _, _ in child) for word, child in children.items()}
    top = max((weight for word, weight in weights.items() if not ends(word, cue)), default=0)
    # 对 before every one is a part of the name: 对华援助协会.
    if not edges and len(weights) == 1 and len(items) > 2:
        top = total
    links = sum(weight for word, weight in weights.items() if word in _LINK)
    edges += sum(weight for word, weight in weights.items() if ends(word, cue)) + (links if 2 * links < total else 0)
    if len(ending) > 1 and edges >= 2 and edges >= 0.2 * total and max(top, 2 * unknown) < 0.6 * total:
        found[ending] = sum(number for _, _, number, _ in items)
        return
    for word, child in children.items():
        if not ends(word, cue) and weights[word] >= 2:
            _grow(word + ending, child, found, cue)


def ends(word: str, cue: Mapping[str, int]) -> bool:
    """Whether a name begins after this word."""
    return word.isascii() or word in _STOP or (len(word) > 1 and cue.get(word[-2:], 0) >= CUE)
