"""What a machine that loses power forgets: of files and folders whatever the disk has not confirmed, or half of it."""

import json
import random
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Marks = frozenset[tuple[int, int, int]]
"""Files as the disk has them: inode, size, time of the last change in nanoseconds."""


def on_disk(root: Path) -> Marks:
    """All that is below a folder while nothing goes on."""
    return frozenset(_mark(path) for path in (root, *root.rglob("*")))


def confirmed(notes: Path) -> tuple[Marks, Mapping[int, Mapping[str, int]]]:
    """What ``fragile`` has noted: files, and of folders the inodes by name."""
    rows: list[dict[str, Any]] = json.loads(notes.read_text()) if notes.exists() else []
    marks = frozenset((row["inode"], row["size"], row["changed"]) for row in rows)
    return marks, {row["inode"]: row["entries"] for row in rows if row["entries"] is not None}


def lose(root: Path, before: Marks, notes: Path, current: bytes, rng: random.Random) -> int:
    """Forget what neither was on the disk ``before`` nor is confirmed since; ``current`` is what CURRENT held before.
    Gives how many files and entries are gone or damaged."""
    marks, entries = confirmed(notes)
    lost = sum(_damage(path, rng) for path in root.rglob("*") if path.is_file() and _mark(path) not in before | marks)
    # The deepest first, for a folder takes along what is in it.
    for folder in sorted((root, *(path for path in root.rglob("*") if path.is_dir())), reverse=True):
        known = entries.get(folder.stat().st_ino, {})
        for path in list(folder.iterdir()):
            inode = path.stat().st_ino
            if known.get(path.name) == inode or any(inode == old for old, _, _ in before) or rng.random() < 0.5:
                continue
            _undo(path, current)
            lost += 1
    return lost


def _mark(path: Path) -> tuple[int, int, int]:
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns


def _damage(path: Path, rng: random.Random) -> bool:
    size = path.stat().st_size
    start = rng.randint(0, size)
    with path.open("r+b") as file:
        file.truncate(start)
        if rng.random() < 0.5:
            file.truncate(size)  # zeros
    return start < size


def _undo(path: Path, current: bytes) -> None:
    if path.name == "CURRENT":
        path.write_bytes(current)
    elif path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
