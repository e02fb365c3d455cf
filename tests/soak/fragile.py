"""``python -m tests.soak.fragile`` is ``wenhai`` on a machine that fails: at the Nth step that changes a folder or
opens a file it is killed, or that step ends in an error. It notes which files the disk has confirmed.

    python -m tests.soak.fragile kill 120 NOTES reindex ARCHIVE --index FOLDER
    python -m tests.soak.fragile 28 120 NOTES reindex …    the step fails with ENOSPC
    python -m tests.soak.fragile count 0 NOTES reindex …   writes how many steps there are to NOTES
"""

import json
import os
import signal
import stat
import sys
from pathlib import Path
from typing import Any

STEPS = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate")
"""Audit events of Python (PEP 578), each raised before the step is done."""


class Machine:
    """Counts the steps below a folder, fails at one of them, and confirms what is flushed."""

    def __init__(self, how: str, at: int, notes: Path, root: str) -> None:
        self._how, self._at, self._notes, self._root = how, at, notes, root
        self._steps = 0
        self._confirmed: dict[int, dict[str, Any]] = {}
        self._sync, self._process = os.fsync, os.getpid()
        os.fsync = self.confirm
        sys.addaudithook(self.step)

    def step(self, event: str, arguments: tuple[Any, ...]) -> None:
        """One of the events: the machine fails at the one it was told."""
        if event not in STEPS or not self._is_ours(event, arguments):
            return
        self._steps += 1
        if self._steps != self._at:
            return
        if self._how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if self._how != "count":
            raise OSError(int(self._how), os.strerror(int(self._how)), str(arguments[0]))

    def confirm(self, handle: int) -> None:
        """The disk has it: what is in a file, the entries of a folder."""
        self._sync(handle)
        path, status = f"/proc/self/fd/{handle}", os.fstat(handle)
        entries = None
        if stat.S_ISDIR(status.st_mode):
            entries = {entry.name: entry.inode() for entry in os.scandir(path)}
        row = {"inode": status.st_ino, "size": status.st_size, "changed": status.st_mtime_ns, "entries": entries}
        self._confirmed[status.st_ino] = row
        with open(self._notes, "w", encoding="utf-8") as file:
            json.dump(list(self._confirmed.values()), file)

    def note_steps(self) -> None:
        """Leave how many there were."""
        self._notes.write_text(str(self._steps))

    def _is_ours(self, event: str, arguments: tuple[Any, ...]) -> bool:
        # A process that was forked to read articles has inherited the hook.
        if os.getpid() != self._process or not isinstance(arguments[0], (str, bytes, os.PathLike)):
            return False
        writes = event != "open" or (isinstance(arguments[1], str) and any(sign in arguments[1] for sign in "wax+"))
        return writes and os.path.abspath(os.fsdecode(arguments[0])).startswith(self._root)


def main() -> None:
    how, at, notes, *arguments = sys.argv[1:]
    root = os.path.abspath(arguments[arguments.index("--index") + 1])
    machine = Machine(how, int(at), Path(notes), root)
    from indexer.cli import main as wenhai

    try:
        wenhai(arguments)
    finally:
        if how == "count":
            machine.note_steps()


if __name__ == "__main__":
    main()
