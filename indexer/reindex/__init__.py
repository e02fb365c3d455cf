"""Archive to a new generation of the index: all of it, or only what changed."""

from indexer.reindex.catalog import KnownArchive
from indexer.reindex.report import Report
from indexer.reindex.run import known_archives, reindex

__all__ = ["KnownArchive", "Report", "known_archives", "reindex"]
