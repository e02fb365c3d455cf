"""One analysis for index and query: fold a text, then cut it into words."""

from indexer.analysis.fold import fold
from indexer.analysis.words import Cutter, analysis_stamp, cutter

__all__ = ["Cutter", "analysis_stamp", "cutter", "fold"]
