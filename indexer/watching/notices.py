"""Notices that an archive changes: told by the system (watchdog), or by looking again and again where it can't tell."""

import errno
import logging
import os
import stat
import sys
import threading
import time
import warnings
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileAttribEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers.api import BaseObserver

from indexer.archive import TEXTS, Limits, Rejection, walk
from indexer.errors import ArchiveMissing
from indexer.messages import message
from indexer.watching.changes import Changes
from indexer.watching.links import find_links

_EVENTS: list[type[FileSystemEvent]] = [
    DirCreatedEvent, DirDeletedEvent, DirMovedEvent, FileAttribEvent, FileClosedEvent, FileCreatedEvent,
    FileDeletedEvent, FileModifiedEvent, FileMovedEvent,
]  # fmt: skip
"""Not that a file was opened or read: a run reads them."""
_POLL = 10.0
"""Seconds between looks where the system can't tell."""
_TELLS_ALL = sys.platform == "linux"
"""Elsewhere nobody says when a file is closed."""
_LATE = 0.7
"""Seconds after which all is told: watchdog keeps back for half a second what may belong to a file that has left."""
_SHARE = 10
"""A look that took a second is not repeated before ten are over."""
_OUTSIDE = 32
"""Folders that links lead to, each of which costs a thread."""

_Mark = tuple[int, ...]


class Notices:
    """Keeps ``changes`` told of what happens in ``archive``, but for what stands below ``ignored``.

    ``poll``: seconds between looks, 0 to be told by the system. What is worth knowing is said to ``say``.
    """

    def __init__(
        self, archive: Path, ignored: Path, changes: Changes, poll: float, say: Callable[[str], None],
        stop: threading.Event, limits: Limits | None = None,
    ) -> None:  # fmt: skip
        self._archive, self._ignored, self._changes, self._say = archive, ignored, changes, say
        self._poll, self._stop, self._limits = poll, stop, limits
        self._mark: _Mark | None = None
        self._observer: BaseObserver | None = None
        self._outdated = threading.Event()
        self._seen, self._next = b"", 0.0
        # watchdog says so of folders that move quickly, and each sweep begins anew anyway.
        warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)
        self._lost = _Lost(self._on_lost)
        logging.getLogger("watchdog").addHandler(self._lost)

    def look(self) -> bool:
        """Is the archive there? Another one in its place counts as a change of everything. To be called often."""
        mark = _mark_of(self._archive)
        if mark != self._mark:
            self._forget()
            self._mark = mark
            if mark:
                self._begin()
                self._changes.note()
        elif mark and self._poll and time.monotonic() >= self._next:
            self._look_at_all()
        return self._mark is not None

    def renew(self, anyway: bool = False) -> None:
        """Watch anew if links have changed, or the system could not tell everything."""
        before = self._observer
        if not before or not (anyway or self._outdated.is_set()):
            return
        try:
            # The new one begins before the old one ends: a file that is begun between them would be read half. The old
            # one tells all that it knows: a file whose closing it keeps back would wait for a minute.
            self._observe()
            self._stop.wait(_LATE)
            _end(before)
        except OSError:  # the system may have room for one only
            self._forget()
            _end(before)
            self._begin()

    def close(self) -> None:
        """Watch no more."""
        self._forget()
        logging.getLogger("watchdog").removeHandler(self._lost)

    def _begin(self) -> None:
        if self._poll or not os.path.isdir(self._archive):
            self._seen = b""
            return
        try:
            self._observe()
        except OSError as error:
            self._forget()
            if _mark_of(self._archive) != self._mark:  # it has just vanished
                self._mark = None
                return
            self._poll = _POLL
            self._say(
                message(
                    "The system can't tell of changes in {archive} ({strerror}). It is looked at every "
                    "{poll:.0f} s instead. If there are many folders, raise fs.inotify.max_user_watches, and "
                    "start again.",
                    archive=self._archive,
                    strerror=error.strerror,
                    poll=_POLL,
                )
            )

    def _observe(self) -> None:
        self._outdated.clear()
        root = os.path.realpath(self._archive)
        links = find_links(root)
        outside = links.watched()
        if len(outside) > _OUTSIDE:
            raise OSError(errno.EMFILE, f"its links lead to {len(outside)} other folders")
        self._observer = _new_observer()
        self._observer.start()
        for folder, only in {root: None, **outside}.items():
            handler = _Handler(folder, only, links.paths, str(self._ignored), self._changes, self._outdated.set)
            self._observer.schedule(handler, folder, recursive=only is None, event_filter=_EVENTS)
        # watchdog is silent where the system refuses a folder further down. Refused once, it refuses the next, too.
        if (above := os.path.dirname(root)) not in (root, *outside):
            probe = self._observer.schedule(FileSystemEventHandler(), above, event_filter=[FileMovedEvent])
            self._observer.unschedule(probe)

    def _forget(self) -> None:
        if self._observer:
            _end(self._observer)
            self._observer = None

    def _on_lost(self) -> None:
        self._outdated.set()
        self._changes.note()

    def _look_at_all(self) -> None:
        began = time.monotonic()
        seen = blake2b()
        try:
            for item in walk(self._archive, self._limits):
                state = item.reason if isinstance(item, Rejection) else (item.size, item.mtime_ns)
                seen.update(repr((item.path, state)).encode())
                if self._stop.is_set():
                    return
        except ArchiveMissing:  # the run says why
            pass
        if self._seen and seen.digest() != self._seen:
            self._changes.note()
        self._seen = seen.digest()
        now = time.monotonic()
        self._next = now + max(self._poll, _SHARE * (now - began))


