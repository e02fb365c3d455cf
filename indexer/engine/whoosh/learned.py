"""What the whole archive teaches: which articles are one, who is also called what, what a reader may be typing.

Learned anew for each generation from what every segment keeps of its articles, and kept in one file beside them.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import cached_property
from pathlib import Path

import numpy as np

from indexer.analysis import fold
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
        self.names = LearnedNames(self.arrays)

    @cached_property
    def family_sizes(self) -> Array:
        """How many documents the family of each number has (intp)."""
        return np.bincount(self.families, minlength=len(self.families))


class LearnedNames:
    """Everybody's names: ``names.groups`` (a line of JSON for each bearer), ``names.at`` (uint32, where each begins, and
    the last ends), ``names.keys`` (uint64, ascending hashes of the folded names that only one bearer has) and
    ``names.bearers`` (uint32, who that is). Reading 21,000 groups at every start took 0.3 s."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._arrays = {part: arrays[f"names.{part}"] for part in ("groups", "at", "keys", "bearers")}

    def bearer(self, text: str) -> int | None:
        """A number for whoever alone has a folded name; None if nobody is known by it."""
        keys, key = self._arrays["keys"], _key(text)
        place = int(keys.searchsorted(np.uint64(key)))
        if place == len(keys) or keys[place] != key:
            return None
        bearer = int(self._arrays["bearers"][place])
        return bearer if text in map(fold, self.forms(bearer)) else None

    def forms(self, bearer: int) -> tuple[str, ...]:
        """The names of one bearer as written, the commonest first."""
        group = self._group(bearer)
        return (*group.han, *group.latin)

    def groups(self) -> Iterator[NameGroup]:
        """All of them."""
        return (self._group(bearer) for bearer in range(len(self._arrays["at"]) - 1))

    def _group(self, bearer: int) -> NameGroup:
        start, end = self._arrays["at"][bearer : bearer + 2].tolist()
        group = json.loads(self._arrays["groups"][start:end].tobytes())
        return NameGroup(**{key: tuple(value) for key, value in group.items()})


def _key(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _names_to_arrays(groups: Iterable[NameGroup]) -> dict[str, Array]:
    lines = []
    bearers: dict[str, int | None] = {}
    for bearer, group in enumerate(groups):
        lines.append(json.dumps(asdict(group), ensure_ascii=False).encode("utf-8", "surrogatepass"))
        for form in dict.fromkeys(map(fold, (*group.han, *group.latin))):
            bearers[form] = None if form in bearers else bearer
    keys = sorted((_key(form), bearer) for form, bearer in bearers.items() if bearer is not None)
    return {
        "names.groups": np.frombuffer(b"".join(lines), np.uint8),
        "names.at": np.cumsum([0, *map(len, lines)], dtype=np.uint32),
        "names.keys": np.array([key for key, _ in keys], np.uint64),
        "names.bearers": np.array([bearer for _, bearer in keys], np.uint32),
    }


def learn(segments: Segments, before: Mapping[str, Array] | None = None) -> dict[str, Array]:
    """The arrays of the file; ``before``: those of the generation that this one starts from, whose names are taken over
    while little has changed."""
    alive = np.flatnonzero(segments.alive)
    days = np.where(segments.dates == NO_DATE, np.nan, segments.dates / 86_400)
    evidence = segments.counts("names", alive)
    told = np.array([sum(evidence.values())])
    if before is not None and abs(told[0] - before["names.told"][0]) <= _LITTLE * told[0]:
        names = {name: array for name, array in before.items() if name.startswith("names.")}
    else:
        names = _names_to_arrays(telling(learn_names(evidence), segments.string_count)) | {"names.told": told}
    return {
        "families": families(segments.sketches, segments.alive, days),
        **names,
        **build(_entries(segments, LearnedNames(names).groups(), alive), before),
    }


def _entries(segments: Segments, groups: Iterable[NameGroup], alive: Array) -> Iterator[Entry]:
    for group in groups:
        yield from (Entry(form, "name", number) for form, number in zip(group.han, group.han_articles, strict=True))
        yield from (Entry(form, "name", group.articles) for form in group.latin)
    for author, number in segments.counts("author", alive).items():
        yield Entry(author, "author", number)
    phrases: Counter[str] = Counter()
    for some in segments.phrases():
        phrases.update(some)
    yield from frequent(phrases)
