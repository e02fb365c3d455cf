"""The numbers of ranking, in one place, and the formulas they go into.

BM25 (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009) of each field by itself, added up, cut in two:
what depends on an article alone, its *share*, is computed once, when indexing; what depends on the index, the word's
idf, when searching. BM25F, which saturates the sum of the fields once, ranks worse: 0.622 against 0.640.

Figures are MRR@10 on the 1,817 questions of ../shared/eval over 62,653 articles without links, without putting articles
that hold the whole sentence first (which takes 0.006). Settings were chosen on all questions, in the middle of what is
equally good; the even and the odd questions agree on them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from indexer.arrays import Array

# The usual 1.2 and 0.75: 0.595 against 0.617 for body and title.
K1 = 0.9
B = 0.3
FIELD_WEIGHTS = {"title": 1.0, "body": 1.0, "lead": 0.4, "captions": 0.5, "byline": 1.0, "address": 1.0}
"""What a field's saturated frequency counts. Without the lead: 0.629; with 0.3 of it 0.639, 0.4 0.640, 0.5 0.642."""
LEAD_CHARACTERS = 100
"""News puts the point first: so much of the body counts once more."""
USUAL_LENGTHS = {"title": 13, "body": 570, "captions": 16, "byline": 1, "address": 6}
"""Words in a field that make no difference to the score; the means of 62,653 real articles. Constants, so that an
article scores the same however its index came about. A lead has no usual length: all have the same."""
SENTENCE_SHARE = 0.25
"""An article answers a sentence when it holds this much of the weight (idf) of its words."""
_SENTENCE_STEPS = 1024
"""Weights are counted in steps of one in so many, a power of two: then their sums are the same in whatever order they
are added up, and backends agree on what answers a sentence. (Of 200 questions, 3 had one article more in one of them.)"""
NEIGHBOURS_WEIGHT = 0.5
"""What neighbouring words of a sentence count that are neighbours in an article, too: 0.642 became 0.657."""
RERANK_DEPTH = 12
"""So many of the best answers to a sentence are reranked, 0.3 ms each: all of the first page. With 20,
0.650 becomes 0.651 (served, whole sentences first)."""
ADDED_WEIGHT = 0.5
"""Of the score of a name that the reader did not type, what counts: it is ranked below what was typed."""
RELATED = 6
"""Related articles that are listed."""
RELATED_WORDS = 25
"""An article is like others by so many of its words, those that tell most."""
RELATED_RARE, RELATED_FEW = 0.05, 10
"""And that occur in no more of all articles than this, or in so many, in however small an archive."""
RELATED_SHARED = 4
"""So many of them a related article holds: one rare saying alone makes none."""
RELATED_SHARE = 0.13
"""Of what an article shares with itself, a related one shares this much."""
CITED_BOOST = 1.5
"""What a citation between two articles is worth among related ones."""
STEP = 1 / 10_000
"""Shares (0 to 5.6) and norms (0 to 1.43) are kept as whole numbers of these, in 16 bits."""
_MAX_IMPACTS = 255


def norm(field: str, length: int) -> float:
    """What one occurrence of a word counts in a field of so many words."""
    usual = USUAL_LENGTHS.get(field)
    return 1 / (1 - B + B * length / usual) if usual else 1.0


def impacts(words: Mapping[str, Sequence[str]]) -> tuple[list[str], Array, Array]:
    """The distinct words of some fields of one article, joined; the different impacts that they have, in steps (uint16,
    from 1), behind that of a word that occurs in the body once; and which of these each word has (uint8, from 1)."""
    impact: dict[str, float] = {}
    for field, in_field in sorted(words.items(), key=lambda item: -len(item[1])):
        counts = Counter(in_field)
        # Most words occur once or twice: a table of what each count gives takes half the time of 500 divisions.
        each = norm(field, len(in_field))
        gives = {often: FIELD_WEIGHTS[field] * _saturated(often * each) for often in set(counts.values())}
        if impact:
            for word, often in counts.items():
                impact[word] = impact.get(word, 0.0) + gives[often]
        else:
            impact = {word: gives[often] for word, often in counts.items()}
    once = norm("body", len(words.get("body", ())))
    steps = np.maximum(np.rint(np.array([_saturated(once), *impact.values()]) / STEP), 1).astype(np.uint16)
    different, codes = np.unique(steps[1:], return_inverse=True)
    bits = 0
    while len(different) > _MAX_IMPACTS:  # no real article has half as many
        bits += 1
        different, codes = np.unique(steps[1:] >> bits << bits | 1, return_inverse=True)
    return list(impact), np.concatenate([steps[:1], different]), (codes + 1).astype(np.uint8)


def _saturated(frequency: float) -> float:
    return frequency * (K1 + 1) / (frequency + K1)


def saturated(frequency: Array) -> Array:
    """BM25's share, from a frequency that is divided by the length norm already; 0 stays 0."""
    kind = frequency.dtype.type
    result: Array = frequency * kind(K1 + 1) / (frequency + kind(K1))
    return result


def sentence_weight(documents: int, size: int) -> float:
    """What a word that occurs in so many of all documents weighs where it is decided what answers a sentence."""
    return round(idf(documents, size) * _SENTENCE_STEPS) / _SENTENCE_STEPS


def idf(documents: int, size: int) -> float:
    """Weight of a word that occurs in so many of all documents, always above 0 (Lucene's form of BM25's)."""
    return float(np.log1p((size - documents + 0.5) / (documents + 0.5)))
