"""The best few of many documents, in order, without sorting them all."""

import numpy as np

from indexer.engine.whoosh.arrays import Array

_BLOCK = 256
_FEW = 1_024
"""So many are sorted as they are; finding the best of them first would take longer."""


def best(found: Array, exact: Array, scores: Array, places: Array, count: int) -> Array:
    """The first ``count`` documents found: those in ``exact`` first, then by score (float32, from 0), greatest first,
    then by place. All arrays have one value a document; places are all different."""
    tier = found & exact
    first = int(np.count_nonzero(tier))
    if first >= count:
        return _sorted(_candidates(tier, scores, places, count), scores, places)[:count]
    ahead = _sorted(np.flatnonzero(tier), scores, places)
    behind = _sorted(_candidates(found & ~exact, scores, places, count - first), scores, places)
    return np.concatenate([ahead, behind])[:count]


def first(found: Array, places: Array, count: int) -> Array:
    """The first ``count`` documents found, by place."""
    docs = np.flatnonzero(found)
    if len(docs) > count:
        docs = docs[np.argpartition(places[docs], count)[:count]] if count else docs[:0]
    return docs[np.argsort(places[docs])]


def _sorted(docs: Array, scores: Array, places: Array) -> Array:
    return docs[np.lexsort((places[docs], -scores[docs]))]


def _candidates(found: Array, scores: Array, places: Array, count: int) -> Array:
    """Documents found, few if it can be, with the best ``count`` among them."""
    if not count:
        return np.empty(0, np.intp)
    # The greatest scores of blocks: the count-th of those is no greater than the count-th best score of all, and there
    # is nothing to look for in blocks below it. (argpartition over all documents costs more than all the rest.)
    masked = np.where(found, scores, np.float32(-1))
    size = len(masked) // _BLOCK * _BLOCK
    tops = np.append(masked[:size].reshape(-1, _BLOCK).max(axis=1), masked[size:].max(initial=-1))
    if count > len(tops):
        return np.flatnonzero(found)
    least = np.partition(tops, len(tops) - count)[len(tops) - count]
    if least < 0:
        return np.flatnonzero(found)
    docs = np.flatnonzero(masked >= least)
    if len(docs) <= max(_FEW, 2 * count):
        return docs
    # So many with one score that places must tell: of those at the least score, the first few are enough.
    above, level = docs[scores[docs] > least], docs[scores[docs] == least]
    if len(level) > count:
        level = level[np.argpartition(places[level], count)[:count]]
    return np.concatenate([above, level])
