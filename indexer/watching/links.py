"""Where the links of an archive lead: the system tells of changes in folders, not behind links."""

import os
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from indexer.archive import TEXTS


@dataclass(slots=True)
class Links:
    """``paths`` of all links; real ``folders`` outside the archive that they lead to; and of files outside it, by their
    folders, the real paths."""

    paths: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)
    files: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def watched(self) -> Mapping[str, set[str] | None]:
        """The folders to watch besides the archive: whole (None), or only those files in it."""
        return {**self.files, **dict.fromkeys(self.folders)}


def find_links(root: str) -> Links:
    """Look for links where a walk of the archive goes. ``root`` is a real path."""
    found = Links()
    stack = [root]
    while stack:
        folder = stack.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError:  # the walk says so
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_symlink():
                found.paths.add(entry.path)
                target = os.path.realpath(entry.path)
                if _inside(target, (root, *found.folders)):
                    continue
                if os.path.isdir(target):
                    found.folders.add(target)
                    stack.append(target)
                elif entry.name.lower().endswith(TEXTS):
                    found.files[os.path.dirname(target)].add(target)
            elif entry.is_dir(follow_symlinks=False):
                stack.append(entry.path)
    return found


def _inside(path: str, folders: tuple[str, ...]) -> bool:
    return any(path == folder or path.startswith(f"{folder.rstrip('/')}/") for folder in folders)
