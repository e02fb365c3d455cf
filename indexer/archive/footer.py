"""Lines that end a text and tell about it: who translated it, who helped, who the writer is, where the original is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from indexer.archive.credits import split_names

_CONTRIBUTION = re.compile(
    r"(?P<names>.{2,200}?)\s*(?:均|也|亦)?[对對](?:本文|此文|本[报報]道).{0,12}(?:[贡貢][献獻]|[协協]助|[帮幫]助)"
)
_FROM_PLACE = re.compile(r"(?:自|在|从|從)[\u4e00-\u9fff·]+$")
_TRANSLATION = re.compile(r"[翻译譯者]{2}\s*[:：/]\s*(?P<names>.{1,60})")
_ORIGINAL = re.compile(r"[点點][击擊]?查看(?:本文|更多)?英文版|[阅閱][读讀]英文(?:原文|版)|英文原文")
_PUBLISHED = re.compile(r"本文(?:根据|由).{0,30}编译。?|本文(?:最初|原)?(?:发表|發表|刊登|刊載|刊载)[于於在].{0,60}")
_MORE = re.compile(r"[点點][击擊](?:此处|這裡|这里)?查看更多.{0,20}信息。?$")


@dataclass(slots=True)
class Footer:
    """What the closing lines say: everything in them but the text."""

    translator: str = ""
    contributors: tuple[str, ...] = ()
    bios: tuple[str, ...] = ()
    original_url: str = ""


def is_footer_line(text: str) -> bool:
    """Whether a line can stand only in a footer."""
    return bool(
        _TRANSLATION.fullmatch(text)
        or _ORIGINAL.match(text)
        or _PUBLISHED.fullmatch(text)
        or (len(text) < 200 and _CONTRIBUTION.match(text))
    )


def read_footer(lines: Iterable[tuple[str, tuple[str, ...]]]) -> Footer:
    """What the lines of a footer say, each given with its link addresses."""
    footer = Footer()
    contributors: list[str] = []
    bios: list[str] = []
    for text, hrefs in lines:
        if _ORIGINAL.search(text):
            footer.original_url = footer.original_url or next(iter(hrefs), "")
        elif found := _TRANSLATION.fullmatch(text):
            footer.translator = footer.translator or found["names"].strip(" 。")
        elif (found := _CONTRIBUTION.match(text)) and len(text) < 200:
            people = split_names(re.sub(r"[和与與]", "、", found["names"]))
            contributors.extend(_FROM_PLACE.sub("", name).strip() for name in people)
        elif not _PUBLISHED.fullmatch(text) and (bio := _MORE.sub("", text).strip()):
            bios.append(bio)
    footer.contributors, footer.bios = tuple(contributors), tuple(bios)
    return footer
