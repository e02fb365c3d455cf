"""The values that articles have in a field: all of them, and what may be meant by one that none has."""

from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from indexer.analysis import fold
from indexer.archive import outlet_name, outlet_names
from indexer.filters import NAME_FILTERS
from indexer.messages import message
from indexer.query import FieldFilter
from indexer.search.field_values import FieldValues, as_counts
from indexer.search.port import Count, Index

_NEAR, _CUTOFF = 5, 0.5
_FILTERS = {one.name: one for one in NAME_FILTERS}


def field_values(index: Index, field: str) -> tuple[Count, ...]:
    """Every value of a field, or of ``tag``, and in how many articles it stands; the most frequent first.

    Tags are read from the articles one by one: 62,653 of them take some ten seconds.
    """
    if field != "tag":
        return index.values(field)
    return as_counts(Counter(tag for article in index.articles() for tag in article.tags))


def unknown_values(index: Index, asked: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each filter (by its field) whose value no article has, with those that may be meant."""
    values = {field: [count.value for count in index.values(field)] for field in _FILTERS}
    names = FieldValues(lambda field: values[field])
    for field, text in asked.items():
        if text and not names.meant(FieldFilter(field, fold(text))):
            near = _near(field, text, values[field])
            yield message(
                "There is no {field} {text}.{near} All there are: wenhai list {list}",
                field=_FILTERS[field].noun, text=text, list=_FILTERS[field].plural,
                near=message(" Did you mean {names}?", names=", ".join(near)) if near else "",
            )  # fmt: skip


def _near(field: str, text: str, values: list[str]) -> list[str]:
    """Values spelled much alike; an outlet by any of its names, shown with that by which readers know it."""
    spelled = {fold(name): value for value in values for name in (value, *_others(field, value))}
    close = get_close_matches(fold(text), spelled, n=_NEAR, cutoff=_CUTOFF)
    found = dict.fromkeys(spelled[one] for one in close)
    return [f"{value} ({name})" if (name := outlet_name(value)) != value else value for value in found]


def _others(field: str, value: str) -> tuple[str, ...]:
    return outlet_names(value) if field == "source" else ()
