"""Which generation of an index serves: the one that is named, or else the newest whole one. So for every backend."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Protocol, TypeVar

from indexer.errors import IndexDamaged, IndexMismatch
from indexer.messages import message

_AGAIN = 60.0
"""Seconds after which a generation that could not be opened is tried again: its disk may have been away."""
_log = logging.getLogger(__name__)


class Watched(Protocol):
    """A generation that was opened."""

    lookout: "Lookout"


_Place = TypeVar("_Place")
_Named = TypeVar("_Named")
_Opened = TypeVar("_Opened", bound=Watched)


def open_newest(
    name: Callable[[], _Named],
    candidates: Callable[[_Named], tuple[Iterable[_Place], str]],
    open_one: Callable[[_Named, _Place, str], _Opened],
) -> _Opened:
    """Open the first whole one of ``candidates``, which are those for what ``name`` gives, with why that names none, if
    so. ``open_one`` gets that, a candidate, and why no other one serves.

    Raises IndexMismatch, IndexDamaged where none is whole, and what these raise.
    """
    while True:
        named = name()
        opened, damage = _first_whole(*candidates(named), partial(open_one, named))
        if damage and name() != named:
            continue  # Two runs that ended meanwhile removed what was being opened.
        if opened is None:
            assert damage is not None
            raise damage
        if opened.lookout.problem:
            _log.error("%s", opened.lookout.problem)
        return opened


def _first_whole(
    places: Iterable[_Place], problem: str, open_one: Callable[[_Place, str], _Opened]
) -> tuple[_Opened | None, IndexDamaged | None]:
    """With it, what is wrong with the first of those before it."""
    damage: IndexDamaged | None = None
    for place in places:
        try:
            return open_one(place, problem), damage
        except IndexDamaged as error:
            damage = damage or error
            problem = problem or str(error.args[0])
        except IndexMismatch:
            if damage:
                break
            raise
    return None, damage


class Lookout:
    """Looks whether a newer ``generation`` has taken the place of one that was opened when something was ``named``.

    ``problem`` is that of ``Status``; ``why`` is why it serves although another one is named, empty where none is.
    """

    def __init__(self, named: object, generation: str, why: str) -> None:
        self.generation = generation
        self.problem = why and message(
            "Generation {generation} serves, the newest that is whole. {why}", generation=generation, why=why
        )
        self._named, self._again = named, time.monotonic() + _AGAIN
        self._looking = threading.Lock()

    def newer(self, index: _Opened, name: Callable[[], Any], open_again: Callable[[], _Opened]) -> _Opened:
        """The index, or what is opened now if another one is named, or after a while if the named one is damaged."""
        with self._looking:
            now = name()
            if now == self._named and not (self.problem and time.monotonic() >= self._again):
                return index
            newer = open_again()
            self._named, self._again = now, time.monotonic() + _AGAIN
            # The newest one can be damaged; then the best there is may be this very one.
            same = (newer.lookout.generation, newer.lookout.problem) == (self.generation, self.problem)
            return index if same else newer
