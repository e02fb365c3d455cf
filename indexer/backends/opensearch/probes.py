"""What it takes to know about an index to put a query: in how many articles its words and strings occur.

What is not known yet is noted; then it is asked for, and the query is put together again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from indexer.backends.opensearch.clauses import BESIDE, Body, Kind, Probe, all_of, string, values_in
from indexer.backends.opensearch.layout import word_term

LONG = 100
"""Characters of a string that is found by these and then looked for in the texts: an engine takes 1,024 clauses."""


@dataclass(slots=True)
class Facts:
    """What is known of the index: how many articles it has, in how many of them probes stand, which hold a long string
    (ids), which words occur beside the text. ``unknown`` and ``unread`` are what was asked for in vain."""

    size: int
    counts: Mapping[Probe, int]
    long: Mapping[str, Sequence[str]]
    aside: Mapping[str, Mapping[str, int]]
    unknown: set[Probe] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)

    def count(self, kind: Kind, text: str) -> int:
        """In how many articles it occurs; 1 while that is not known."""
        found = self.counts.get((kind, text))
        if found is None:
            self.unknown.add((kind, text))
        return 1 if found is None else found

    def beside(self, word: str) -> dict[str, int]:
        """In which fields beside the text a word occurs, and in how many articles."""
        fields = BESIDE if word.isascii() else BESIDE[:1]  # addresses hold no Han
        return {name: n for name in fields if (n := self.aside[name].get(word_term(word), 0))}

    def standing(self, text: str, title: bool = False) -> Body:
        """Where a string of any length stands."""
        if len(text) <= LONG:
            return string(text, title)
        if text not in self.long:
            self.unread.add(text)
        held = values_in("id", self.long.get(text, ()))
        return all_of([held, string(text[:LONG], title=True)]) if title else held