class _Handler(FileSystemEventHandler):
    """Sorts out what is told of ``folder``: whole, or ``only`` of these files in it."""

    def __init__(
        self, folder: str, only: set[str] | None, links: set[str], ignored: str, changes: Changes,
        on_outdated: Callable[[], None],
    ) -> None:  # fmt: skip
        self._folder, self._only, self._links, self._ignored = folder, only, links, f"{ignored}/"
        self._changes, self._on_outdated = changes, on_outdated

    def on_any_event(self, event: FileSystemEvent) -> None:
        source, target = os.fsdecode(event.src_path), os.fsdecode(event.dest_path)
        seen = [path for path in (source, target) if path and self._matters(path, event.is_directory)]
        if not seen:
            return
        if isinstance(event, DirMovedEvent) and len(seen) == 1:
            self._on_outdated()  # watchdog goes on watching a folder that has left, and mixes it up when it comes back
        if seen == [source, target]:
            self._changes.moved(source, target)
        # Of a file that came with its folder, nothing tells whether it is whole.
        elif isinstance(event, FileMovedEvent) and seen == [target] and not event.is_synthetic:
            self._changes.arrived(target)
        elif isinstance(event, FileModifiedEvent) and _TELLS_ALL:
            self._changes.written(source)
        elif isinstance(event, FileClosedEvent):
            self._changes.closed(source)
        elif isinstance(event, FileDeletedEvent):
            self._changes.deleted(source)
        else:
            self._changes.note()

    def _matters(self, path: str, is_folder: bool) -> bool:
        if self._only is not None:
            return path in self._only
        if f"{path}/".startswith(self._ignored) or "/." in path.removeprefix(self._folder):
            return False
        if path in self._links or os.path.islink(path):
            self._on_outdated()
            return True
        return is_folder or path.lower().endswith(TEXTS)


class _Lost(logging.Handler):
    """watchdog says it only in its log when the system's queue has overflowed."""

    def __init__(self, on_lost: Callable[[], None]) -> None:
        super().__init__(logging.WARNING)
        self._on_lost = on_lost

    def emit(self, record: logging.LogRecord) -> None:
        if "overflow" in record.getMessage():
            self._on_lost()


def _new_observer() -> BaseObserver:
    if sys.platform == "linux":
        from watchdog.observers.inotify import InotifyObserver

        return InotifyObserver(generate_full_events=True)  # tells a file that was moved here from one begun here
    else:
        from watchdog.observers import Observer

        return Observer()


def _end(observer: BaseObserver) -> None:
    observer.stop()
    observer.join(5)


def _mark_of(archive: Path) -> _Mark | None:
    """What stands there: another folder has another mark, and a file after each change."""
    try:
        status = archive.stat()
    except (OSError, ValueError):
        return None
    place = (status.st_dev, status.st_ino)
    return place if stat.S_ISDIR(status.st_mode) else (*place, status.st_size, status.st_mtime_ns)
