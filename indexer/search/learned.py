"""What the whole archive teaches: which articles are one, who is also called what, what a reader may be typing.

One set of arrays a generation, which ``learning`` makes. Here they are read.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property

import numpy as np

from indexer.analysis import fold
from indexer.arrays import Array
from indexer.suggest import Suggester


class Learned:
    """Read-only view of what ``LearnedNames`` and ``Suggester`` look into; ``behind``: see ``Status``."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self.suggester = Suggester(arrays)
        self.names = LearnedNames(arrays)
        self.behind = int(arrays["learned.behind"][0])


class Families:
    """``families`` (int32): of each document the number of its family."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self.of: Array = arrays["families"]

    @cached_property
    def sizes(self) -> Array:
        """How many documents the family of each number has (intp)."""
        return np.bincount(self.of, minlength=len(self.of))


class LearnedNames:
    """Everybody's names. Reading those of 21,000 entities at every start took 0.3 s.

    ``names.forms``: for each entity all forms as JSON, the commonest first; ``names.at`` (uint32): where each begins,
    and the last ends; ``names.keys`` (uint64): ascending hashes of the folded forms that mean one entity;
    ``names.bearers`` (uint32): who that is.
    """

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._forms, self._at = arrays["names.forms"], arrays["names.at"]
        self._keys, self._entities = arrays["names.keys"], arrays["names.bearers"]

    def entity(self, text: str) -> int | None:
        """A number for whoever alone has a folded name; None if nobody is known by it."""
        key = np.uint64(key_of(text))
        place = int(self._keys.searchsorted(key))
        if place == len(self._keys) or self._keys[place] != key:
            return None
        entity = int(self._entities[place])
        return entity if text in map(fold, self.forms(entity)) else None

    def forms(self, entity: int) -> tuple[str, ...]:
        """The names of one entity as written, the commonest first."""
        start, end = self._at[entity : entity + 2].tolist()
        return tuple(json.loads(self._forms[start:end].tobytes()))


def key_of(text: str) -> int:
    """The hash (64 bits) under which a folded name is kept."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
