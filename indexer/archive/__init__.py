"""Archives: walk folders and tar files, read markup of every era, yield Article or a named rejection."""

from indexer.archive.address import canonical_url, readable_url, slug_of
from indexer.archive.entry import Entry, Rejected, Rejection
from indexer.archive.header import Identity, identify
from indexer.archive.limits import Limits, is_over
from indexer.archive.names import TEXTS, shown
from indexer.archive.outlets import is_newspaper, outlet_name, outlet_names
from indexer.archive.reader import parse, read_archive
from indexer.archive.walking import walk

__all__ = [
    "TEXTS",
    "Entry",
    "Identity",
    "Limits",
    "Rejected",
    "Rejection",
    "canonical_url",
    "identify",
    "is_newspaper",
    "is_over",
    "outlet_name",
    "outlet_names",
    "parse",
    "read_archive",
    "readable_url",
    "shown",
    "slug_of",
    "walk",
]
