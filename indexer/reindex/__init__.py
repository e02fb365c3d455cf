"""Archive to a new generation of the index: all of it, or only what changed."""

from indexer.reindex.report import Report
from indexer.reindex.run import reindex

__all__ = ["Report", "reindex"]
