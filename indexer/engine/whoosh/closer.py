"""A closer look at the best answers to a sentence: which of its neighbouring words are neighbours in them, too."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np

from indexer.analysis import HAN
from indexer.engine.whoosh import ranking
from indexer.engine.whoosh.arrays import Array
from indexer.engine.whoosh.segments import Segments


def neighbouring(words: Sequence[str], weights: Mapping[str, float], segments: Segments) -> Callable[[Array], Array]:
    """Gives what is added to the scores of a few documents (float32): names and terms that jieba has cut count, most of
    all. A pair weighs as the rarer of both words; ``weights`` are their idf, and a word without one stands nowhere."""
    pairs = {
        first + ("" if HAN.search(first[-1] + second[0]) else " ") + second: max(weights[first], weights[second])
        for first, second in pairwise(words)
        if first in weights and second in weights
    }

    def score(docs: Array) -> Array:
        texts = [segments.text(doc) for doc in docs.tolist()]
        counts = np.array([[text.count(pair) for pair in pairs] for text in texts], np.float32)
        counts = counts.reshape(len(docs), len(pairs)) * segments.norms[docs][:, None]
        added: Array = ranking.saturated(counts) @ np.array(list(pairs.values()), np.float32)
        return added * np.float32(ranking.NEIGHBOURS_WEIGHT)

    return score
