"""Where an index is: ``index_data``, ``whoosh:///path``, ``opensearch://host:9200/name``; which engine reads it."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from indexer.engine import Index, Writer
from indexer.errors import BadParameter


def root_of(location: str | os.PathLike[str]) -> Path:
    """The folder of a Whoosh index. Raises BadParameter for any other kind of location."""
    text = os.fspath(location)
    parts = urlsplit(text)
    if parts.scheme == "whoosh" and not parts.netloc:
        return Path(unquote(parts.path))
    if "://" in text:
        raise BadParameter(f"The index location {text} can't be used: this version knows a folder or whoosh:///path.")
    return Path(text)


def open_index(index: str | os.PathLike[str] = "index_data") -> Index:
    """Open an index for reading. Raises IndexMissing, IndexMismatch or IndexDamaged, each with what to do."""

    from indexer.engine.whoosh.index import open_whoosh

    return open_whoosh(root_of(index))


def open_writer(index: str | os.PathLike[str] = "index_data", *, full: bool = False) -> Writer:
    """Begin the next generation. Raises IndexLocked."""
    from indexer.engine.whoosh.writer import WhooshWriter

    return WhooshWriter(root_of(index), full)
