"""The values of author, source and section that an index holds, and which of them a typed name means."""

import re
from collections.abc import Iterable, Mapping

from indexer.analysis import fold
from indexer.archive import OUTLETS
from indexer.engine.whoosh.segments import Segments
from indexer.query import Name


class Names:
    """The distinct values of one generation, folded once."""

    def __init__(self, segments: Segments) -> None:
        self._folded: dict[str, Mapping[str, tuple[str, ...]]] = {
            "author": {value: (fold(value),) for value in segments.values("author")},
            "section": {value: (fold(value),) for value in segments.values("section")},
            "source": {value: _outlet(value) for value in segments.values("source")},
        }

    def meant(self, name: Name) -> list[str]:
        """The values that equal the text, folded; where none does, those that hold it, at the ends of Latin words."""
        wanted = name.text.strip()
        values = self._folded[name.facet].items()
        equal = [value for value, folded in values if wanted in folded]
        return equal or [value for value, folded in values if _holds(folded, wanted)]

    def authors_holding(self, text: str) -> list[str]:
        """The authors whose name holds a folded string."""
        # A plain `in` first: the pattern is 20 times as slow, and 5,000 names are looked at with every query.
        values = self._folded["author"].items()
        return [value for value, folded in values if text in folded[0] and _holds(folded, text)]


def _outlet(source: str) -> tuple[str, ...]:
    return tuple(fold(name) for name in (source, *OUTLETS.get(source, ())))


def _holds(folded: Iterable[str], wanted: str) -> bool:
    pattern = re.compile(rf"(?<![a-z0-9]){re.escape(wanted)}(?![a-z0-9])")
    return bool(wanted) and any(pattern.search(text) for text in folded)
