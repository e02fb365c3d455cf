"""The queries, drawn from the articles with a fixed seed: the same articles give the same queries."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TypeVar

from indexer import Article
from indexer.analysis import fold, get_tokenizer
from tests.bench.corpus import text_of

SEED = 20_240_305
RANKED, PHRASES, STRINGS, SENTENCES = 210, 150, 200, 100
_MAX_TRIES = 200
_SENTENCE_ENDS = str.maketrans(dict.fromkeys("。！？；", "\n"))
# Marks that mean something to Wenhai's query language; a string or sentence with one of them would be another query.
_SYNTAX = frozenset('"“”„‟«»「」『』〝〞＂()（）|｜*＊:：\n\r\t \u3000\u00a0')

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Queries:
    """``ranked`` and ``phrases`` are words; ``strings`` and ``sentences`` are text as it stands in an article."""

    ranked: list[list[str]]
    phrases: list[list[str]]
    strings: list[str]
    sentences: list[str]

    @property
    def ranked_text(self) -> list[str]:
        """The ranked queries as a reader types them: Wenhai, too, requires all words."""
        return [" ".join(words) for words in self.ranked]

    @property
    def phrases_text(self) -> list[str]:
        """The phrases as quoted strings."""
        return [f'"{"".join(words)}"' for words in self.phrases]

    @property
    def strings_text(self) -> list[str]:
        """The strings, quoted."""
        return [f'"{string}"' for string in self.strings]


def draw(articles: list[Article]) -> Queries:
    """Draw all queries. Every one of them finds at least the article that it was drawn from."""
    rng = random.Random(SEED)
    return Queries(
        ranked=[_drawn(rng, articles, partial(_words, rng, count=n)) for n in _spread(RANKED, 1, 3)],
        phrases=[_drawn(rng, articles, partial(_phrase, rng)) for _ in range(PHRASES)],
        strings=[_drawn(rng, articles, partial(_string, rng, length=n)) for n in _spread(STRINGS, 1, 8)],
        sentences=[_drawn(rng, articles, partial(_sentence, rng)) for _ in range(SENTENCES)],
    )


def _spread(count: int, least: int, most: int) -> Iterator[int]:
    """``count`` numbers, each from ``least`` to ``most`` as often as the others."""
    return (least + number % (most - least + 1) for number in range(count))


def _drawn(rng: random.Random, articles: list[Article], take: Callable[[Article], _T | None]) -> _T:
    """The first that a random article yields; most do."""
    for _ in range(_MAX_TRIES):
        if (found := take(rng.choice(articles))) is not None:
            return found
    raise SystemExit("The articles are too short to draw queries from them.")


def _words(rng: random.Random, article: Article, count: int) -> list[str] | None:
    """Different words of two characters or more, in no order; a frequent word is drawn more often."""
    words = [word for word in get_tokenizer().index_words(fold(text_of(article))) if len(word) >= 2]
    if len(set(words)) < count:
        return None
    chosen: list[str] = []
    while len(chosen) < count:
        word = rng.choice(words)
        if word not in chosen:
            chosen.append(word)
    return chosen


def _phrase(rng: random.Random, article: Article) -> list[str] | None:
    """Two neighbours with nothing between them, and no words inside them: those are neighbours in every index."""
    folded = fold(text_of(article))
    first, second = rng.choice(list(pairwise(get_tokenizer().words(folded))) or [("", "")])
    together = first + second
    if not together or together not in folded or get_tokenizer().index_words(together) != [first, second]:
        return None
    return [first, second]


def _string(rng: random.Random, article: Article, length: int) -> str | None:
    """So many characters from anywhere in the body, within a paragraph, punctuation included."""
    if len(article.body) < length:
        return None
    start = rng.randrange(len(article.body) - length + 1)
    string = article.body[start : start + length]
    return None if _SYNTAX & set(string) or not get_tokenizer().words(fold(string)) else string


def _sentence(rng: random.Random, article: Article) -> str | None:
    sentences = [sentence.strip() for sentence in article.body.translate(_SENTENCE_ENDS).split("\n")]
    usable = [sentence for sentence in sentences if 30 <= len(sentence) <= 80 and not _SYNTAX & set(sentence)]
    return rng.choice(usable) if usable else None
