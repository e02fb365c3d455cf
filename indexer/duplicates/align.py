"""Which items of two sequences belong together, in a time that grows with their length and not with its square."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from indexer.budget import check_time

_DEPTH = 8
_MAX_STEPS = 10_000


def align(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of places that hold equal items, both ascending.

    Patience diff (Cohen 2004): items that are unique on both sides are anchors, then the same between the anchors.
    Where there are none, difflib aligns up to 10,000 pairs of items; difflib for all would take minutes where a long
    text repeats itself.
    """
    pairs: list[tuple[int, int]] = []
    gaps = [(0, len(old), 0, len(new), 0)]
    while gaps:
        check_time()
        i, i_end, j, j_end, depth = gaps.pop()
        while i < i_end and j < j_end and old[i] == new[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        while i < i_end and j < j_end and old[i_end - 1] == new[j_end - 1]:
            i_end, j_end = i_end - 1, j_end - 1
            pairs.append((i_end, j_end))
        anchors = _anchors(old, new, i, i_end, j, j_end) if depth < _DEPTH else []
        pairs.extend(anchors)
        if anchors:
            for x, y in [*anchors, (i_end, j_end)]:
                gaps.append((i, x, j, y, depth + 1))
                i, j = x + 1, y + 1
        elif 0 < (i_end - i) * (j_end - j) <= _MAX_STEPS:
            matcher = SequenceMatcher(None, old[i:i_end], new[j:j_end], autojunk=False)
            pairs += [(i + a + k, j + b + k) for a, b, size in matcher.get_matching_blocks() for k in range(size)]
    return sorted(pairs)


def _anchors(old: Sequence[str], new: Sequence[str], i: int, i_end: int, j: int, j_end: int) -> list[tuple[int, int]]:
    """The longest ascending chain of items that each part holds once."""
    here, there = Counter(old[i:i_end]), Counter(new[j:j_end])
    places = {new[y]: y for y in range(j, j_end) if there[new[y]] == 1}
    common = [(x, places[old[x]]) for x in range(i, i_end) if here[old[x]] == 1 and old[x] in places]
    # Longest increasing subsequence by patience sorting: the last item of the best chain of each length.
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, y) in enumerate(common):
        length = bisect_left(ends, y)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [y]
        last[length : length + 1] = [number]
    chain = []
    number = last[-1] if last else -1
    while number >= 0:
        chain.append(common[number])
        number = before[number]
    return chain[::-1]
