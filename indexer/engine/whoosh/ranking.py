"""The numbers of ranking, in one place, and the formulas they go into.

BM25F (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009), cut in two: what depends on an article alone,
its *share*, is computed once, when indexing; what depends on the index, the word's idf, when searching.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from indexer.engine.whoosh.arrays import Array

# k1 and b: ../shared/eval/README.md, 0.562 against 0.546 MRR@10 with the usual 1.2 and 0.75.
K1 = 0.9
B = 0.3
FIELD_WEIGHTS = {"title": 2.0, "body": 1.0, "captions": 0.7, "byline": 1.0}
USUAL_LENGTHS = {"title": 13, "body": 570, "captions": 16, "byline": 1}
"""Words in a field that make no difference to the score; the means of 62,653 real articles. Constants, so that an
article scores the same however its index came about."""
SENTENCE_SHARE = 0.25
"""An article answers a sentence when it holds this much of the weight (idf) of its words."""
STEP = 1 / 32_768
"""Shares (0 to 1.9) and norms (0 to 1.43) are kept as whole numbers of these, in 16 bits."""
_MOST_SHARES = 255


def norm(field: str, length: int) -> float:
    """What one occurrence of a word counts in a field of so many words."""
    return FIELD_WEIGHTS[field] / (1 - B + B * length / USUAL_LENGTHS[field])


def shares(words: Mapping[str, Sequence[str]]) -> tuple[list[str], Array, Array]:
    """The distinct words of some fields of one article, joined; the different shares that they have, in steps (uint16,
    from 1), behind that of a word that stands in the body once; and which of these each word has (uint8, from 1)."""
    frequency: dict[str, float] = {}
    for field, in_field in words.items():
        each = norm(field, len(in_field))
        for word, often in Counter(in_field).items():
            frequency[word] = frequency.get(word, 0.0) + often * each
    once = norm("body", len(words.get("body", ())))
    share = saturated(np.array([once, *frequency.values()]))
    steps = np.maximum(np.rint(share / STEP), 1).astype(np.uint16)
    different, codes = np.unique(steps[1:], return_inverse=True)
    bits = 0
    while len(different) > _MOST_SHARES:  # no real article has half as many
        bits += 1
        different, codes = np.unique(steps[1:] >> bits << bits | 1, return_inverse=True)
    return list(frequency), np.concatenate([steps[:1], different]), (codes + 1).astype(np.uint8)


def saturated(frequency: Array) -> Array:
    """BM25's share, from a frequency that is divided by the length norm already; 0 stays 0."""
    kind = frequency.dtype.type
    result: Array = frequency * kind(K1 + 1) / (frequency + kind(K1))
    return result


def idf(documents: int, size: int) -> float:
    """Weight of a word that stands in so many of all documents, always above 0 (Lucene's form of BM25's)."""
    return float(np.log1p((size - documents + 0.5) / (documents + 0.5)))
