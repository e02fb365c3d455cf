"""Learning from the whole archive, for each generation anew, out of what every segment keeps of its articles."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from indexer.analysis import fold
from indexer.duplicates import families
from indexer.engine.whoosh.arrays import Array
from indexer.engine.whoosh.layout import NO_DATE
from indexer.engine.whoosh.learned import key_of
from indexer.engine.whoosh.segments import Segments
from indexer.names import NameGroup, learn_names, telling
from indexer.suggest import Entry, build, frequent

_LITTLE = 0.01
"""While less than this of the archive has changed, names and suggestions stay as they are: to learn them from 62,653
articles takes 12 s, and all the rest of a reindex with 200 new ones 3."""

_HIS_OWN = 0.8
"""Of the articles that gloss a form so many must mean one bearer, or the form stands for nobody."""


def learn(segments: Segments, before: Mapping[str, Array] | None = None) -> dict[str, Array]:
    """The arrays of the file that ``Learned`` reads; ``before``: those of the generation that this one starts from."""
    days = np.where(segments.dates == NO_DATE, np.nan, segments.dates / 86_400)
    arrays = {"families": families(segments.sketches, segments.alive, days)}
    size = np.array([segments.count, segments.postings("names")])
    if before is not None and (np.abs(size - before["learned.from"]) <= _LITTLE * size).all():
        kept = ("learned.", "names.", "suggest.")
        return arrays | {name: array for name, array in before.items() if name.startswith(kept)}
    alive = np.flatnonzero(segments.alive)
    groups = list(telling(learn_names(segments.counts("names", alive)), segments.string_count))
    entries = _entries(segments, groups, alive)
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


def _entries(segments: Segments, groups: Sequence[NameGroup], alive: Array) -> Iterator[Entry]:
    for group in groups:
        yield from (Entry(form, "name", number) for form, number in zip(group.han, group.han_articles, strict=True))
        yield from (Entry(form, "name", group.articles) for form in group.latin)
    for author, number in segments.counts("author", alive).items():
        yield Entry(author, "author", number)
    phrases: Counter[str] = Counter()
    for some in segments.phrases():
        phrases.update(some)
    yield from frequent(phrases)
