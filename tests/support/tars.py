"""Tar files by Python alone, the same on every Python: a bare machine has no xz, and its tar can't write one."""

import tarfile
from collections.abc import Iterable
from pathlib import Path


def pack(folder: Path, place: Path) -> Path:
    """What is in a folder, in the order of names, as a tar file, packed as the ending of ``place`` says."""
    kinds = {".gz": "w:gz", ".xz": "w:xz"}
    with tarfile.open(place, kinds.get(place.suffix, "w")) as tar:  # type: ignore[call-overload]
        tar.add(folder, ".", recursive=False)
        for path in sorted(folder.rglob("*")):
            tar.add(path, f"./{path.relative_to(folder)}", recursive=False)
    return place


def unpack(place: Path, folder: Path, members: Iterable[tarfile.TarInfo] | None = None) -> None:
    """A tar file of the tests' own, or only those of its members, into a folder."""
    with tarfile.open(place) as tar:
        # The parameter filter= came with Python 3.11.4; Debian 12 has 3.11.2.
        tar.extraction_filter = getattr(tarfile, "data_filter", None)  # type: ignore[assignment]
        tar.extractall(folder, members)
