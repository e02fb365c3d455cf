"""Builds a generation: beside the old one, flushed, checked by opening it, swapped in by one rename."""

import gzip
import os
import shutil
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any

from whoosh.index import create_in, open_dir
from whoosh.writing import SegmentWriter

from indexer.analysis import Lexicon, read_lexicon
from indexer.article import BEIJING, Article
from indexer.engine.arrays import read_arrays, write_arrays
from indexer.engine.learning import learn
from indexer.engine.whoosh import generation as g
from indexer.engine.whoosh.codec import ArrayCodec
from indexer.engine.whoosh.evidence import SegmentEvidence
from indexer.engine.whoosh.lock import Lock, holder
from indexer.engine.whoosh.pool import Pool
from indexer.engine.whoosh.schema import prepare, schema
from indexer.engine.whoosh.segments import Segments
from indexer.errors import IndexDamaged, IndexMismatch, IndexMissing

_SMALL, _MANY = 5_000, 8
"""When there are more segments than the second, those with fewer documents than the first are joined."""


class WhooshWriter:
    """The writer of the port. Holds the lock of the index from its making to ``commit`` or ``abort``."""

    def __init__(self, root: Path, full: bool = False) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self._root = root
        self._lock = Lock(root)
        try:
            self._lexicon = read_lexicon(root)
            for leftover in [*root.glob("generations/*.building"), *g.superseded(root)]:  # of a run that was killed
                shutil.rmtree(leftover)
            newest = g.generations(root)
            number = int(newest[0].name) + 1 if newest else 1
            self._folder = root / "generations" / f"{number:06}"
            self._building = self._folder.with_suffix(".building")
            self._building.mkdir(parents=True)
            self._base = None if full else _usable(root, self._lexicon)
            if self._base:
                _link(self._base, self._building)
                self._index = open_dir(str(self._building))
            else:
                self._index = create_in(str(self._building), schema())
            self._writer: Any = None
            self._start_segment()
        except BaseException:
            self.abort()
            raise

    def manifest(self) -> bytes:
        """The manifest of the generation this one starts from; empty for a new one."""
        return (self._base / g.MANIFEST).read_bytes() if self._base else b""

    def last_manifest(self) -> bytes:
        """The newest manifest that can be read."""
        for folder in g.generations(self._root):
            with suppress(OSError, EOFError, zlib.error):
                data = (folder / g.MANIFEST).read_bytes()
                gzip.decompress(data)
                return data
        return b""

    @property
    def outdated(self) -> bool:
        """Have the owner's synonyms changed? (Other words make another index: nothing is taken over then.)"""
        return self._base is None or g.kept_lexicon(self._base) != self._lexicon

    @property
    def prepare(self) -> Callable[[Article], object]:
        """Gives what the field of Whoosh's document takes that holds all others."""
        return partial(prepare, own_words=self._lexicon.words)

    def add(self, prepared: Any) -> None:
        """Add an article; writes a segment when enough have come together."""
        self._writer.add_document(whole=prepared)
        if self._writer.pool.is_full:
            self._finish_segment()
            self._start_segment()

    def delete(self, ids: Sequence[str]) -> None:
        """Mark articles of the generation this one starts from as deleted."""
        if ids:
            segments = Segments(self._index)
            for doc in segments.documents("id", ids).tolist():
                self._writer.delete_document(doc)

    def commit(self, manifest: bytes) -> None:
        """Write, flush, open, rename, swap; then remove generations older than the one before."""
        self._join_small()
        self._finish_segment()
        for lock in self._building.glob("*LOCK"):
            lock.unlink()
        (self._building / g.MANIFEST).write_bytes(manifest)
        g.write_lexicon(self._building, self._lexicon)
        segments = Segments(open_dir(str(self._building)))
        before = read_arrays(self._base / g.LEARNED) if self._base else None
        write_arrays(self._building / g.LEARNED, learn(SegmentEvidence(segments), before))
        kept = g.read_stamp(self._base).digests if self._base else {}
        g.write_stamp(self._building, g.new_stamp(self._building, segments.count, datetime.now(BEIJING), kept))
        g.read_stamp(self._building)
        for path in self._building.iterdir():
            if path.stat().st_nlink == 1:  # what is shared with another generation was flushed with that
                g.flush(path)
        g.flush(self._building)
        self._building.rename(self._folder)
        g.flush(self._folder.parent)
        g.replace_current(self._root, self._folder)
        for old in g.superseded(self._root):
            shutil.rmtree(old, ignore_errors=True)
        self._release()

    def abort(self) -> None:
        """Throw the half-built generation away and let go of the lock."""
        if getattr(self, "_writer", None) is not None and not self._writer.is_closed:
            # What Whoosh could not write for an error of the disk, it can't always close.
            with suppress(Exception):
                self._writer.cancel()
        if hasattr(self, "_building"):
            shutil.rmtree(self._building, ignore_errors=True)
        self._release()

    def _start_segment(self) -> None:
        self._writer = SegmentWriter(self._index, codec=ArrayCodec(), compound=False)
        self._writer.pool = Pool(self._writer.schema)

    def _finish_segment(self) -> None:
        self._writer.commit(mergetype=lambda _, segments: [s for s in segments if s.doc_count() > 0])

    def _join_small(self) -> None:
        """Add the articles of small segments again, so that a year of hourly runs leaves a handful of segments. At the
        end of a run: what it deletes is not among them."""
        sizes = [segment.doc_count_all() for segment in self._writer.segments]
        if self._base is None or len(sizes) <= _MANY:
            return
        segments = Segments(self._index)
        bases = accumulate(sizes, initial=0)
        small = (range(base, base + size) for base, size in zip(bases, sizes, strict=False) if size < _SMALL)
        left = [doc for docs in small for doc in docs if segments.alive[doc] and not self._writer.is_deleted(doc)]
        for doc in left:
            self._writer.delete_document(doc)
        for doc in left:
            self.add(self.prepare(segments.article(doc)))

    def _release(self) -> None:
        self._lock.release()


def discard_unfinished(root: Path) -> None:
    """Remove what this very process is building, from whatever point on: it ends without going on."""
    if holder(root) == str(os.getpid()):
        for building in root.glob("generations/*.building"):
            shutil.rmtree(building, ignore_errors=True)


def _usable(root: Path, lexicon: Lexicon) -> Path | None:
    """The generation to start from: the first that is whole, if this very release built it with the same words.

    Another release may read files in another way, so it reads them all again, once.
    """
    try:
        for folder in g.candidates(root):
            try:
                stamp = g.read_stamp(folder)
                g.check_stamp(folder, stamp)
                same_words = g.kept_lexicon(folder).words == lexicon.words
            except IndexDamaged:
                continue
            return folder if stamp.version == g.release() and same_words else None
    except (IndexMissing, IndexMismatch):
        pass
    return None


def _link(base: Path, building: Path) -> None:
    """Files of a generation never change, so the next one shares them by hard links; copies where it can't."""
    for path in base.iterdir():
        if path.name in g.OWN_FILES:
            continue
        try:
            os.link(path, building / path.name)
        except OSError:
            shutil.copy2(path, building / path.name)
