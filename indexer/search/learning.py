"""Learning from the whole archive, for each generation anew, out of what an engine keeps of each article."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np

from indexer.analysis import fold
from indexer.arrays import Array
from indexer.duplicates import families
from indexer.names import NameGroup, learn_names, salient
from indexer.search.learned import key_of
from indexer.suggest import Entry, build, frequent

_LITTLE = 0.01
"""While less than this of the archive has changed, names and suggestions stay as they are: to learn them from 62,653
articles takes 12 s, and all the rest of a reindex with 200 new ones 3."""

_HIS_OWN = 0.8
"""Of the articles that gloss a form so many must mean one entity, or the form stands for nobody."""


class Evidence(Protocol):
    """What the articles of a generation tell. ``sketches``, ``live_docs``, ``days`` and ``ties`` have a row each, as
    ``duplicates.families`` takes them; ``count`` is how many are alive."""

    sketches: Array
    live_docs: Array
    days: Array
    ties: Array
    count: int

    def names(self) -> Mapping[str, int]:
        """Each piece of evidence for names, and in how many articles it occurs."""

    def authors(self) -> Mapping[str, int]:
        """Each author, and of how many articles."""

    def phrases(self) -> Mapping[str, int]:
        """Phrases of titles and how many hold them; those of one title may be left out."""

    def string_counter(self, texts: Iterable[str]) -> Callable[[str], int]:
        """Tells in how many articles each of some folded strings stands; not all of them may be asked for."""


def learn(
    evidence: Evidence, before: Mapping[str, Array] | None = None, changed: int = 0, *, anew: bool = False
) -> dict[str, Array]:
    """The arrays that ``Learned`` reads; ``before``: those of the generation that this one starts from, since which so
    many articles have ``changed``; ``anew``: learn even from little.

    ``families`` are always those of now; ``learned.behind`` (int64, one number) is how many articles have changed since
    names and suggestions were learned.
    """
    arrays = {"families": families(evidence.sketches, evidence.live_docs, evidence.days, evidence.ties)}
    behind = changed + (int(before["learned.behind"][0]) if before else 0)
    if before is not None and not anew and behind <= _LITTLE * evidence.count:
        kept = {name: array for name, array in before.items() if name.startswith(("names.", "suggest."))}
        return arrays | kept | {"learned.behind": np.array([behind])}
    learned = list(learn_names(_sorted(evidence.names())))
    counter = evidence.string_counter(form for group in learned for form in group.han)
    groups = list(salient(learned, counter))
    entries = _entries(evidence, groups)
    return arrays | {"learned.behind": np.array([0])} | _names_to_arrays(groups) | build(entries, before)


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    """In one order, however the archive came together: of equals the first counts, here and there."""
    return dict(sorted(counts.items()))


def _names_to_arrays(groups: Sequence[NameGroup]) -> dict[str, Array]:
    """What ``LearnedNames`` looks into."""
    forms = [(*group.han, *group.latin) for group in groups]
    lines = [json.dumps(some, ensure_ascii=False).encode("utf-8", "surrogatepass") for some in forms]
    entities: dict[str, dict[int, int]] = defaultdict(dict)
    for entity, group in enumerate(groups):
        for form in group.latin:
            entities[fold(form)][entity] = group.articles
        for form, articles in zip(group.han, group.han_articles, strict=True):
            entities[fold(form)][entity] = articles
    most = ((form, max(some, key=some.__getitem__), some) for form, some in entities.items())
    keys = sorted(
        (key_of(form), entity) for form, entity, some in most if some[entity] >= _HIS_OWN * sum(some.values())
    )
    return {
        "names.forms": np.frombuffer(b"".join(lines), np.uint8),
        "names.at": np.cumsum([0, *map(len, lines)], dtype=np.uint32),
        "names.keys": np.array([key for key, _ in keys], np.uint64),
        "names.bearers": np.array([entity for _, entity in keys], np.uint32),
    }


def _entries(evidence: Evidence, groups: Sequence[NameGroup]) -> Iterator[Entry]:
    for group in groups:
        yield from (Entry(form, "name", number) for form, number in zip(group.han, group.han_articles, strict=True))
        yield from (Entry(form, "name", group.articles) for form in group.latin)
    for author, number in _sorted(evidence.authors()).items():
        yield Entry(author, "author", number)
    yield from frequent(Counter(_sorted(evidence.phrases())))
