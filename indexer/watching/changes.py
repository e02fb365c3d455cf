"""What has changed since the last run began, and which files are not to be read yet."""

import os
import threading
import time
from dataclasses import dataclass

from indexer.archive import Entry

PATIENCE = 60.0
"""Seconds after which a file that is still being written is read as it is; and again when it is done."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Says of a file whether it waits for another run: it was written in the last ``pause`` seconds, or its writer has
    not closed it. ``written`` and ``arrived`` (by a rename, so whole) are real paths, ``overdue`` are paths in the
    archive that have waited for PATIENCE."""

    archive: str
    pause: float
    written: frozenset[str] = frozenset()
    arrived: frozenset[str] = frozenset()
    overdue: frozenset[str] = frozenset()

    def __call__(self, entry: Entry) -> bool:
        age = time.time() - entry.mtime_ns / 1e9
        # A time to come is one of another clock, and says nothing.
        if not -self.pause < age < PATIENCE or entry.path in self.overdue:
            return False
        place = os.path.realpath(os.path.join(self.archive, entry.path))
        return place not in self.arrived and (age < self.pause or place in self.written)


class Changes:
    """Told by the threads that notice changes, asked by the one that runs. Times are those of ``time.monotonic``."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._first: float | None = None
        self._last = 0.0
        self._written: dict[str, float] = {}
        self._arrived: dict[str, float] = {}

    def note(self) -> None:
        """Something has changed."""
        with self._lock:
            self._note()

    def written(self, path: str) -> None:
        """A file is being written."""
        with self._lock:
            self._written[path] = self._note()
            self._arrived.pop(path, None)

    def closed(self, path: str) -> None:
        """Its writer has closed it, or it is gone."""
        with self._lock:
            self._note()
            self._written.pop(path, None)

    def moved(self, source: str, target: str) -> None:
        """A file was renamed; either is empty where it is out of sight."""
        with self._lock:
            now = self._note()
            if source in self._written:  # and its writer goes on
                self._written[target] = self._written.pop(source)
            else:
                self._written.pop(target, None)
                self._arrived[target] = now

    @property
    def are_pending(self) -> bool:
        """Is there a change that no run has seen?"""
        return self._first is not None

    def is_due(self, now: float, pause: float, longest: float) -> bool:
        """Is it ``pause`` since the last change that no run has seen, or ``longest`` since the first?"""
        with self._lock:
            return self._first is not None and (now - self._last >= pause or now - self._first >= longest)

    def take(self, now: float) -> tuple[frozenset[str], frozenset[str]]:
        """A run begins: what is noted from now on is for the next one. Gives the files that are being written, and
        those that have arrived whole."""
        with self._lock:
            self._first = None
            for known in (self._written, self._arrived):
                for path in [path for path, since in known.items() if now - since > PATIENCE]:
                    del known[path]
            return frozenset(self._written), frozenset(self._arrived)

    def _note(self) -> float:
        self._last = time.monotonic()
        if self._first is None:
            self._first = self._last
        return self._last
