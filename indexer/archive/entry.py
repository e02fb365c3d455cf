"""What walking an archive gives: files to read, and files that can't be."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from indexer.messages import message


class Rejected(Exception):
    """A file can't become an article; ``reason`` is a sentence that says why."""

    def __init__(self, template: str, /, **values: Any) -> None:
        self.reason = message(template, **values)
        super().__init__(self.reason)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive. ``read`` gives its bytes or raises Rejected; in a tar (not ``lasting``) only until the
    next is taken. ``state`` is what the system changes whenever the file changes, whatever its writer does to size and
    time: when that was, and the number of the file; nothing in a tar."""

    path: str
    size: int
    mtime_ns: int
    read: Callable[[], bytes]
    lasting: bool = True
    state: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """One file that was not read: where it is, and the reason as a sentence. With a folder goes what stands in it;
    with ``rest`` all that the walk did not come to, such as what follows damage in a tar file. ``archive`` is the name
    of its archive in an index."""

    path: str
    reason: str
    rest: bool = False
    archive: str = ""
