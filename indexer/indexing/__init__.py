"""Archive to a new generation of the index: all of it, or only what changed."""

from indexer.indexing.catalog import KnownArchive
from indexer.indexing.report import Report
from indexer.indexing.run import known_archives, reindex

__all__ = ["KnownArchive", "Report", "known_archives", "reindex"]
