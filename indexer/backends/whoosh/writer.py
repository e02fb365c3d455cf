"""Builds a generation: beside the old one, flushed, checked by opening it, swapped in by one rename."""

import gzip
import os
import shutil
import stat
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from indexer.analysis import Lexicon, get_tokenizer, read_lexicon
from indexer.arrays import read_arrays, write_arrays
from indexer.article import BEIJING, Article
from indexer.backends.arrays.evidence import SegmentEvidence
from indexer.backends.arrays.segment_buffer import SegmentBuffer
from indexer.backends.arrays.segments import Segments
from indexer.backends.whoosh import generation as g
from indexer.backends.whoosh import metadata as s
from indexer.backends.whoosh.codec import ArrayCodec, open_segments
from indexer.backends.whoosh.lock import Lock
from indexer.backends.whoosh.merging import MergeType, absorb, to_merge
from indexer.backends.whoosh.schema import prepare
from indexer.backends.whoosh.toc import SEGMENTS, Table, TableWriter
from indexer.errors import IndexDamaged, IndexMismatch, IndexMissing, IndexUnreadable
from indexer.files import EVERYBODY, Readers, flush, read_whole
from indexer.search.learning import learn


class WhooshWriter:
    """The writer of the port. Holds the lock of the index from its making to ``commit`` or ``abort``."""

    def __init__(self, root: Path, full: bool = False) -> None:
        self._is_new = not root.exists()
        root.mkdir(parents=True, exist_ok=True)
        self._root = root
        self._lock = Lock(root)
        try:
            self._lexicon = read_lexicon(root)
            g.clear_unfinished(root)
            self._folder = root / "generations" / g.next_name(root)
            self._building = self._folder.with_suffix(g.BUILDING)
            self._folder.parent.mkdir(exist_ok=True)
            self._building.mkdir(mode=0o700)  # until it is known who may read the archive
            self._base = None if full else _usable(root, self._lexicon)
            if self._base:
                _link(self._base, self._building)
                self._index = Table(self._building, ArrayCodec())
            else:
                self._index = Table.begun(self._building, ArrayCodec())
            # Its documents keep their numbers, whatever is added behind them.
            self._before = Segments(open_segments(self._index)) if self._base else None
            self._changed = 0
            self._writer: Any = None
            self._start_segment()
        except BaseException:
            self.abort()
            raise

    def catalog(self) -> bytes:
        """The file catalog of the generation this one starts from; empty for a new one."""
        return s.read_catalog(self._base, s.read_metadata(self._base)) if self._base else b""

    def last_catalog(self) -> bytes:
        """The last manifest that can be read."""
        for folder in _there(self._root):
            with suppress(OSError, EOFError, zlib.error):
                data = read_whole(folder / s.CATALOG)
                gzip.decompress(data)
                return data
        return b""

    def last_articles(self) -> int:
        """How many articles the last generation holds whose stamp can be read."""
        for folder in _there(self._root):
            with suppress(IndexDamaged, IndexMismatch, IndexUnreadable):
                return s.read_metadata(folder).articles
        return 0

    @property
    def outdated(self) -> bool:
        """Have the owner's synonyms changed? (Other words make another index: nothing is taken over then.)"""
        return self._base is None or s.read_kept_lexicon(self._base) != self._lexicon

    @property
    def prepare(self) -> Callable[[Article], object]:
        """Gives what the field of Whoosh's document takes that holds all others."""
        return partial(prepare, own_words=self._lexicon.words)

    def add(self, prepared: Any) -> None:
        """Add an article; writes a segment when enough have come together."""
        self._writer.add_document(whole=prepared)
        self._changed += 1
        if self._writer.pool.is_full:
            self._finish_segment()
            self._start_segment()

    def delete(self, ids: Sequence[str]) -> None:
        """Mark articles of the generation this one starts from as deleted."""
        if ids and self._before:
            for doc in self._before.documents("id", ids).tolist():
                self._writer.delete_document(doc)
                self._changed += 1

    def commit(self, catalog: bytes, readers: Readers = EVERYBODY, *, anew: bool = False) -> None:
        """Write, flush, open, rename, swap; then remove the generations that nobody needs any more."""
        self._finish_segment()
        self._merge()
        for lock in self._building.glob("*LOCK"):
            lock.unlink()
        (self._building / s.CATALOG).write_bytes(catalog)
        s.write_lexicon(self._building, self._lexicon)
        segments = Segments(open_segments(Table(self._building, ArrayCodec())))
        before = read_arrays(self._base / s.LEARNED) if self._base else None
        learned = learn(
            SegmentEvidence(segments, get_tokenizer(words=self._lexicon.words)), before, self._changed, anew=anew
        )
        write_arrays(self._building / s.LEARNED, learned)
        kept = s.read_metadata(self._base).digests if self._base else {}
        s.write_metadata(self._building, s.new_metadata(self._building, segments.count, datetime.now(BEIJING), kept))
        s.read_metadata(self._building)
        self._let_read(readers)
        for path in self._building.iterdir():
            if path.stat().st_nlink == 1:  # what is shared with another generation was flushed with that
                flush(path)
        flush(self._building)
        self._building.rename(self._folder)
        flush(self._folder.parent)
        self._serve(self._folder, readers)

    def keep(self, readers: Readers = EVERYBODY) -> None:
        """Let the generation serve on that this one would have started from: nothing has changed."""
        base = self._base
        self._discard()
        if base:
            self._serve(base, readers)
        self._release()

    def _serve(self, folder: Path, readers: Readers) -> None:
        g.restrict(self._root, readers)
        if g.pointer(self._root).name != folder.name:
            g.replace_current(self._root, folder, readers)
        # What a full run was made for may be damage that nothing but reading finds.
        g.remove_superseded(self._root, folder, read=self._base is None)
        self._release()

    def _let_read(self, readers: Readers) -> None:
        """Give the new generation the rights that files get here, but for those of who may not read the archive. A file
        that is shared with an older one may have had less."""
        mode = readers.narrowed((self._building / s.METADATA).stat())
        for path in self._building.iterdir():
            if stat.S_IMODE(path.stat().st_mode) != mode:
                with suppress(PermissionError):  # another user's
                    path.chmod(mode)
        self._building.chmod(mode | (mode & 0o444) >> 2)  # whoever may read a file may pass through its folder
        if self._is_new:
            self._root.chmod(readers.narrowed(self._root.stat()))

    def abort(self) -> None:
        """Throw the half-built generation away and let go of the lock."""
        self._discard()
        self._release()

    def _discard(self) -> None:
        if getattr(self, "_writer", None) is not None and not self._writer.is_closed:
            # What Whoosh could not write for an error of the disk, it can't always close.
            with suppress(Exception):
                self._writer.cancel()
        if hasattr(self, "_building"):
            shutil.rmtree(self._building, ignore_errors=True)

    def _start_segment(self) -> None:
        self._writer = TableWriter(self._index, codec=ArrayCodec(), compound=False)
        self._writer.pool = SegmentBuffer(self._writer.schema)

    def _finish_segment(self, merge: MergeType = lambda _, segments: segments) -> None:
        self._writer.commit(
            mergetype=lambda writer, segments: merge(writer, [s for s in segments if s.doc_count() > 0])
        )

    def _merge(self) -> None:
        """Write segments anew that have lost a fifth of their documents, and join those of like size when there are
        many: from their arrays, without reading an article."""
        for group in to_merge(self._index.storage, self._index._segments()):
            self._start_segment()
            self._finish_segment(partial(absorb, group))

    def _release(self) -> None:
        self._lock.release()


def _there(root: Path) -> list[Path]:
    try:
        return g.candidates(root, g.pointer(root))[0]
    except (IndexMissing, IndexDamaged):
        return []


def _usable(root: Path, lexicon: Lexicon) -> Path | None:
    """The generation to start from: the first that is whole, if this very release built it with the same words.

    Another release may read files in another way, so it reads them all again, once.
    """
    for folder in _there(root):
        try:
            metadata = s.read_metadata(folder)
            s.check_metadata(folder, metadata)
            s.read_catalog(folder, metadata)
            same_words = s.read_kept_lexicon(folder).words == lexicon.words
        except IndexDamaged:
            continue
        except IndexMismatch:
            return None
        return folder if metadata.version == s.release() and same_words else None
    return None


def _link(base: Path, building: Path) -> None:
    """Files of a generation never change, so the next one shares them by hard links; copies where it can't."""
    for path in base.iterdir():
        if path.name in s.OWN_FILES and path.name != SEGMENTS:
            continue
        try:
            os.link(path, building / path.name)
        except OSError:
            shutil.copy2(path, building / path.name)
