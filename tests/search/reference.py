"""Searching without an index: every article is looked at, every score added up, everything sorted. Slow and plain."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise

import numpy as np

from indexer import Article, fold
from indexer.analysis import cutter
from indexer.archive import OUTLETS
from indexer.query import (
    Also,
    And,
    Dates,
    Everything,
    Exact,
    Form,
    Name,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    Prefix,
    Sentence,
    Term,
    Thesaurus,
    parse_query,
    widen,
)  # fmt: skip
from indexer.search import ranking
from indexer.search.fields import address_words

Scores = dict[int, tuple[float, bool]]
"""By the number of an article: its score, and whether it holds every term as typed."""


def step(value: float) -> float:
    return round(value / ranking.STEP) * ranking.STEP


def saturated(frequency: float) -> float:
    return frequency * (ranking.K1 + 1) / (frequency + ranking.K1)


def occurrences(text: str, needle: str) -> int:
    return sum(text.startswith(needle, at) for at in range(len(text)))


class Document:
    def __init__(self, article: Article) -> None:
        self.article = article
        self.texts = [fold(text) for text in (article.title, article.body, *article.captions)]
        cut = cutter().index_words
        captions = "\n".join(article.captions)
        lead = article.body[: ranking.LEAD_CHARACTERS]
        texts = {"title": article.title, "body": article.body, "lead": lead, "captions": captions}
        words = {field: cut(fold(text)) for field, text in texts.items()}
        self.shares = {
            "body": self._shares(words),
            "title": self._shares({"title": words["title"]}),
            "byline": self._shares({"byline": cut(fold("\n".join(article.byline)))}),
            "address": self._shares({"address": address_words(article)}),
        }
        norm = ranking.norm("body", len(words["body"]))
        self.norm, self.once = step(norm), step(saturated(norm))

    @staticmethod
    def _shares(fields: dict[str, list[str]]) -> dict[str, float]:
        shares: dict[str, float] = {}
        for field, words in fields.items():
            for word, often in Counter(words).items():
                share = ranking.FIELD_WEIGHTS[field] * saturated(often * ranking.norm(field, len(words)))
                shares[word] = shares.get(word, 0.0) + share
        return {word: step(share) for word, share in shares.items()}


class Reference:
    """All articles of an index, in its order."""

    def __init__(self, articles: Sequence[Article], thesaurus: Thesaurus | None = None) -> None:
        self.thesaurus = thesaurus or Thesaurus()
        self.documents = [Document(article) for article in articles]

    def search(self, query: str) -> list[tuple[str, float, bool]]:
        """Id, score and exactness of everything found, in order."""
        root = widen(parse_query(query).root, self.thesaurus)[0]
        found = self.match(root)

        def order(number: int) -> tuple[bool, float, float, int]:
            score, exact = found[number]
            moment = self.documents[number].article.date
            return not exact, -score, -moment.timestamp() if moment else float("inf"), number

        ordered = sorted(found, key=order)
        if isinstance(root, Sentence) and not root.field:
            for n, added in self.closer(root.words, ordered[: ranking.RERANK_DEPTH]).items():
                found[n] = (found[n][0] + added, found[n][1])
            ordered = sorted(ordered[: ranking.RERANK_DEPTH], key=order) + ordered[ranking.RERANK_DEPTH :]
        return [(self.documents[n].article.id, *found[n]) for n in ordered]

    def match(self, node: Node) -> Scores:
        match node:
            case Term(text, words, field):
                return self.term(text, words, field)
            case Sentence(text, words, field):
                return self.sentence(text, words, field)
            case Exact(text, field):
                return self.string(text, field)
            case Prefix(text, field):
                return self.prefix(text, field)
            case Near(left, right, distance):
                return self.counted(lambda d: any(near(text, left, right, distance) for text in d.texts))
            case And(items):
                return self.both([self.match(item) for item in items])
            case Or(items):
                return self.either([self.match(item) for item in items])
            case Not(item):
                without = self.match(item)
                return {n: (0.0, True) for n in range(len(self.documents)) if n not in without}
            case Everything():
                return {n: (0.0, True) for n in range(len(self.documents))}
            case Nothing():
                return {}
            case Name(facet, text, whole):
                return self.named(facet, text, whole)
            case Form(text, field):
                return self.form(text, field)
            case Also(item, others):
                typed, added = self.match(item), self.either([self.match(other) for other in others])
                lower = {n: (score * ranking.ADDED_WEIGHT, False) for n, (score, _) in added.items()}
                return lower | typed
            case Dates(first, last):
                return self.plain(lambda d: within(d.article, first, last))

    def idf(self, documents: int) -> float:
        return float(np.float32(ranking.idf(documents, len(self.documents))))

    def plain(self, holds: Callable[[Document], bool]) -> Scores:
        return {n: (0.0, True) for n, document in enumerate(self.documents) if holds(document)}

    def counted(self, count: Callable[[Document], int]) -> Scores:
        often = {n: count(document) for n, document in enumerate(self.documents)}
        weight = self.idf(sum(bool(some) for some in often.values()))
        return {n: (weight * saturated(c * self.documents[n].norm), True) for n, c in often.items() if c}

    def string(self, text: str, field: str) -> Scores:
        if field == "title":
            return self.counted(lambda d: occurrences(d.texts[0], text) if len(text) > 1 else text in d.texts[0])
        if not any(text in d.shares["body"] for d in self.documents):
            if len(text) == 1:
                return self.counted(lambda d: any(text in t for t in d.texts))
            return self.counted(lambda d: sum(occurrences(t, text) for t in d.texts))
        standing = [n for n, d in enumerate(self.documents) if any(text in t for t in d.texts)]
        weight = self.idf(len(standing))
        shares = {n: self.documents[n].shares["body"].get(text, self.documents[n].once) for n in standing}
        return {n: (weight * share, True) for n, share in shares.items()}

    def word(self, word: str, field: str) -> dict[int, float]:
        fields = ("title",) if field == "title" else ("body", "byline", "address")
        shares = [[d.shares[name].get(word, 0.0) for name in fields] for d in self.documents]
        weight = self.idf(sum(map(any, shares)))
        return {n: weight * sum(row) for n, row in enumerate(shares) if any(row)}

    def term(self, text: str, words: Sequence[str], field: str) -> Scores:
        parts = [self.string(text, field) if text else {}]
        parts.extend(self.written_by(text, field))
        distinct = list(dict.fromkeys(words))
        if distinct == [text] and field != "title":
            for aside in ("byline", "address"):
                shares = {n: d.shares[aside][text] for n, d in enumerate(self.documents) if text in d.shares[aside]}
                parts.append({n: (self.idf(len(shares)) * share, False) for n, share in shares.items()})
        elif distinct:
            every = [{n: (score, False) for n, score in self.word(word, field).items()} for word in distinct]
            parts.append(self.both(every))
        return self.either(parts)

    def form(self, text: str, field: str) -> Scores:
        if all(char.isalnum() and not is_han(char) for char in text):
            found = {n: (score, True) for n, score in self.word(text, field).items()}
        else:
            found = self.string(text, field)
        return self.either([found, *self.written_by(text, field)])

    def written_by(self, text: str, field: str) -> list[Scores]:
        if field == "title":
            return []
        return [self.plain(lambda d: any(holds(fold(name), text) for name in d.article.byline))]

    def sentence(self, text: str, words: Sequence[str], field: str) -> Scores:
        found = {word: self.word(word, field) for word in dict.fromkeys(words)}
        weights = {word: self.idf(len(scores)) for word, scores in found.items() if scores}
        exact = set(self.string(text, field))
        result: Scores = {}
        size = len(self.documents)
        counted = {word: ranking.sentence_weight(len(found[word]), size) for word in weights}
        for n in range(len(self.documents)):
            shared = sum(weight for word, weight in counted.items() if n in found[word])
            if n in exact or (shared and shared >= ranking.SENTENCE_SHARE * sum(counted.values())):
                result[n] = (sum(scores.get(n, 0.0) for scores in found.values()), n in exact)
        return result

    def closer(self, words: Sequence[str], found: list[int]) -> dict[int, float]:
        """What is added to a sentence's score for neighbouring words that are neighbours."""
        weights = {word: self.idf(len(scores)) for word in words if (scores := self.word(word, ""))}
        pairs = {
            ("" if is_han(one[-1]) or is_han(other[0]) else " ").join((one, other)): max(weights[one], weights[other])
            for one, other in pairwise(words)
            if one in weights and other in weights
        }
        added = {}
        for n in found:
            document = self.documents[n]
            text = "".join(f"{text}\n" for text in document.texts)
            scores = (weight * saturated(text.count(pair) * document.norm) for pair, weight in pairs.items())
            added[n] = ranking.NEIGHBOURS_WEIGHT * sum(scores)
        return added

    def prefix(self, text: str, field: str) -> Scores:
        if "\u3400" <= text[0] <= "\u9fff":
            return self.string(text, field)
        fields = ("title",) if field == "title" else ("body", "byline", "address")
        return self.counted(lambda d: sum(word.startswith(text) for name in fields for word in d.shares[name]))

    def named(self, facet: str, text: str, whole: bool = False) -> Scores:
        def names(d: Document) -> Sequence[str]:
            if facet == "author":
                return d.article.byline
            value = getattr(d.article, facet)
            return (value, *OUTLETS.get(value, ())) if facet == "source" else (value,)

        equal = self.plain(lambda d: any(fold(name) == text for name in names(d)))
        return equal if equal or whole else self.plain(lambda d: any(holds(fold(name), text) for name in names(d)))

    @staticmethod
    def both(parts: Sequence[Scores]) -> Scores:
        numbers = set.intersection(*map(set, parts))
        return {n: (sum(part[n][0] for part in parts), all(part[n][1] for part in parts)) for n in numbers}

    @staticmethod
    def either(parts: Sequence[Scores]) -> Scores:
        numbers = set().union(*parts)
        return {
            n: (sum(p[n][0] for p in parts if n in p), any(p[n][1] for p in parts if n in p)) for n in sorted(numbers)
        }


def is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def near(text: str, left: str, right: str, distance: int) -> bool:
    starts = [[at for at in range(len(text)) if text.startswith(s, at)] for s in (left, right)]
    return any(
        0 <= (b - a - len(left) if b > a else a - b - len(right)) <= distance for a in starts[0] for b in starts[1]
    )


def within(article: Article, first: date | None, last: date | None) -> bool:
    day = article.date and article.date.date()
    return day is not None and (first is None or day >= first) and (last is None or day <= last)


def holds(name: str, text: str) -> bool:
    """Does a name hold a text, which does not end within a Latin word of it?"""
    for at in range(len(name)):
        ends = name[max(at - 1, 0) : at], name[at + len(text) : at + len(text) + 1]
        if text and name.startswith(text, at) and not any(end.isascii() and end.isalnum() for end in ends if end):
            return True
    return False
