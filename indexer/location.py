"""Where an index is: ``index_data``, ``whoosh:///path``, ``opensearch://host:9200/name``; which engine reads it."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

from indexer.backends.opensearch.settings import is_remote, path_of, read_settings
from indexer.errors import BadParameter, EngineMissing, IndexUnreadable
from indexer.messages import message
from indexer.search.port import Index, Writer

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
            from indexer.backends.opensearch.index import open_opensearch
        return open_opensearch(read_settings(os.fspath(index)))
    from indexer.backends.whoosh.index import open_whoosh

    return open_whoosh(_root_of(index))


def open_writer(index: Location = "index_data", *, full: bool = False) -> Writer:
    """Begin the next generation. Raises BadParameter, IndexLocked, EngineAway."""
    if is_remote(os.fspath(index)):
        with _installed():
            from indexer.backends.opensearch.writer import OpenSearchWriter
        return OpenSearchWriter(read_settings(os.fspath(index)), full)
    from indexer.backends.whoosh.writer import WhooshWriter

    return WhooshWriter(_root_of(index), full)


def writer_of(index: Location = "index_data") -> str:
    """The process that is building an index, be it the first time; empty where none is. Raises EngineAway."""
    if is_remote(os.fspath(index)):
        with _installed():
            from indexer.backends.opensearch.lock import holder
            from indexer.backends.opensearch.server import Server
        return holder(Server(read_settings(os.fspath(index))))
    from indexer.backends.whoosh.lock import holder as holder_of

    return holder_of(_root_of(index))


class Unfinished:
    """What this process builds, and would leave behind if it ended now."""

    def __init__(self, index: Location) -> None:
        # Imported here: an interrupt may come in the middle of an import.
        from indexer.backends.whoosh.generation import discard_unfinished, pointer

        self._discard, self._pointer = discard_unfinished, pointer
        self._root = None if is_remote(os.fspath(index)) else _root_of(index)
        self._before = self._serving()

    def discard(self) -> str:
        """Clear it away, and say what the index is now. On an engine elsewhere that is left to the next run."""
        if self._serving() != self._before:
            return message("Stopped. The index had just been renewed.")
        if self._root:
            self._discard(self._root)
        return message("Stopped. The index is as it was before.")

    def _serving(self) -> str:
        try:
            return self._pointer(self._root).name if self._root else ""
        except IndexUnreadable:
            return ""


def _root_of(location: Location) -> Path:
    text = os.fspath(location)
    if found := _WHOOSH.fullmatch(text):
        return path_of(unquote(found[1]))
    scheme, separator, _ = text.partition("://")
    if separator or scheme.lower().startswith("whoosh:"):
        # No more of it: what follows may hold a password.
        raise BadParameter(
            "The index location {scheme!r}… can't be used: write a folder, whoosh:///path or "
            "opensearch://host:9200/name.",
            scheme=scheme,
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
