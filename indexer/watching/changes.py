"""What has changed since the last run began, and which files are not to be read yet."""

import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from indexer.archive import Entry

PATIENCE = 60.0
"""Seconds after which a file that is still being written is read as it is; and again when it is done."""
YOUNG = 3.0
"""Seconds for which a file waits until it is told to be whole. It may never be told, for what is before the watching
begins is not, and nothing where the system can't tell; or late: watchdog keeps back for half a second whatever follows
a file that has left."""

Node = tuple[int, int]
"""A file, under whatever name: device and number there."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Says of a file, as it is now, whether it waits for another run: it was written since ``taken`` (seconds since
    1970; what is told since then is not known here) or ``pause`` seconds before, or its writer has not closed it. A
    young one must have been ``closed`` since it was written, or have ``arrived`` by a rename (when, in seconds since
    1970); that needs no pause. ``overdue`` are the paths of files that have waited for PATIENCE."""

    pause: float
    taken: float
    written: frozenset[Node] = frozenset()
    closed: Mapping[Node, float] = field(default_factory=dict)
    arrived: Mapping[Node, float] = field(default_factory=dict)
    overdue: frozenset[str] = frozenset()

    def __call__(self, archive: str, entry: Entry) -> bool:
        path = os.path.join(archive, entry.path)
        status = _status(path)
        written = (status.st_mtime_ns if status else entry.mtime_ns) / 1e9
        age = time.time() - written
        # A time to come is one of another clock, and says nothing.
        if not -self.pause < age < PATIENCE or path in self.overdue:
            return False
        recently = written > self.taken - self.pause
        if not status:  # it is gone, or stands in a tar file
            return recently
        node = (status.st_dev, status.st_ino)
        if written <= min(self.taken, self.arrived.get(node, 0.0)):
            return False
        untold = age < YOUNG and written > self.closed.get(node, 0.0)
        return recently or node in self.written or untold


class Changes:
    """Told by the threads that notice changes, asked by the one that runs.

    When something was closed or arrived is in seconds since 1970, for that is compared with the times of files; all
    else is by ``time.monotonic``.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._first: float | None = None
        self._last = 0.0
        self._written: dict[Node, float] = {}
        self._closed: dict[Node, float] = {}
        self._arrived: dict[Node, float] = {}
        self._nodes: dict[str, Node] = {}
        self._touched: dict[int, float] = {}

    def note(self) -> None:
        """Something has changed."""
        with self._lock:
            self._note()

    def written(self, path: str) -> None:
        """A file is being written."""
        with self._lock:
            now = self._note()
            if node := node_of(path):
                self._nodes[path] = node
                self._written[node] = self._touched[node[1]] = now
                self._arrived.pop(node, None)

    def closed(self, path: str) -> None:
        """Its writer has closed it."""
        with self._lock:
            now = self._note()
            # What is told of a name may be heard when the file has another one, and the name another file.
            node = self._nodes.pop(path, None) or node_of(path)
            if node:
                self._written.pop(node, None)
                self._closed[node] = time.time()
                self._touched[node[1]] = now

    def deleted(self, path: str) -> None:
        """It is gone."""
        with self._lock:
            self._note()
            if node := self._nodes.pop(path, None):
                self._written.pop(node, None)

    def moved(self, path: str, target: str) -> None:
        """A file or folder has another name."""
        with self._lock:
            self._note()
            for old in [old for old in self._nodes if f"{old}/".startswith(f"{path}/")]:
                self._nodes[target + old.removeprefix(path)] = self._nodes.pop(old)

    def arrived(self, path: str) -> None:
        """A file has got this name, which was out of sight before."""
        with self._lock:
            now = self._note()
            if (node := node_of(path)) and node not in self._written:  # else its writer goes on
                self._arrived[node] = time.time()
                self._touched[node[1]] = now

    @property
    def touched(self) -> frozenset[int]:
        """The numbers of files of which something was told that no run has seen to its end."""
        with self._lock:
            return frozenset(self._touched)

    def seen(self, since: float) -> None:
        """A run that began then (by ``time.monotonic``) has come to its end."""
        with self._lock:
            self._touched = {number: when for number, when in self._touched.items() if when >= since}

    @property
    def are_pending(self) -> bool:
        """Is there a change that no run has seen?"""
        return self._first is not None

    def is_due(self, now: float, pause: float, longest: float) -> bool:
        """Is it ``pause`` since the last change that no run has seen, or ``longest`` since the first?"""
        with self._lock:
            return self._first is not None and (now - self._last >= pause or now - self._first >= longest)

    def take(self, pause: float, overdue: frozenset[str]) -> Unfinished:
        """A run begins: what is noted from now on is for the next one. Gives which files that one leaves."""
        with self._lock:
            self._first = None
            now, clock = time.monotonic(), time.time()
            self._written = {node: since for node, since in self._written.items() if now - since <= PATIENCE}
            self._nodes = {path: node for path, node in self._nodes.items() if node in self._written}
            # What was whole before is no longer young, or was written since.
            since = clock - max(YOUNG, pause)
            self._closed, self._arrived = (
                {node: when for node, when in whole.items() if when >= since} for whole in (self._closed, self._arrived)
            )
            return Unfinished(pause, clock, frozenset(self._written), dict(self._closed), dict(self._arrived), overdue)

    def _note(self) -> float:
        self._last = time.monotonic()
        if self._first is None:
            self._first = self._last
        return self._last


def node_of(path: str) -> Node | None:
    """The file of that name, None if there is none."""
    status = _status(path)
    return (status.st_dev, status.st_ino) if status else None


def _status(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except (OSError, ValueError):
        return None
