"""Which segments an index has: ``segments.json`` beside Whoosh's own table of contents.

Whoosh keeps its table as a pickle, which is a program: whoever opens an index of somebody else's would run it. It is
written, so that the index stays an ordinary one of Whoosh's, and never read; what it says stands here as plain values.
"""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex
from whoosh.writing import SegmentWriter

from indexer.backends.whoosh.schema import schema
from indexer.files import read_whole

SEGMENTS = "segments.json"
_NAME = "MAIN"
"""What Whoosh calls an index that was given no name."""
_SEGMENT = re.compile(r"[0-9a-z]{16}")


class Table(FileIndex):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's index in a folder, with that table of contents. Raises OSError, ValueError."""

    def __init__(self, folder: Path, codec: Any) -> None:
        # Not by super(), which would read Whoosh's table.
        self.storage, self.indexname, self._schema = FileStorage(str(folder)), _NAME, schema()
        self._codec, self._folder = codec, folder
        self._segments()

    @classmethod
    def begun(cls, folder: Path, codec: Any) -> "Table":
        """One without a segment, in an empty folder."""
        TOC.create(FileStorage(str(folder)), schema(), _NAME)
        _write(folder, ())
        return cls(folder, codec)

    def _read_toc(self) -> Any:
        try:
            rows = json.loads(read_whole(self._folder / SEGMENTS))
            segments = [self._segment(*row) for row in rows]
        except (TypeError, RecursionError) as error:
            raise ValueError(f"{SEGMENTS} holds no segments") from error
        return TOC(self._schema, segments, self.latest_generation())

    def _segment(self, name: str, documents: int, deleted: Sequence[int]) -> Any:
        gone = set(deleted)
        if not _SEGMENT.fullmatch(name) or not _is_count(documents):
            raise ValueError(f"{name!r} with {documents!r} documents is no segment")
        if not all(_is_count(doc) and doc < documents for doc in gone):
            raise ValueError(f"{name} has deleted documents that it does not have")
        segment = W3Segment(self._codec, _NAME, documents, name, gone or None)
        segment._fieldlengths = {}  # those of scorable fields, of which there are none
        return segment


class TableWriter(SegmentWriter):  # type: ignore[misc]  # the same
    """Whoosh's writer, which keeps that table, too."""

    def _commit_toc(self, segments: Sequence[Any]) -> None:
        super()._commit_toc(segments)
        _write(Path(self.storage.folder), segments)


def _write(folder: Path, segments: Sequence[Any]) -> None:
    rows = [[one.segid, one.doc_count_all(), sorted(one.deleted_docs())] for one in segments]
    beside = folder / f"{SEGMENTS}.new"  # the generation before may share the file
    beside.write_text(json.dumps(rows, separators=(",", ":")), encoding="ascii")
    beside.replace(folder / SEGMENTS)


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0
