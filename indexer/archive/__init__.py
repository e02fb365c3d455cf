"""Archives: walk folders and tar files, read markup of every era, yield Article or a named rejection."""

from indexer.archive.address import canonical_url, slug_of
from indexer.archive.entry import LIMIT, Entry, Rejected, Rejection
from indexer.archive.header import Identity, identify
from indexer.archive.outlets import OUTLETS, outlet_name
from indexer.archive.reader import parse, read_archive
from indexer.archive.walk import TEXTS, walk

__all__ = [
    "LIMIT",
    "OUTLETS",
    "TEXTS",
    "Entry",
    "Identity",
    "Rejected",
    "Rejection",
    "canonical_url",
    "identify",
    "outlet_name",
    "parse",
    "read_archive",
    "slug_of",
    "walk",
]
