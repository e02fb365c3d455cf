"""The query language, parsed by descent. Never raises: what makes no sense as an operator is searched as text.

query   = all { OR all }
all     = item { [AND] item }
item    = [NOT] ( "(" query ")" | field value | operand [ NEAR operand ] )
"""

import re
from collections.abc import Sequence

from indexer.analysis import Tokenizer, fold, get_tokenizer
from indexer.messages import message
from indexer.query.dates import parse_dates
from indexer.query.lexer import Token, tokens
from indexer.query.tree import (
    And,
    DateRange,
    Field,
    FieldFilter,
    MatchAll,
    MatchNone,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Sentence,
    TextClause,
    leaves,
)  # fmt: skip

MAX_LENGTH = 2_000
"""Characters of a query that are read; the rest is left out, and a note says so."""
_MAX_DEPTH = 40
# A run longer than both is a sentence: names stay below (安东尼·布林肯 is 4 words, most institutions under 11).
_TERM_CHARS, _TERM_WORDS = 10, 4
_TYPED_QUOTES = '"＂'
_EDGES = '()（）|｜"“”「」『』,，。、;；:：!！?？'
_TERM_RUN = 8  # more plain terms than this side by side are a sentence, too
_RUN_WORDS = 10  # or more words in them: headlines have blanks, and no article has all words of three
_ENGLISH_RUN = 3  # and so many Latin ones, if a word is among them that only holds others together
_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be by for from has have he his in into is it its of on or over says she that the their "
        "they to was were what who why will with",
    )
)


class _Unreadable(Exception):
    """The operators do not add up."""


def parse_query(text: str, tokenizer: Tokenizer | None = None) -> Query:
    """The tree for what a reader typed, and notes on how it was understood. ``tokenizer`` is that of the index."""
    tokenizer = tokenizer or get_tokenizer()
    notes: list[str] = []
    if len(text) > MAX_LENGTH:
        text = text[:MAX_LENGTH]
        notes.append(
            message("The query was too long; only the first {number} characters were used.", number=MAX_LENGTH)
        )
    found = tokens(text)
    try:
        parser = _Parser(found, notes, tokenizer)
        root = parser.query(0)
        if parser.at < len(found):
            raise _Unreadable
        if _is_prose(found) and any(isinstance(leaf, Sentence) for leaf in leaves(root)):
            whole = fold(_clean(text)).strip()
            root = Sentence(whole, tuple(tokenizer.words(whole)))
    except _Unreadable:
        notes.append(message("Operators or brackets that don’t match were searched as text."))
        words = [Token("plain", word.strip(_EDGES)) for word in text.split() if word.strip(_EDGES)]
        root = _Parser(words, notes, tokenizer).query(0)
    return Query(root, tuple(dict.fromkeys(notes)))


class _Parser:
    def __init__(self, found: Sequence[Token], notes: list[str], tokenizer: Tokenizer) -> None:
        self.tokens, self.notes, self.at, self.tokenizer = found, notes, 0, tokenizer

    def _kind(self) -> str:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else "end"

    def _take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def query(self, depth: int) -> Node:
        if depth > _MAX_DEPTH:
            raise _Unreadable
        if self._kind() == "end":
            return MatchAll()
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
            return self.operand(left, "")
        distance = int(self._take().text)
        if self._kind() not in ("plain", "quoted"):
            raise _Unreadable
        texts = [fold(_clean(token.text)) for token in (left, self._take())]
        return Near(texts[0], texts[1], distance) if all(texts) else MatchNone()

    def field(self, name: str) -> Node:
        if self._kind() not in ("plain", "quoted"):
            raise _Unreadable
        value = self._take()
        text = _clean(value.text)
        if name == "title":
            return self.operand(value, "title")
        if name == "date":
            dates = parse_dates(fold(text))
            if dates:
                return DateRange(*dates)
            self.notes.append(message("“{text}” is not a date; it was searched as text.", text=text))
            return self.operand(Token("plain", f"日期:{text}"), "")
        if not fold(text):
            return MatchNone()
        return FieldFilter(name, fold(text))

    def operand(self, token: Token, field: Field) -> Node:
        text = fold(_clean(token.text))
        if token.kind == "quoted":
            return Phrase(text, field) if text.strip() else MatchNone()
        if len(text) > 1 and text.endswith("*") and text.strip("*"):
            return Prefix(text.strip("*"), field)
        text = text.strip(_EDGES) or text
        words = tuple(self.tokenizer.words(text))
        if len(text) > _TERM_CHARS and len(words) > _TERM_WORDS:
            return Sentence(text, words, field)
        return TextClause(text, words, field)


def _join_sentences(items: list[Node]) -> list[Node]:
    """Plain terms side by side become one sentence if one of them is a sentence, they are many, or they are English."""
    joined: list[Node] = []
    run: list[TextClause | Sentence] = []
    for item in [*items, MatchAll()]:
        if isinstance(item, TextClause | Sentence) and not item.field:
            run.append(item)
            continue
        words = tuple(word for term in run for word in term.words)
        many = len(run) > _TERM_RUN or (len(run) > 1 and len(words) > _RUN_WORDS)
        if many or any(isinstance(term, Sentence) for term in run) or _is_english(run):
            joined.append(Sentence(" ".join(term.text for term in run), words))
        else:
            joined.extend(run)
        run = []
        joined.append(item)
    return joined[:-1]


def _is_prose(found: Sequence[Token]) -> bool:
    """Do these tokens hold no operator, but for what pasted text holds, too: brackets, and quotes that are no \"?"""
    return len(found) > 1 and all(
        token.kind in ("plain", "open", "close") or (token.kind == "quoted" and token.opening not in _TYPED_QUOTES)
        for token in found
    )


def _is_english(run: Sequence[TextClause | Sentence]) -> bool:
    """Is this a sentence or headline in English, of which a Chinese article holds at most some words?"""
    latin = all(term.text.isascii() for term in run)
    return latin and len(run) >= _ENGLISH_RUN and any(term.text in _ENGLISH for term in run)


def _clean(text: str) -> str:
    """Control characters and line breaks occur in no article's line; the reader meant spaces."""
    return re.sub(r"[\x00-\x1f\x7f\u2028\u2029]", " ", text)
