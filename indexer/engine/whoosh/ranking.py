"""The numbers of ranking, in one place, and the formula they go into."""

import numpy as np

from indexer.engine.whoosh.arrays import Array
from indexer.engine.whoosh.segments import Segments

# k1 and b: ../shared/eval/README.md, 0.562 against 0.546 MRR@10 with the usual 1.2 and 0.75.
K1 = 0.9
B = 0.3
FIELD_WEIGHTS = {"title": 2.0, "body": 1.0, "captions": 0.7, "byline": 1.0}
SENTENCE_SHARE = 0.25
"""An article answers a sentence when it holds this much of the weight (idf) of its words."""


def idf(documents: int, size: int) -> float:
    """Weight of a word that stands in so many of all documents, always above 0 (Lucene's form of BM25's)."""
    return float(np.log1p((size - documents + 0.5) / (documents + 0.5)))


def saturated(frequency: Array) -> Array:
    """BM25's share, from a frequency that is already divided by the length norm; 0 stays 0."""
    result: Array = frequency * np.float32(K1 + 1) / (frequency + np.float32(K1))
    return result


def normed(segments: Segments, field: str, docs: Array, freqs: Array) -> Array:
    """Frequencies in a field, weighted and divided by the length of the field against its mean (BM25F)."""
    norms = np.float32(1 - B) + np.float32(B / segments.mean_lengths[field]) * segments.lengths[field][docs]
    result: Array = np.float32(FIELD_WEIGHTS[field]) * freqs / norms
    return result
