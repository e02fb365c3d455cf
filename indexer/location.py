"""Where an index is: ``index_data``, ``whoosh:///path``, ``opensearch://host:9200/name``; which engine reads it."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

from indexer.engine import Index, Writer
from indexer.engine.opensearch.settings import is_remote, path_of, read_settings
from indexer.errors import BadParameter, EngineMissing

Location = str | os.PathLike[str]
_WHOOSH = re.compile(r"whoosh:(?://(?=/)|(?!//))([^?#]+)", re.IGNORECASE)
"""``whoosh:///path``, ``whoosh:/path`` or ``whoosh:path``."""


def folder_of(location: Location) -> Path:
    """Where the files of the owner are: words and synonyms, and the list of rejected files. Of a Whoosh index that is
    its own folder. Raises BadParameter."""
    return read_settings(os.fspath(location)).folder if is_remote(os.fspath(location)) else _root_of(location)


def open_index(index: Location = "index_data") -> Index:
    """Open an index to read. Raises BadParameter, IndexMissing, IndexMismatch, IndexDamaged, EngineAway: what to do."""
    if is_remote(os.fspath(index)):
        with _installed():
            from indexer.engine.opensearch.index import open_opensearch
        return open_opensearch(read_settings(os.fspath(index)))
    from indexer.engine.whoosh.index import open_whoosh

    return open_whoosh(_root_of(index))


def open_writer(index: Location = "index_data", *, full: bool = False) -> Writer:
    """Begin the next generation. Raises BadParameter, IndexLocked, EngineAway."""
    if is_remote(os.fspath(index)):
        with _installed():
            from indexer.engine.opensearch.writer import OpenSearchWriter
        return OpenSearchWriter(read_settings(os.fspath(index)), full)
    from indexer.engine.whoosh.writer import WhooshWriter

    return WhooshWriter(_root_of(index), full)


def _root_of(location: Location) -> Path:
    text = os.fspath(location)
    if found := _WHOOSH.fullmatch(text):
        return path_of(unquote(found[1]))
    scheme, separator, _ = text.partition("://")
    if separator or scheme.lower().startswith("whoosh:"):
        # No more of it: what follows may hold a password.
        raise BadParameter(
            f"The index location {scheme!r}… can't be used: write a folder, whoosh:///path or "
            "opensearch://host:9200/name."
        )
    return path_of(text)


@contextmanager
def _installed() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name != "opensearchpy":
            raise
        raise EngineMissing(
            "An index on OpenSearch takes its client, which is not installed: pip install 'wenhai[opensearch]'"
        ) from None
