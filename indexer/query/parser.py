"""The query language, parsed by descent. Never raises: what makes no sense as an operator is searched as text.

query   = all { OR all }
all     = item { [AND] item }
item    = [NOT] ( "(" query ")" | field value | operand [ NEAR operand ] )
"""

import re
from collections.abc import Sequence

from indexer.analysis import cutter, fold
from indexer.query.dates import parse_dates
from indexer.query.lexer import Token, tokens
from indexer.query.tree import (
    And,
    Dates,
    Everything,
    Exact,
    Field,
    Name,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    Prefix,
    Query,
    Sentence,
    Term,
)  # fmt: skip

MAX_LENGTH = 2_000
"""Characters of a query that are read; the rest is left out, and a note says so."""
_MAX_DEPTH = 40
# A run longer than both is a sentence: names stay below (安东尼·布林肯 is 4 words, most institutions under 11).
_TERM_CHARS, _TERM_WORDS = 10, 4
_EDGES = '()（）|｜"“”「」『』,，。、;；:：!！?？'
_TERM_RUN = 8  # more plain terms than this side by side are a sentence, too


class _Unreadable(Exception):
    """The operators do not add up."""


def parse_query(text: str) -> Query:
    """The tree for what a reader typed, and notes on how it was taken."""
    notes: list[str] = []
    if len(text) > MAX_LENGTH:
        text = text[:MAX_LENGTH]
        notes.append(f"检索词过长，只取了前 {MAX_LENGTH} 字。")
    found = tokens(text)
    try:
        parser = _Parser(found, notes)
        root = parser.query(0)
        if parser.at < len(found):
            raise _Unreadable
    except _Unreadable:
        notes.append("运算符或括号不成对，已当作普通文字检索。")
        words = [Token("plain", word.strip(_EDGES)) for word in text.split() if word.strip(_EDGES)]
        root = _Parser(words, notes).query(0)
    return Query(root, tuple(dict.fromkeys(notes)))


class _Parser:
    def __init__(self, found: Sequence[Token], notes: list[str]) -> None:
        self.tokens, self.notes, self.at = found, notes, 0

    def _kind(self) -> str:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else "end"

    def _take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def query(self, depth: int) -> Node:
        if depth > _MAX_DEPTH:
            raise _Unreadable
        if self._kind() == "end":
            return Everything()
        items = [self.all(depth)]
        while self._kind() == "or":
            self._take()
            items.append(self.all(depth))
        return items[0] if len(items) == 1 else Or(tuple(items))

    def all(self, depth: int) -> Node:
        items: list[Node] = []
        while self._kind() not in ("or", "close", "end"):
            if self._kind() == "and":
                if not items:
                    raise _Unreadable
                self._take()
            items.append(self.item(depth))
        if not items:
            raise _Unreadable
        items = _join_sentences(items)
        return items[0] if len(items) == 1 else And(tuple(items))

    def item(self, depth: int) -> Node:
        kind = self._kind()
        if kind == "not":
            self._take()
            if depth > _MAX_DEPTH:
                raise _Unreadable
            return Not(self.item(depth + 1))
        if kind == "open":
            self._take()
            inside = self.query(depth + 1)
            if self._kind() != "close":
                raise _Unreadable
            self._take()
            return inside
        if kind == "field":
            return self.field(self._take().text)
        if kind not in ("plain", "quoted"):
            raise _Unreadable
        left = self._take()
        if self._kind() != "near":
            return _operand(left, "")
        distance = int(self._take().text)
        if self._kind() not in ("plain", "quoted"):
            raise _Unreadable
        texts = [fold(_clean(token.text)) for token in (left, self._take())]
        return Near(texts[0], texts[1], distance) if all(texts) else Nothing()

    def field(self, name: str) -> Node:
        if self._kind() not in ("plain", "quoted"):
            raise _Unreadable
        value = self._take()
        text = _clean(value.text)
        if name == "title":
            return _operand(value, "title")
        if name == "date":
            dates = parse_dates(fold(text))
            if dates:
                return Dates(*dates)
            self.notes.append(f"“{text}”不是日期，已当作普通文字检索。")
            return _operand(Token("plain", f"日期:{text}"), "")
        if not fold(text):
            return Nothing()
        return Name(name, fold(text))  # type: ignore[arg-type]  # the lexer knows five fields, two are handled above


def _operand(token: Token, field: Field) -> Node:
    text = fold(_clean(token.text))
    if token.kind == "quoted":
        return Exact(text, field) if text.strip() else Nothing()
    if len(text) > 1 and text.endswith("*") and text.strip("*"):
        return Prefix(text.strip("*"), field)
    text = text.strip(_EDGES) or text
    words = tuple(cutter().words(text))
    if len(text) > _TERM_CHARS and len(words) > _TERM_WORDS:
        return Sentence(text, words, field)
    return Term(text, words, field)


def _join_sentences(items: list[Node]) -> list[Node]:
    """Plain terms side by side become one sentence if one of them is a sentence, or they are many."""
    joined: list[Node] = []
    run: list[Term | Sentence] = []
    for item in [*items, Everything()]:
        if isinstance(item, Term | Sentence) and not item.field:
            run.append(item)
            continue
        if len(run) > _TERM_RUN or any(isinstance(term, Sentence) for term in run):
            words = tuple(word for term in run for word in term.words)
            joined.append(Sentence(" ".join(term.text for term in run), words))
        else:
            joined.extend(run)
        run = []
        joined.append(item)
    return joined[:-1]


def _clean(text: str) -> str:
    """Control characters and line breaks stand in no article's line; the reader meant spaces."""
    return re.sub(r"[\x00-\x1f\x7f\u2028\u2029]", " ", text)
