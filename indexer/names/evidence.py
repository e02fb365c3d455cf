"""What one article says about names: each bracket that may gloss one, with the few characters before it."""

import re

from indexer.analysis.folding import fold
from indexer.article import Article

CONTEXT = 12
"""How many characters before a bracket are kept. A shorter context is one that ends by itself: at 、 or a quote."""

_HAN = "\u3400-\u9fff"
_LETTER = "A-Za-zÀ-ÖØ-öø-ɏ"
_WORD = rf"[{_LETTER}][{_LETTER}.'’&\-]*"
_LATIN = rf"[A-ZÀ-ÖØ-Þ]{_WORD}(?: {_WORD}){{0,7}}"
# To the end of the bracket, or to what parts a further remark: (Choi Soon-hwa，音), (Yoo Myung-hee，又译柳明熙).
# A comma before more Latin belongs to the name: (University of California, Los Angeles) is not read.
_GLOSS = re.compile(rf"[(（]\s?({_LATIN})\s?(?:[)）;；、]|[,，](?!\s?[{_LETTER}]))")
_GLOSSED = re.compile(rf"[{_HAN}A-Za-z0-9][{_HAN}A-Za-z0-9·.\-]*\Z")
_REVERSE = re.compile(rf"[{_LETTER}.] ?[(（]([{_HAN}][{_HAN}·•‧・]{{1,10}})[)）]")
_LATIN_END = re.compile(rf"(?<![{_LETTER}0-9.'’&\- ]){_LATIN}\Z|(?<=[{_HAN}] ){_LATIN}\Z")


def name_evidence(article: Article) -> tuple[str, ...]:
    """The distinct glosses of names in title, body, captions and bios, as ``context(Latin``.

    An example: ``国务卿布林肯(Antony Blinken``. The context is folded and has up to ``CONTEXT`` characters: Han,
    interpuncts, and what stands with them (乔治·w·布什). The Latin is as written. Antony Blinken（布林肯） gives
    what its reverse gives.
    """
    text = "\n".join((article.title, article.body, *article.captions, *article.bios))
    found: dict[str, None] = {}
    for match in _GLOSS.finditer(text):
        start = match.start()
        before = text[max(0, start - CONTEXT - 1) : start].rstrip(" \u3000\u00a0")[-CONTEXT:]
        if before and "\u3400" <= before[-1] <= "\u9fff":
            run = _GLOSSED.search(fold(before))
            if run:
                found[f"{run[0]}({match[1]}"] = None
    for match in _REVERSE.finditer(text):
        start = match.start() + 1
        latin = _LATIN_END.search(text, max(0, start - 60), start)
        if latin:
            found[f"{fold(match[1])}({latin[0]}"] = None
    return tuple(found)
