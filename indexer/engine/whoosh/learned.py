"""What the whole archive teaches: which articles are one, who is also called what, what a reader may be typing.

Learned anew for each generation from what every segment keeps of its articles, and kept in one file beside them.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import cached_property
from pathlib import Path

import numpy as np

from indexer.duplicates import families
from indexer.engine.whoosh.arrays import Array, read_arrays
from indexer.engine.whoosh.schema import NO_DATE
from indexer.engine.whoosh.segments import Segments
from indexer.names import NameGroup, learn_names, telling
from indexer.suggest import Entry, Suggester, build, frequent

_LITTLE = 0.01
"""While what articles tell about names has changed by less, nothing is learned from it anew: for 62,653 articles that
takes 9 s, for 200 new ones all the rest takes 3."""


class Learned:
    """Read-only view of the file."""

    def __init__(self, path: Path) -> None:
        self.arrays: Mapping[str, Array] = read_arrays(path)
        self.families: Array = self.arrays["families"]
        self.suggester = Suggester(self.arrays)

    @cached_property
    def family_sizes(self) -> Array:
        """How many documents the family of each number has (intp)."""
        return np.bincount(self.families, minlength=len(self.families))

    @cached_property
    def names(self) -> tuple[NameGroup, ...]:
        """Everybody's names."""
        return read_names(self.arrays["names"])


def learn(segments: Segments, before: Mapping[str, Array] | None = None) -> dict[str, Array]:
    """The arrays of the file; ``before``: those of the generation that this one starts from, whose names are taken over
    while little has changed."""
    alive = np.flatnonzero(segments.alive)
    days = np.where(segments.dates == NO_DATE, np.nan, segments.dates / 86_400)
    evidence = segments.counts("names", alive)
    told = np.array([sum(evidence.values())])
    if before is not None and abs(told[0] - before["names.told"][0]) <= _LITTLE * told[0]:
        told, names = before["names.told"], before["names"]
    else:
        groups = [asdict(group) for group in telling(learn_names(evidence), segments.string_count)]
        encoded = json.dumps(groups, ensure_ascii=False).encode("utf-8", "surrogatepass")
        names = np.frombuffer(encoded, np.uint8)
    return {
        "families": families(segments.sketches, segments.alive, days),
        "names": names,
        "names.told": told,
        **build(_entries(segments, read_names(names), alive), before),
    }


def read_names(names: Array) -> tuple[NameGroup, ...]:
    """The groups that the array ``names`` keeps as JSON."""
    return tuple(
        NameGroup(**{key: tuple(value) for key, value in group.items()}) for group in json.loads(names.tobytes())
    )


def _entries(segments: Segments, groups: tuple[NameGroup, ...], alive: Array) -> Iterator[Entry]:
    for group in groups:
        yield from (Entry(form, "name", number) for form, number in zip(group.han, group.han_articles, strict=True))
        yield from (Entry(form, "name", group.articles) for form in group.latin)
    for author, number in segments.counts("author", alive).items():
        yield Entry(author, "author", number)
    phrases: Counter[str] = Counter()
    for some in segments.phrases():
        phrases.update(some)
    yield from frequent(phrases)
