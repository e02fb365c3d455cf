"""What has changed since the last run began, and which files are not to be read yet."""

import os
import threading
import time
from dataclasses import dataclass

from indexer.archive import Entry

PATIENCE = 60.0
"""Seconds after which a file that is still being written is read as it is; and again when it is done."""
_NEW = 3.0
"""Seconds for which a file waits of which nothing tells whether it was closed: a new one, which may have been before it
was noticed, and what was written before the watching began."""

Node = tuple[int, int]
"""A file, under whatever name: device and number there."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Says of a file, as it is now, whether it waits for another run: it was written since ``taken`` (seconds since
    1970; what is told since then is not known here) or ``pause`` seconds before, or its writer has not closed it. Of
    what was written before ``begun`` nothing was told. ``overdue`` are paths in the archive that have waited for
    PATIENCE; ``arrived`` files have come by a rename, so they are whole."""

    archive: str
    pause: float
    taken: float
    created: frozenset[Node] = frozenset()
    written: frozenset[Node] = frozenset()
    arrived: frozenset[Node] = frozenset()
    overdue: frozenset[str] = frozenset()
    begun: float = 0.0

    def __call__(self, entry: Entry) -> bool:
        status = _status(os.path.join(self.archive, entry.path))
        written = (status.st_mtime_ns if status else entry.mtime_ns) / 1e9
        age = time.time() - written
        # A time to come is one of another clock, and says nothing.
        if not -self.pause < age < PATIENCE or entry.path in self.overdue:
            return False
        node = _node(status)
        if node in self.arrived and written <= self.taken:
            return False
        recently = written > self.taken - self.pause
        untold = node in self.created or written <= self.begun
        return recently or node in self.written or (age < _NEW and untold)


class Changes:
    """Told by the threads that notice changes, asked by the one that runs. Times are those of ``time.monotonic``, but
    ``_begun``, which is compared with those of files."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._first: float | None = None
        self._last = self._begun = 0.0
        self._created: dict[Node, float] = {}
        self._written: dict[Node, float] = {}
        self._arrived: dict[Node, float] = {}
        self._nodes: dict[str, Node] = {}

    def begin(self) -> None:
        """Everything is told from now on, but not what was before."""
        with self._lock:
            self._begun = time.time()

    def note(self) -> None:
        """Something has changed."""
        with self._lock:
            self._note()

    def created(self, path: str) -> None:
        """There is a new file."""
        with self._lock:
            now = self._note()
            if (node := node_of(path)) and node not in self._written:
                self._created[node] = now

    def written(self, path: str) -> None:
        """A file is being written."""
        with self._lock:
            now = self._note()
            if node := node_of(path):
                self._nodes[path] = node
                self._written[node] = now
                self._arrived.pop(node, None)

    def closed(self, path: str) -> None:
        """Its writer has closed it, or it is gone."""
        with self._lock:
            self._note()
            # What is told of a name may be heard when the file has another one.
            for node in (node_of(path), self._nodes.pop(path, None)):
                if node:
                    self._created.pop(node, None)
                    self._written.pop(node, None)

    def renamed(self, path: str) -> None:
        """A file has got this name."""
        with self._lock:
            now = self._note()
            if (node := node_of(path)) and node not in self._written:  # else its writer goes on
                self._created.pop(node, None)
                self._arrived[node] = now

    @property
    def are_pending(self) -> bool:
        """Is there a change that no run has seen?"""
        return self._first is not None

    def is_due(self, now: float, pause: float, longest: float) -> bool:
        """Is it ``pause`` since the last change that no run has seen, or ``longest`` since the first?"""
        with self._lock:
            return self._first is not None and (now - self._last >= pause or now - self._first >= longest)

    def take(self, archive: str, pause: float, overdue: frozenset[str]) -> Unfinished:
        """A run begins: what is noted from now on is for the next one. Gives which files that one leaves."""
        with self._lock:
            self._first = None
            now = time.monotonic()
            for known in (self._created, self._written, self._arrived):
                for node in [node for node, since in known.items() if now - since > PATIENCE]:
                    del known[node]
            self._nodes = {path: node for path, node in self._nodes.items() if node in self._written}
            created, written, arrived = (frozenset(known) for known in (self._created, self._written, self._arrived))
            return Unfinished(archive, pause, time.time(), created, written, arrived, overdue, self._begun)

    def _note(self) -> float:
        self._last = time.monotonic()
        if self._first is None:
            self._first = self._last
        return self._last


def node_of(path: str) -> Node | None:
    """The file of that name, None if there is none."""
    return _node(_status(path))


def _status(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)
    except (OSError, ValueError):
        return None


def _node(status: os.stat_result | None) -> Node | None:
    return (status.st_dev, status.st_ino) if status else None
