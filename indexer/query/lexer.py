"""Cuts a typed query into tokens. Operators count only where a token begins, so text may hold any character."""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["open", "close", "or", "and", "not", "near", "quoted", "plain", "field"]

QUOTES = {'"': '"', "“": "”", "”": "”", "„": "”", "「": "」", "『": "』", "＂": "＂", "«": "»"}
_FIELDS = {
    "title": ("标题", "標題", "title"),
    "author": ("作者", "author"),
    "translator": ("译者", "譯者", "translator"),
    "source": ("来源", "來源", "source"),
    "section": ("栏目", "欄目", "section"),
    "date": ("日期", "date"),
}
FIELD_OF = {name: field for field, names in _FIELDS.items() for name in names}
_FIELD = re.compile(rf"({'|'.join(FIELD_OF)})[:：](?=\S)", re.IGNORECASE)
_NEAR = re.compile(r"NEAR(?:/(\d{1,4}))?(?=\s)")
_WORD_OPERATORS = re.compile(r"(OR|AND|NOT)(?=[\s(（]|$)")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]+")
_PLAIN = re.compile(r"[^\s\x00-\x1f\x7f]+")
_ENDS_TEXT = ")）"


@dataclass(frozen=True, slots=True)
class Token:
    """``opening`` is the mark that opened a quoted text."""

    kind: Kind
    text: str = ""
    opening: str = ""


def tokens(text: str) -> list[Token]:
    """All tokens of a query; their plain and quoted texts are as typed."""
    found: list[Token] = []
    at = depth = 0
    while at < len(text):
        space = _SPACE.match(text, at)
        if space:
            at = space.end()
            continue
        token, at = _next(text, at, depth)
        depth += (token.kind == "open") - (token.kind == "close")
        found.append(token)
    return found


def _next(text: str, at: int, depth: int) -> tuple[Token, int]:
    char = text[at]
    if char in "(（":
        return Token("open", char), at + 1
    if char in ")）":
        return Token("close", char), at + 1
    if char in "|｜":
        return Token("or", char), at + 1
    if char in "-－" and at + 1 < len(text) and not text[at + 1].isspace():
        return Token("not", char), at + 1
    if char in QUOTES:
        end = text.find(QUOTES[char], at + 1)
        if end > at:
            return Token("quoted", text[at + 1 : end], char), end + 1
    if near := _NEAR.match(text, at):
        return Token("near", near.group(1) or "20"), near.end()
    if operator := _WORD_OPERATORS.match(text, at):
        kinds: dict[str, Kind] = {"OR": "or", "AND": "and", "NOT": "not"}
        return Token(kinds[operator.group()], operator.group()), operator.end()
    if field := _FIELD.match(text, at):
        return Token("field", FIELD_OF[field.group(1).casefold()]), field.end()
    return _plain(text, at, depth)


def _plain(text: str, at: int, depth: int) -> tuple[Token, int]:
    """Text up to the next space; inside a group, up to the bracket that closes it, unless the text opened its own."""
    run = _PLAIN.match(text, at)
    assert run is not None
    end, own = at, 0
    for end in range(at, run.end()):
        char = text[end]
        if char in "(（":
            own += 1
        elif char in _ENDS_TEXT:
            if own == 0 and depth > 0:
                break
            own -= 1
        elif char in "|｜" and end > at:
            break
    else:
        end = run.end()
    end = max(end, at + 1)
    return Token("plain", text[at:end]), end
