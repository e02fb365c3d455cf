"""Who made it: names taken out of bylines, datelines and closing lines. If unsure, nobody."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from indexer.archive.places import DATELINES

_REPORT = (
    r"(?:综合|綜合|采访|採訪|编译|編譯|特约|专题|摄影|外电)?(?:报导|报道|報導|報道|摘编|摘編|摘译|摘譯|编译|編譯|整理)"
)
_SEPARATOR = re.compile(r"\s*[,，、/／;；|｜丶]\s*|\s+(?:and|AND|&|und|et|和|与|與|及)\s+")
_PAIR = re.compile(r"(.{2,30}?)[和与與及](.{2,30})")
_PREFIX = re.compile(
    r"(?:null\s+)?(?:(?:(?:大[纪紀]元|寒冬|本[报報台台网網]|特[约約派]|[采採][访訪]|首席|[资資]深)*[记記]者\s*[:：/]?"
    r"|(?:撰?文|作者|作家|编译|編譯|整理|图文|責編|责编)\s*[:：/／|｜]|By\s)\s*)?(?=\S)",
    re.IGNORECASE,
)
_PLACES_BEHIND = re.compile(r"\s*\|\s*[A-Z][A-Z, .]+$")
_SUFFIX = re.compile(rf"\s*[（(]?\s*(?:{_REPORT}|(?:综合|綜合))\s*[）)]?$")
_AGENCIES = re.compile(r"\s*[（(][^（()）]*(?:社|报|報|等|台|综合|編譯|编译|来源)[^（()）]*[）)]\s*$")
_NOT_A_NAME = re.compile(
    r"[0-9。！？!?:：<>【】\[\]“”\"…]|https?|\b(?:editor|chief|correspondent)\b|^(?:null|综合|本报|DW\.COM|等)$",
    re.IGNORECASE,
)
_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{1,12}[·．•・][\u3400-\u9fff·．•・]{1,16}")
_LATIN_NAME = re.compile(r"[A-Za-zÀ-ž][\w.'’À-ž-]*(?:\s+[A-Za-zÀ-ž][\w.'’À-ž-]*){1,4}")
_LONGEST = 60


def split_names(text: str) -> tuple[str, ...]:
    """The names in a byline as they are written, each once: roles, agencies and what can't be a name left out."""
    names: dict[str, str] = {}
    for part in _SEPARATOR.split(_AGENCIES.sub("", _PLACES_BEHIND.sub("", text))):
        part = _SUFFIX.sub("", part.strip())
        part = part[found.end() :] if (found := _PREFIX.match(part)) else part
        pair = _PAIR.fullmatch(part)
        for name in pair.groups() if pair and all(map(_is_name, pair.groups())) else (part,):
            name = name.strip(" 。·-—").removesuffix(".") if "." not in name[:-1] else name.strip()
            if name and len(name) <= _LONGEST and name not in DATELINES and not _NOT_A_NAME.search(name):
                names.setdefault(name.casefold(), name)
    return tuple(names.values())


def _is_name(text: str) -> bool:
    return bool(_HAN_NAME.fullmatch(text) or _LATIN_NAME.fullmatch(text))


@dataclass(frozen=True, slots=True)
class _Credit:
    """Where an outlet names its writers: a pattern with groups ``by``, ``translator``; in the first or last blocks."""

    pattern: re.Pattern[str]
    at_end: bool = False


def _first(pattern: str) -> _Credit:
    return _Credit(re.compile(pattern))


def _last(pattern: str) -> _Credit:
    return _Credit(re.compile(pattern, re.DOTALL), at_end=True)


