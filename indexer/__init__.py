"""Wenhai 文海: full-text search over an archive of Chinese news articles."""

from indexer.analysis import fold
from indexer.archive import Rejection, canonical_url, outlet_name, read_archive
from indexer.article import BEIJING, Article
from indexer.duplicates import Piece, difference
from indexer.engine import (
    Author,
    Count,
    Filters,
    Hit,
    Index,
    Meant,
    Neighbours,
    Reference,
    Results,
    Status,
    Suggestion,
    Understood,
)
from indexer.errors import (
    ArchiveMissing,
    ArticleNotFound,
    AuthorNotFound,
    BadParameter,
    IndexDamaged,
    IndexLocked,
    IndexMismatch,
    IndexMissing,
    LexiconInvalid,
    ReindexFailed,
    WenhaiError,
)
from indexer.location import open_index
from indexer.plain import article_as_json, author_as_json, neighbours_as_json, results_as_json
from indexer.query import Added
from indexer.query.dates import parse_day
from indexer.reindex import Report, reindex
from indexer.snippet import Marks, Snippet

__all__ = [
    "BEIJING", "Added", "ArchiveMissing", "Article", "ArticleNotFound", "Author", "AuthorNotFound", "BadParameter",
    "Count", "Filters", "Hit", "Index", "IndexDamaged", "IndexLocked", "IndexMismatch", "IndexMissing",
    "LexiconInvalid", "Marks", "Meant", "Neighbours", "Piece", "Reference", "ReindexFailed", "Rejection", "Report",
    "Results", "Snippet", "Status", "Suggestion", "Understood", "WenhaiError", "article_as_json", "author_as_json",
    "canonical_url", "difference", "fold", "neighbours_as_json", "open_index", "outlet_name", "parse_day",
    "read_archive", "reindex", "results_as_json",
]  # fmt: skip
