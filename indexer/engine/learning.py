"""Learning from the whole archive, for each generation anew, out of what an engine keeps of each article."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np

from indexer.analysis import fold
from indexer.duplicates import families
from indexer.engine.arrays import Array
from indexer.engine.learned import key_of
from indexer.names import NameGroup, learn_names, telling
from indexer.suggest import Entry, build, frequent

_LITTLE = 0.01
"""While less than this of the archive has changed, names and suggestions stay as they are: to learn them from 62,653
articles takes 12 s, and all the rest of a reindex with 200 new ones 3."""

_HIS_OWN = 0.8
"""Of the articles that gloss a form so many must mean one bearer, or the form stands for nobody."""


class Evidence(Protocol):
    """What the articles of a generation tell. ``sketches``, ``alive`` and ``days`` have a row each, as
    ``duplicates.families`` takes them; ``count`` is how many are alive; ``glosses`` how many pieces of evidence for
    names these have together."""

    sketches: Array
    alive: Array
    days: Array
    count: int
    glosses: int

    def names(self) -> Mapping[str, int]:
        """Each piece of evidence for names, and in how many articles it stands."""

    def authors(self) -> Mapping[str, int]:
        """Each author, and of how many articles."""

    def phrases(self) -> Iterable[Mapping[str, int]]:
        """Phrases of titles and how many hold them, in parts that are to be added up."""

    def string_counter(self, texts: Iterable[str]) -> Callable[[str], int]:
        """Tells in how many articles each of some folded strings stands; not all of them may be asked for."""


def learn(evidence: Evidence, before: Mapping[str, Array] | None = None) -> dict[str, Array]:
    """The arrays that ``Learned`` reads; ``before``: those of the generation that this one starts from."""
    arrays = {"families": families(evidence.sketches, evidence.alive, evidence.days)}
    size = np.array([evidence.count, evidence.glosses])
    if before is not None and (np.abs(size - before["learned.from"]) <= _LITTLE * size).all():
        kept = ("learned.", "names.", "suggest.")
        return arrays | {name: array for name, array in before.items() if name.startswith(kept)}
    learned = list(learn_names(evidence.names()))
    counter = evidence.string_counter(form for group in learned for form in group.han)
    groups = list(telling(learned, counter))
    entries = _entries(evidence, groups)
    return arrays | {"learned.from": size} | _names_to_arrays(groups) | build(entries, before)


def _names_to_arrays(groups: Sequence[NameGroup]) -> dict[str, Array]:
    """What ``LearnedNames`` looks into."""
    forms = [(*group.han, *group.latin) for group in groups]
    lines = [json.dumps(some, ensure_ascii=False).encode("utf-8", "surrogatepass") for some in forms]
    bearers: dict[str, dict[int, int]] = defaultdict(dict)
    for bearer, group in enumerate(groups):
        for form in group.latin:
            bearers[fold(form)][bearer] = group.articles
        for form, articles in zip(group.han, group.han_articles, strict=True):
            bearers[fold(form)][bearer] = articles
    most = ((form, max(some, key=some.__getitem__), some) for form, some in bearers.items())
    keys = sorted(
        (key_of(form), bearer) for form, bearer, some in most if some[bearer] >= _HIS_OWN * sum(some.values())
    )
    return {
        "names.forms": np.frombuffer(b"".join(lines), np.uint8),
        "names.at": np.cumsum([0, *map(len, lines)], dtype=np.uint32),
        "names.keys": np.array([key for key, _ in keys], np.uint64),
        "names.bearers": np.array([bearer for _, bearer in keys], np.uint32),
    }


def _entries(evidence: Evidence, groups: Sequence[NameGroup]) -> Iterator[Entry]:
    for group in groups:
        yield from (Entry(form, "name", number) for form, number in zip(group.han, group.han_articles, strict=True))
        yield from (Entry(form, "name", group.articles) for form in group.latin)
    for author, number in evidence.authors().items():
        yield Entry(author, "author", number)
    phrases: Counter[str] = Counter()
    for some in evidence.phrases():
        phrases.update(some)
    yield from frequent(phrases)