_CREDITS: dict[str, tuple[_Credit, ...]] = {
    "cna": (
        _first(r"[（(]中央社記者(?P<by>[^（()）\d]{2,40}?)\d{1,2}日[^（()）]{0,6}電[）)]"),
        _first(r"文[：:](?P<by>[^\s，。]{2,10})$"),
        _last(r".*[（(]譯者[:：](?P<translator>[^（()）/]{2,20})[/）)]"),
    ),
    "epoch": (_first(r".{0,40}?[（(]大[纪紀]元(?:特[约約])?[记記]者(?P<by>[^（()）]{2,40}?)[报報][导導道][）)]"),),
    "rfa": (
        _last(
            r"[（(]?(?:自由亚洲电台)?(?:特约)?记者\s*[:：]?\s*(?P<by>[^:：。，\d]{2,24}?)\s*(?:报道|报导)?[\s。；;）)]*"
            r"(?:责编|编辑|网编).{0,50}$"
        ),
    ),
    "dw": (_last(r"(?P<by>[^（()）。，、：]{2,40}?)\s*[（(][^（()）。]{1,40}[）)]\s*$"),),
    "reuters": (
        _first(r"(?:作者|采写|撰写|记者)\s*(?P<by>[^；;（()）]{2,30}?)(?:[；;].{0,30})?$"),
        _last(r"[（(]?(?:发稿|撰写|记者|采写)\s*(?P<by>[^；;（()）]{2,30}?)[；;].{0,30}$"),
        _last(r".*(?:^|[（(])编译\s*(?P<translator>[^；;（()）]{2,20}?)\s*(?:[；;]|发稿|审校)[^（]{0,30}$"),
    ),
    "ft": (_last(r"译者\s*[/／:：]\s*(?P<translator>[^/（()）]{2,12})$"),),
    "bitterwinter": (
        _first(r"作者[:：]\s*(?P<by>[^\s。，（(]{2,20})(?:[（(].{1,40})?$"),
        _last(r"寒冬記者\s*(?P<by>[^\s。，]{2,6})$"),
    ),
    "cdt": (_first(r"(?:作者\s*[:：]|文\s*[/／|｜])\s*(?P<by>[^\s:：（(，。]{2,12})(?:\s+来源.{0,30})?$"),),
    "zaobao": (
        _first(r"(?P<by>[\u4e00-\u9fff]{2,4})\s+[\u4e00-\u9fff]{2,6}特派员$"),
        _last(r"[（(]联合早报记者(?P<by>[\u4e00-\u9fff]{2,8}?)(?:即时)?报道[）)]$"),
    ),
    "bbc": (_first(r"(?P<by>[\u4e00-\u9fff·‧]{2,16})(?:[（(][A-Za-z .'’-]{3,40}[）)])?\nBBC[^。，]{0,20}$"),),
}
_NEAR = 3
"""How many blocks from either end a credit may stand."""


@dataclass(frozen=True, slots=True)
class Credit:
    """What a text says about its makers."""

    byline: tuple[str, ...] = ()
    translator: str = ""


def credits_in(source: str, paragraphs: list[str]) -> Credit:
    """The makers that the first or last paragraphs name, in the way of the outlet ``source``."""
    byline: tuple[str, ...] = ()
    translator = ""
    for credit in _CREDITS.get(source, ()):
        for text in paragraphs[-_NEAR:] if credit.at_end else _opening(source, paragraphs):
            found = credit.pattern.match(text)
            if not found:
                continue
            groups = found.groupdict()
            if not byline and groups.get("by"):
                names = split_names(_without_place(source, groups["by"]))
                byline = tuple(filter(_is_name, names))
            translator = translator or "、".join(split_names(groups.get("translator") or ""))
    return Credit(byline, translator)


def _opening(source: str, paragraphs: list[str]) -> list[str]:
    """The first paragraphs; at bbc each with the next, for there the writer's post stands below the name."""
    first = paragraphs[:_NEAR]
    return ["\n".join(paragraphs[at : at + 2]) for at in range(len(first))] if source == "bbc" else first


def _without_place(source: str, text: str) -> str:
    """``張三台北`` to ``張三``: cna, epoch and rfa write the dateline behind the last name, with nothing between."""
    text = text.strip()
    if source not in ("cna", "epoch", "rfa", "zaobao"):
        return text
    text = re.sub(r"(?:综合|綜合|采访|採訪|编译|編譯|专题|整理|连线|即时|報導|报导|稿)+$", "", text)
    while (shorter := _without_last_place(text)) != text:
        text = shorter
    return text


def _without_last_place(text: str) -> str:
    for length in range(min(7, len(text) - 2), 1, -1):
        if text[-length:] in DATELINES:
            return text[:-length].rstrip(" /／－-—、")
    return text


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
    """The closing lines of The New York Times: everything in them but the text."""

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
