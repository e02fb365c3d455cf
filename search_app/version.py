"""Which program this is: its release, and what it is made of."""

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def release() -> str:
    """The number of the release; empty where the program runs from its folder, not installed."""
    try:
        return version("wenhai")
    except PackageNotFoundError:
        return ""


@cache
def fingerprint() -> str:
    """A hash of all its files: the number of the release stands still while one works on it."""
    digest = hashlib.blake2b(digest_size=8)
    root = Path(__file__).parent.parent
    for package in ("search_app", "indexer"):
        for file in sorted((root / package).rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                digest.update(file.read_bytes())
    return digest.hexdigest()
