"""What those who write an index and those who read it must agree on: its fields, and how text becomes their terms.

Everything is cut here, not on the engine: terms are sent with blanks between, and its whitespace analyzer takes them
as they are. Nothing is asked of it that is not in its core, so that every distribution will do.

- A word carries its *share* of the score (see ``ranking``), which depends on the article alone: it is sent as often as
  its share has tenths, and the field's similarity gives frequency times idf. So a score is the one that Whoosh gives,
  up to the half of a tenth, with one list to read a word, whatever the lengths of fields in a shard.
- A string is found by its pairs of neighbouring characters, whose positions follow one another; one character, and
  the distance between two strings, by the characters. Between texts lie more positions than any distance asked for.
"""

import hashlib
from collections.abc import Iterable, Sequence
from operator import add
from typing import Any

import numpy as np

from indexer.backends.opensearch.settings import Settings
from indexer.filters import FIELDS
from indexer.search import ranking

SCHEMA_VERSION = 2
"""Goes up with every change of what is kept for an article or how; part of the index metadata."""
TENTHS = 10
"""Terms for a share of 1. Half of one is 0.05 of a share, which is 0.7 to 1.2 for most words."""
HUNDREDTHS = 100
"""Terms for a share of 1 of ONCE, for it is often all there is to a score."""
ONCE = "\ufdd0"
"""Stands in every field of words of every article, with the share of a word that stands once in the body: what a string
counts that is no word there. Also, an engine's weight of a word goes by the articles that have its field at all."""
MAX_WORD_LENGTH = 100
"""Characters; the engine would cut in two what has over 255."""
GAP = 10_000
"""Positions between two texts; NEAR takes up to 9,999."""
_LINEAR = 2_000
"""BM25's k1: so large that frequencies up to 140 count as they are, and no bits are lost."""
_BLANKS = "".join(
    map(chr, (*range(0x09, 0x0E), *range(0x1C, 0x21), 0x1680, *range(0x2000, 0x2007), 0x2008, 0x2009, 0x200A,
              0x2028, 0x2029, 0x205F, 0x3000))
)  # fmt: skip
"""What Java's Character.isWhitespace takes for a blank. Noncharacters of Unicode, which no text holds, stand for them
in terms; one for the halves of surrogate pairs, which can't be sent."""
_TERM = {ord(char): 0xFDD1 + number for number, char in enumerate(_BLANKS)}
_TERM |= dict.fromkeys(range(0xFDD0, 0xFDF0), 0xFFFD) | dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)


def char_terms(text: str) -> str:
    """The characters of a folded text as terms."""
    return " ".join(text.translate(_TERM))


def pair_terms(text: str) -> str:
    """The pairs of neighbouring characters of a folded text as terms."""
    plain = text.translate(_TERM)
    return " ".join(map(add, plain, plain[1:]))


def word_term(word: str) -> str:
    """A word as a term."""
    if len(word) <= MAX_WORD_LENGTH:
        return word
    return f"{word[:MAX_WORD_LENGTH]}…{hashlib.blake2b(word.encode(), digest_size=8).hexdigest()}"


def share_terms(**fields: Sequence[str]) -> str:
    """The words of some fields of an article as terms, each as often as its share has tenths, and ONCE."""
    words, steps, codes = ranking.impacts(fields)
    tenths = np.maximum(np.rint(steps * (ranking.STEP * TENTHS)), 1).astype(int)
    often = tenths[codes].tolist()
    terms = [f"{word_term(word)} " * number for word, number in zip(words, often, strict=True)]
    hundredths = round(int(steps[0]) * ranking.STEP * HUNDREDTHS) if "body" in fields else 1
    return "".join([*terms, f"{ONCE} " * hundredths])


def clean(values: Iterable[str]) -> list[str]:
    """Values for a field of whole values: what can be sent."""
    return [value.encode("utf-8", "replace").decode() for value in values]


def copies(settings: Settings) -> dict[str, Any]:
    """The settings that say how many copies an index has."""
    return {"auto_expand_replicas": "0-1"} if settings.replicas is None else {"number_of_replicas": settings.replicas}


def index_body(settings: Settings) -> dict[str, Any]:
    """Settings and mapping of a new index."""
    return {
        "settings": {
            "index": {
                "number_of_shards": settings.shards,
                **copies(settings),
                "codec": "best_compression",
                "refresh_interval": "-1",
                # What is deleted is merged away whenever that is asked for, see the writer.
                "merge.policy.expunge_deletes_allowed": 0,
                "similarity": {
                    "share": {"type": "BM25", "k1": _LINEAR, "b": 0},
                    "often": {"type": "BM25", "k1": ranking.K1, "b": ranking.B},
                },
            }
        },
        "mappings": {
            "dynamic": "strict",
            "_source": {"includes": ["head", "rest", "norm", "family"]},
            "properties": _properties(),
        },
    }


def _properties() -> dict[str, Any]:
    keyword, number = {"type": "keyword"}, {"type": "long"}
    kept = {"type": "object", "enabled": False}
    words = {
        "type": "text", "analyzer": "whitespace", "index_options": "freqs", "norms": False, "similarity": "share",
    }  # fmt: skip
    pairs = {"type": "text", "analyzer": "whitespace", "position_increment_gap": GAP, "similarity": "often"}
    return {
        **dict.fromkeys(("id", "family", *FIELDS, "cites"), keyword),
        **dict.fromkeys(("year", "month", "day"), keyword),
        **dict.fromkeys(("place", "date"), number),
        **dict.fromkeys(("body", "title", "byline", "address"), words),
        **dict.fromkeys(("pairs", "title_pairs"), pairs),
        "chars": {"type": "text", "analyzer": "whitespace", "position_increment_gap": GAP, "norms": False},
        "title_chars": {"type": "text", "analyzer": "whitespace", "index_options": "docs", "norms": False},
        **dict.fromkeys(("head", "rest", "norm"), kept),
    }
