"""Reranks the best answers to a sentence: which of its neighbouring words are neighbours in them, too."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from indexer.analysis import HAN
from indexer.arrays import Array
from indexer.search import ranking


class ProximityReranker:
    """Looks in texts for the neighbouring words of a sentence. A pair weighs as the rarer of both words; ``weights``
    are their idf, and a word without one occurs nowhere."""

    def __init__(self, words: Sequence[str], weights: Mapping[str, float]) -> None:
        self._pairs = {
            first + ("" if HAN.search(first[-1] + second[0]) else " ") + second: max(weights[first], weights[second])
            for first, second in pairwise(words)
            if first in weights and second in weights
        }

    def added(self, texts: Sequence[str], norms: Array) -> Array:
        """What is added to the scores (float32) of articles with these folded texts, laid end to end, and these norms
        of a word in the body: names and terms that jieba has cut count, most of all."""
        counts = np.array([[text.count(pair) for pair in self._pairs] for text in texts], np.float32)
        counts = counts.reshape(len(texts), len(self._pairs)) * norms[:, None]
        added: Array = ranking.saturated(counts) @ np.array(list(self._pairs.values()), np.float32)
        return added * np.float32(ranking.NEIGHBOURS_WEIGHT)
