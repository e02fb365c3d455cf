"""The best few of many documents, in order, without sorting them all."""

import numpy as np

from indexer.arrays import Array

_BLOCK = 128
_FEW = 512
"""So many are sorted as they are; finding the best of them first would take longer."""


def best(docs: Array, scores: Array | None, exact: Array | None, places: Array, count: int) -> Array:
    """Which of some documents are the first ``count``, as indices into ``docs``: those that are exact first, then by
    score, greatest first, then by place.

    ``scores`` (float32; None: all are equal) has one value for each of ``docs``; ``exact`` (bool; None: all are) and
    ``places`` (int32, all different) one for each document of the index.
    """
    if count == 0:
        return np.zeros(0, dtype=np.intp)
    if exact is None:
        return _best(docs, scores, places, count)
    typed = exact.take(docs)
    ahead = _best_of(typed.nonzero()[0], docs, scores, places, count)
    if len(ahead) == count:
        return ahead
    return np.concatenate([ahead, _best_of((~typed).nonzero()[0], docs, scores, places, count - len(ahead))])


def _best_of(some: Array, docs: Array, scores: Array | None, places: Array, count: int) -> Array:
    return some[_best(docs[some], None if scores is None else scores[some], places, count)]


def _best(docs: Array, scores: Array | None, places: Array, count: int) -> Array:
    if scores is None:
        return _first(places.take(docs), count)
    some = _candidates(docs, scores, places, count)
    return some[np.lexsort((places.take(docs[some]), -scores[some]))[:count]]


def _first(places: Array, count: int) -> Array:
    """The ``count`` with the least places, in their order."""
    if count >= len(places):
        return np.argsort(places)
    found = np.argpartition(places, count)[:count]
    return found[np.argsort(places[found])]


def _candidates(docs: Array, scores: Array, places: Array, count: int) -> Array:
    """Which documents, few if it can be, with the best ``count`` among them."""
    if len(scores) <= max(_FEW, count * _BLOCK):
        return np.arange(len(scores))
    # The greatest scores of blocks: the count-th of those is no greater than the count-th best score of all, and there
    # is nothing to look for below it. (argpartition over all documents costs more than all the rest.)
    whole = len(scores) // _BLOCK * _BLOCK
    block_max = np.append(scores[:whole].reshape(-1, _BLOCK).max(axis=1), scores[whole:].max(initial=0))
    least = np.partition(block_max, len(block_max) - count)[len(block_max) - count]
    found: Array = (scores >= least).nonzero()[0]
    if len(found) <= max(_FEW, 2 * count):
        return found
    # So many with one score that places must tell: of those at the least score, the first few are enough.
    above, level = found[scores[found] > least], found[scores[found] == least]
    return np.concatenate([above, level[_first(places[docs[level]], count)]])
