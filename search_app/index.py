"""Holds the index that the application serves, and takes up a new generation without a restart."""

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from flask import current_app, g

from indexer import BadParameter, Index, WenhaiError, open_index

_MAX_SECONDS = 60.0
_Cached = TypeVar("_Cached")

_log = logging.getLogger(__name__)


class IndexHolder:
    """One open index, shared by all threads.

    At most once in ``interval`` seconds one thread asks whether a newer generation has taken its place; the others go
    on with the one at hand. While a newer one can't be opened, the last good one serves.
    """

    def __init__(self, location: str, interval: float = 1.0) -> None:
        self._location = location
        self._interval = interval
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._next_look = 0.0

    def current(self) -> Index:
        """The newest complete generation; raises IndexMissing, IndexMismatch or IndexDamaged if there is none."""
        index = self._index
        if index is None:
            return self._opened()
        if time.monotonic() >= self._next_look and self._lock.acquire(blocking=False):
            try:
                self._index = index = self._newer(self._index or index)
            finally:
                self._next_look = time.monotonic() + self._interval
                self._lock.release()
        return index

    def close(self) -> None:
        """Close the index. Only for when no thread asks any more."""
        with self._lock:
            index, self._index = self._index, None
        if index is not None:
            index.close()

    def _opened(self) -> Index:
        with self._lock:
            if self._index is None:
                try:
                    self._index = open_index(self._location)
                except BadParameter as error:  # a fault of the settings, not of what the reader asked
                    raise WenhaiError(str(error)) from error
                self._next_look = time.monotonic() + self._interval
            return self._index

    def _newer(self, index: Index) -> Index:
        # The old generation is dropped, not closed: another thread may be in the middle of a search on it.
        try:
            return index.refreshed()
        except (WenhaiError, OSError) as error:
            _log.warning(
                "The newest generation of %s can't be opened; the last one serves on. %s", self._location, error
            )
            return index


def current_index() -> Index:
    """The index of the application that handles this request: one and the same until its end, so that what an answer
    says of its generation is true of all of it."""
    if "index" not in g:
        holder: IndexHolder = current_app.extensions["wenhai"]
        g.index = holder.current()
    index: Index = g.index
    return index


def cached(name: str, index: Index, counted: Callable[[Index], _Cached]) -> _Cached:
    """What is counted of an index under a name: anew for each generation, and each minute, because an engine on another
    machine changes behind one and the same object."""
    values: dict[str, tuple[Index, float, _Cached]] = current_app.extensions.setdefault("wenhai.cache", {})
    found = values.get(name)
    if found is None or found[0] is not index or time.monotonic() >= found[1]:
        found = values[name] = (index, time.monotonic() + _MAX_SECONDS, counted(index))
    return found[2]
