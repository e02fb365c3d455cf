"""Wenhai 文海: full-text search over an archive of Chinese news articles."""

from indexer.analysis import fold
from indexer.archive import Rejection, canonical_url, outlet_name, read_archive
from indexer.article import BEIJING, Article
from indexer.engine import Count, Filters, Hit, Index, Results, Status, Understood
from indexer.errors import (
    ArchiveMissing,
    ArticleNotFound,
    BadParameter,
    IndexDamaged,
    IndexLocked,
    IndexMismatch,
    IndexMissing,
    ReindexFailed,
    WenhaiError,
)
from indexer.location import open_index
from indexer.plain import article_as_json, mark, results_as_json
from indexer.query.dates import parse_day
from indexer.reindex import Report, reindex
from indexer.snippet import Marks, Snippet

__all__ = [
    "BEIJING", "ArchiveMissing", "Article", "ArticleNotFound", "BadParameter", "Count", "Filters", "Hit", "Index",
    "IndexDamaged", "IndexLocked", "IndexMismatch", "IndexMissing", "Marks", "ReindexFailed", "Rejection", "Report",
    "Results", "Snippet", "Status", "Understood", "WenhaiError", "article_as_json", "canonical_url", "fold", "mark",
    "open_index", "outlet_name", "parse_day", "read_archive", "reindex", "results_as_json",
]  # fmt: skip
