"""Families: which articles are versions of one text, by their sketches and dates."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.duplicates.sketches import LEAD, NUMBERS, TITLE_NUMBERS, WHOLE, WIDTH


@dataclass(frozen=True, slots=True)
class _Bar:
    """What two articles up to ``days`` apart must have in common: shares of the bins of each part of their sketches."""

    days: float
    whole: float
    lead: float
    numbers: float
    title_numbers: float


# Two articles are versions of one text if they pass any bar. The further apart, the more likely they are issues of a
# series: within 18 hours nearly all pairs with 0.6 of the body in common are one story, or begin alike and one was cut;
# a day later there are the daily reports, which share up to 0.92 of the body and 0.94 of the numbers, but none of the
# title; later still nearly all of 6,000 pairs with 0.5 of the body are of a series, and only near copies are safe.
_BARS = (
    _Bar(days=0.75, whole=0.60, lead=0.25, numbers=0.4, title_numbers=0.0),
    _Bar(days=0.75, whole=0.45, lead=0.70, numbers=0.6, title_numbers=0.0),
    _Bar(days=3.0, whole=0.70, lead=0.25, numbers=0.6, title_numbers=0.6),
    _Bar(days=np.inf, whole=0.85, lead=0.50, numbers=0.75, title_numbers=0.6),
)
_SPARED = 2
"""So many numbers may be missing whatever their share: a reprint drops the dateline, which may hold all there are."""

_REACH = 4
"""How many followers with an equal band each row is compared with, besides the first: 200 find no family more."""
_BLOCK = 1 << 15


def families(
    sketches: NDArray[np.uint8],
    alive: NDArray[np.bool_],
    days: NDArray[np.float64] | None = None,
    ties: NDArray[np.int64] | None = None,
) -> NDArray[np.int32]:
    """For each document the number of the first one of its family, shape (n,). One alone is its own, as is one not
    alive.

    ``sketches`` has shape (n, 128), a row from `sketch` each; ``alive`` has shape (n,). ``days`` has shape (n,): when
    each article came out, in days since any moment, with fractions, NaN where unknown. Without, only near copies are
    found. Every member is like the first of its family, which is the oldest, and of equals that of the least of
    ``ties`` (shape (n,), else the document number): likeness is not handed on along a chain, whose ends may have
    nothing in common, so it matters which one is the first. Raises ValueError where shapes do not fit.
    """
    if days is None:
        days = np.full(len(sketches), np.nan)
    if ties is None:
        ties = np.arange(len(sketches))
    if sketches.shape[1:] != (WIDTH,) or not len(sketches) == len(alive) == len(days) == len(ties):
        raise ValueError(
            f"Sketches {sketches.shape}, alive {alive.shape}, days {days.shape} and ties {ties.shape} do not fit."
        )
    family = np.arange(len(sketches), dtype=np.int32)
    order = np.lexsort((ties, days))
    numbers = order[(alive & sketches.any(axis=1))[order]]
    first, copy_of = _copies(sketches[numbers])
    leaders = _stars(sketches[numbers[first]], days[numbers[first]])
    family[numbers] = numbers[first[leaders[copy_of]]]
    return family


def _copies(rows: NDArray[np.uint8]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The first of each kind of row, ascending, and for each row the number of its kind.

    Rows are told apart by a hash of 64 bits: two of 62,653 rows have the same by chance in one of 10**10 archives.
    """
    factors = np.random.default_rng(0).integers(0, 2**63, WIDTH // 8, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    hashes = (np.ascontiguousarray(rows).view(np.uint64) * factors).sum(axis=1, dtype=np.uint64)
    _, first, kind = np.unique(hashes, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return first[order], rank[kind]


def _stars(rows: NDArray[np.uint8], days: NDArray[np.float64]) -> NDArray[np.intp]:
    """For each row the first row that is like it and has not itself joined another; itself where there is none."""
    leader = np.arange(len(rows))
    candidates = _candidates(rows)
    for start in range(0, len(candidates), _BLOCK):
        low, high = np.divmod(candidates[start : start + _BLOCK], len(rows))
        like = _like(rows[low], rows[high], np.abs(days[low] - days[high]))
        for one, other in zip(low[like].tolist(), high[like].tolist(), strict=True):
            if leader[one] == one and leader[other] == other:
                leader[other] = one
    return leader


def _candidates(rows: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Pairs that share three neighbouring bins of the body, each as lower * len(rows) + higher, ascending."""
    # 21 bands of three bins find a pair of similarity 0.6 with 0.993; 16 of four would find it with 0.89.
    found = [np.empty(0, np.intp)]
    for start in range(0, WHOLE.stop - 2, 3):
        band = rows[:, start : start + 3].astype(np.uint32) @ np.array([1, 1 << 8, 1 << 16], np.uint32)
        order = np.argsort(band, kind="stable")
        order = order[np.searchsorted(band[order], 1) :]
        ranked = band[order]
        for step in range(1, _REACH + 1):
            places = np.flatnonzero(ranked[step:] == ranked[:-step])
            found.append(order[places] * len(rows) + order[places + step])
        first = np.searchsorted(ranked, ranked)
        places = np.flatnonzero(np.arange(len(ranked)) - first > _REACH)
        found.append(order[first[places]] * len(rows) + order[places])
    return np.unique(np.concatenate(found))


def _like(one: NDArray[np.uint8], other: NDArray[np.uint8], apart: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which pairs of rows are versions of one text, given how many days they are apart; shape (m,)."""
    # Of one body, to the last bin, is one story whatever the title.
    like: NDArray[np.bool_] = (one[:, : TITLE_NUMBERS.start] == other[:, : TITLE_NUMBERS.start]).all(axis=1)
    whole, lead = _jaccard(one[:, WHOLE], other[:, WHOLE]), _jaccard(one[:, LEAD], other[:, LEAD])
    numbers, missing = _contained(one[:, NUMBERS], other[:, NUMBERS])
    title_numbers, _ = _contained(one[:, TITLE_NUMBERS], other[:, TITLE_NUMBERS])
    apart = np.where(np.isnan(apart), np.inf, apart)
    for bar in _BARS:
        like |= (
            (apart <= bar.days)
            & (whole >= bar.whole)
            & (lead >= bar.lead)
            & ((numbers >= bar.numbers) | (missing <= _SPARED))
            & (title_numbers >= bar.title_numbers)
        )
    return like


def _jaccard(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Common bins out of those that are not empty in both (Li, Owen and Zhang 2012, equation 9); 1 where all are."""
    common = np.count_nonzero((one == other) & (one != 0), axis=1)
    filled = np.count_nonzero(one | other, axis=1)
    return np.where(filled, common / np.maximum(filled, 1), 1.0)


def _contained(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Common bins out of those that the emptier one fills, 1 where it fills none; and how many are not common."""
    common = np.count_nonzero((one == other) & (one != 0), axis=1)
    filled = np.minimum(np.count_nonzero(one, axis=1), np.count_nonzero(other, axis=1))
    return np.where(filled, common / np.maximum(filled, 1), 1.0), filled - common
