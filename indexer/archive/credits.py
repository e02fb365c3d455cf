"""Who made it: names taken out of bylines, datelines and closing lines. If unsure, nobody."""

import re
from dataclasses import dataclass

from indexer.archive.outlets import Outlet, joined, outlet_of
from indexer.archive.places import DATELINES

_REPORT = (
    r"(?:综合|綜合|采访|採訪|编译|編譯|特约|专题|摄影|外电)?(?:报导|报道|報導|報道|摘编|摘編|摘译|摘譯|编译|編譯|整理)"
)
_SEPARATOR = re.compile(r"\s*[,，、/／;；|｜丶]\s*|\s+(?:and|AND|&|und|et|和|与|與|及)\s+")
_PAIR = re.compile(r"(.{2,30}?)[和与與及](.{2,30})")
_PREFIX = re.compile(
    rf"(?:null\s+)?(?:(?:(?:{joined('reporters')}|本[报報台台网網]|特[约約派]|[采採][访訪]|首席|[资資]深)*[记記]者\s*[:：/]?"
    r"|(?:撰?文|作者|作家|编译|編譯|整理|图文|責編|责编)\s*[:：/／|｜]|By\s)\s*)?(?=\S)",
    re.IGNORECASE,
)
_PLACES_BEHIND = re.compile(r"\s*\|\s*[A-Z][A-Z, .]+$")
_SUFFIX = re.compile(rf"\s*[（(]?\s*(?:{_REPORT}|(?:综合|綜合))\s*[）)]?$")
_AGENCIES = re.compile(r"\s*[（(][^（()）]*(?:社|报|報|等|台|综合|編譯|编译|来源)[^（()）]*[）)]\s*$")
_NOT_A_NAME = re.compile(
    r"[0-9。！？!?:：<>【】\[\]“”\"…]|https?|\b(?:editor|chief|correspondent)\b|^(?:null|综合|本报|等)$|"
    + joined("not_names"),
    re.IGNORECASE,
)
_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{1,12}[·．•・][\u3400-\u9fff·．•・]{1,16}")
_LATIN_NAME = re.compile(r"[A-Za-zÀ-ž][\w.'’À-ž-]*(?:\s+[A-Za-zÀ-ž][\w.'’À-ž-]*){1,4}")
_MAX_LENGTH = 60


def split_names(text: str) -> tuple[str, ...]:
    """The names in a byline as they are written, each once: roles, agencies and what can't be a name left out."""
    names: dict[str, str] = {}
    for part in _SEPARATOR.split(_AGENCIES.sub("", _PLACES_BEHIND.sub("", text))):
        part = _SUFFIX.sub("", part.strip())
        part = part[found.end() :] if (found := _PREFIX.match(part)) else part
        pair = _PAIR.fullmatch(part)
        for name in pair.groups() if pair and all(map(_is_name, pair.groups())) else (part,):
            name = name.strip(" 。·-—").removesuffix(".") if "." not in name[:-1] else name.strip()
            if name and len(name) <= _MAX_LENGTH and name not in DATELINES and not _NOT_A_NAME.search(name):
                names.setdefault(name.casefold(), name)
    return tuple(names.values())


def _is_name(text: str) -> bool:
    return bool(_HAN_NAME.fullmatch(text) or _LATIN_NAME.fullmatch(text))


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
    outlet = outlet_of(source)
    for credit in outlet.credits:
        for text in paragraphs[-_NEAR:] if credit.at_end else _opening(outlet, paragraphs):
            found = credit.pattern.match(text)
            if not found:
                continue
            groups = found.groupdict()
            if not byline and groups.get("by"):
                names = split_names(_without_place(groups["by"]) if outlet.datelines else groups["by"].strip())
                byline = tuple(filter(_is_name, names))
            translator = translator or "、".join(split_names(groups.get("translator") or ""))
    return Credit(byline, translator)


def _opening(outlet: Outlet, paragraphs: list[str]) -> list[str]:
    """The first paragraphs; each with the next where the writer's post stands below the name."""
    first = paragraphs[:_NEAR]
    return ["\n".join(paragraphs[at : at + 2]) for at in range(len(first))] if outlet.joined_credits else first


def _without_place(text: str) -> str:
    """``張三台北`` to ``張三``: the dateline behind the last name, with nothing between, taken off."""
    text = re.sub(r"(?:综合|綜合|采访|採訪|编译|編譯|专题|整理|连线|即时|報導|报导|稿)+$", "", text.strip())
    while (shorter := _without_last_place(text)) != text:
        text = shorter
    return text


def _without_last_place(text: str) -> str:
    for length in range(min(7, len(text) - 2), 1, -1):
        if text[-length:] in DATELINES:
            return text[:-length].rstrip(" /／－-—、")
    return text
