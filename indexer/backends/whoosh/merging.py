"""Which segments are written anew, and how: a year of hourly runs leaves a dozen, with few deleted documents."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from indexer.backends.arrays import segment_buffer as pool
from indexer.backends.arrays.doc_lists import MAX_DOCUMENTS
from indexer.backends.arrays.segment import SegmentArrays
from indexer.backends.whoosh.codec import open_segment

MergeType = Callable[[Any, list[Any]], list[Any]]
"""What Whoosh asks, with the writer of a new segment, which of the segments before it stay."""
_DEAD = 0.2
"""Of its documents, when a segment is written anew: what is left over of them takes room and time."""
_SIZES = (512, 4_096, 32_768)
_MANY = 4
"""More segments than this whose documents are fewer than a size, and not than the one before, are joined: each article
is written again some three times in its life, and a search looks into a dozen small segments at most."""


def to_merge(storage: Any, segments: Sequence[Any]) -> Iterator[Sequence[str]]:
    """The ids of groups of segments, each of which becomes one."""
    chosen = [segment for segment in segments if segment.deleted_count() > _DEAD * segment.doc_count_all()]
    for size, before in zip(_SIZES, (0, *_SIZES), strict=False):
        alike = [one for one in segments if before <= one.doc_count() < size and one not in chosen]
        chosen += alike if len(alike) > _MANY else []
    group: list[str] = []
    documents = characters = 0
    for segment in (one for one in segments if one in chosen and one.doc_count()):
        length = open_segment(storage, segment).strings.spans.length
        if group and (documents + segment.doc_count() > MAX_DOCUMENTS or characters + length > pool.MAX_CHARACTERS):
            yield group
            group, documents, characters = [], 0, 0
        group.append(segment.segment_id())
        documents += segment.doc_count()
        characters += length
    if group:
        yield group


def absorb(group: Sequence[str], writer: Any, segments: list[Any]) -> list[Any]:
    """Take some of the segments, by their ids, into the one that is being written; those that stay. A ``MergeType`` but
    for the first argument."""
    into: pool.SegmentBuffer = writer.pool
    for segment in segments:
        if segment.segment_id() in group:
            part: SegmentArrays = open_segment(writer.storage, segment)
            for _ in range(into.absorb(part)):
                writer.perdocwriter.start_doc(writer.docnum)
                writer.perdocwriter.finish_doc()
                writer.docnum += 1
            writer._added = True
    return [segment for segment in segments if segment.segment_id() not in group]
