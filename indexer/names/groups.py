"""Bearers: which renderings and which Latin forms belong to one person or organisation."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass

from indexer.names.bounds import SURE
from indexer.names.sound import has_surname, likeness, readings

ENOUGH = 3
"""In how many articles a gloss must stand that does not sound like the name, and one that gives its surname away."""


@dataclass(frozen=True, slots=True)
class NameGroup:
    """One entity of a name.

    ``han``: the renderings, folded, most frequent first. ``latin``: the full forms as written, most frequent first,
    then a surname alone, where hardly another bears it. ``han_articles`` is parallel to ``han``: in how many articles
    each stands beside the Latin.
    """

    han: tuple[str, ...]
    latin: tuple[str, ...]
    han_articles: tuple[int, ...]

    @property
    def articles(self) -> int:
        """In how many articles the name is glossed (an article with two renderings counts twice)."""
        return sum(self.han_articles)


@dataclass(slots=True)
class _Bearer:
    words: tuple[str, ...]
    forms: Counter[str]
    han: Counter[str]
    short: tuple[str, ...] = ()

    @property
    def articles(self) -> int:
        return self.han.total()


def grouped(
    pairs: Mapping[str, Mapping[str, int]],
    latin: Mapping[str, str],
    words: Mapping[str, tuple[str, ...]],
    sounding: Set[str],
) -> tuple[NameGroup, ...]:
    """The entities, most frequent first, from the renderings by Latin key.

    ``latin`` is each key as it is shown, ``words`` its plain words; ``sounding`` are the keys that can be
    the name of a person.
    """
    entities: list[tuple[str, _Bearer]] = []
    for key, han in pairs.items():
        for part in _split(key, han, words[key], key in sounding):
            entities.append((key, _Bearer(words[key], Counter({latin[key]: sum(part.values())}), Counter(part))))
    full = _joined([entity for key, entity in entities if key in sounding and " " in latin[key]])
    single = [entity for key, entity in entities if key in sounding and " " not in latin[key]]
    rest = [entity for key, entity in entities if key not in sounding]
    everyone = full + _surnames(full, single) + rest
    _drop_borrowed(everyone)
    groups = [_shown(entity) for entity in everyone if entity.han]
    return tuple(sorted(groups, key=lambda group: (-group.articles, group.latin, group.han)))


def _split(key: str, han: Mapping[str, int], words: tuple[str, ...], sounds: bool) -> list[dict[str, int]]:
    """Renderings of one key by entity: 李娜 and 李纳 are both Li Na, WHO is not the one of 世界贸易组织."""
    exact = [name for name in han if is_pinyin(name, key)]
    if exact:
        return [{name: han[name]} for name in exact]
    if sounds:
        chinese = [name for name in han if has_surname(name, words)]
        others = {name: number for name, number in han.items() if name not in chinese}
        return [{name: han[name]} for name in chinese] + ([others] if others else [])
    parts: list[dict[str, int]] = []
    for name in sorted(han, key=lambda name: -han[name]):
        near = [part for part in parts if set(name) & set("".join(part)) - {"·"}]
        if near:
            near[0][name] = han[name]
        else:
            parts.append({name: han[name]})
    return parts


def is_pinyin(han: str, key: str) -> bool:
    """Whether the Latin is the pinyin of a Chinese name of two to four characters, the surname first or last."""
    if not 2 <= len(han) <= 4:
        return False
    spoken = ["".join(readings(char)[:1]) for char in han]
    return key in ("".join(spoken), "".join(spoken[1:] + spoken[:1]))


def _joined(entities: list[_Bearer]) -> list[_Bearer]:
    """John F. Kerry and John Kerry are one if they share a rendering."""
    by_ends: dict[tuple[str, str], list[_Bearer]] = defaultdict(list)
    kept: list[_Bearer] = []
    for entity in sorted(entities, key=lambda entity: -entity.articles):
        alike = by_ends[entity.words[0], entity.words[-1]]
        twin = next((other for other in alike if other.han.keys() & entity.han.keys()), None)
        if twin is None:
            alike.append(entity)
            kept.append(entity)
        else:
            twin.forms.update(entity.forms)
            twin.han.update(entity.han)
    return kept


def _surnames(full: list[_Bearer], single: list[_Bearer]) -> list[_Bearer]:
    """Gives a surname alone to the one who clearly has it; returns the single names that are nobody's surname."""
    by_last: dict[str, list[_Bearer]] = defaultdict(list)
    for entity in full:
        by_last[entity.words[-1].replace("-", "")].append(entity)
    alone = {"".join(entity.words).replace("-", ""): entity for entity in single}
    kept = [entity for name, entity in alone.items() if name not in by_last]
    for name, entities in by_last.items():
        lead = max(entities, key=lambda entity: entity.articles)
        own = alone.get(name)
        clear = lead.articles >= 0.8 * sum(entity.articles for entity in entities)
        if own is not None and clear and lead.articles >= own.articles and own.han.keys() & lead.han.keys():
            lead.han.update(own.han)
            lead.short = tuple(own.forms)
        elif own is not None and len(entities) == 1:
            kept.append(own)
        elif own is None and clear and lead.articles >= ENOUGH and _renders_surname(lead, name):
            lead.short = (max(lead.forms, key=lambda form: lead.forms[form]).split()[-1],)
    return kept


def _renders_surname(entity: _Bearer, surname: str) -> bool:
    """Whether a common rendering is that of the last word: 马克龙 beside 马克宏 of Macron, 习近平 not of Jinping."""
    if "-" in entity.words[-1] or len(surname) <= 3:
        return False
    most = max(entity.han.values())
    common = [han for han, number in entity.han.items() if 10 * number >= most]
    return any(_fits(han.rpartition("·")[2], surname) for han in common) and not any(
        has_surname(han, entity.words) for han in common
    )


def _fits(han: str, surname: str) -> bool:
    scores = likeness(han, surname)
    return len(scores) == len(han) and scores[-1] >= SURE


def _drop_borrowed(entities: list[_Bearer]) -> None:
    """Takes a rendering away from those who bear it a tenth as often as another: 川普 is not Melania Trump."""
    most: Counter[str] = Counter()
    for entity in entities:
        for han, number in entity.han.items():
            most[han] = max(most[han], number)
    for entity in entities:
        # The given name alone would find all that share it.
        given = {han.split("·")[0] for han in entity.han if "·" in han}
        entity.han = Counter(
            {han: number for han, number in entity.han.items() if 10 * number > most[han] and han not in given}
        )


def _shown(entity: _Bearer) -> NameGroup:
    han = sorted(entity.han, key=lambda name: (-entity.han[name], name))
    forms = sorted(entity.forms, key=lambda form: (-entity.forms[form], form))
    return NameGroup(tuple(han), (*forms, *entity.short), tuple(entity.han[name] for name in han))
