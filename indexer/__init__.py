"""Wenhai 文海: full-text search over an archive of Chinese news articles."""

from indexer.analysis import Script, convert, fold, script_of
from indexer.archive import Limits, Rejection, canonical_url, outlet_name, read_archive
from indexer.article import BEIJING, Article, Picture
from indexer.budget import time_limit
from indexer.checking import Checked, check
from indexer.duplicates import Piece, difference
from indexer.engine import (
    Author,
    Count,
    Filters,
    Found,
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
    ArchiveShrunk,
    ArchiveUnknown,
    ArticleNotFound,
    AuthorNotFound,
    BadParameter,
    EngineAway,
    EngineMissing,
    IndexDamaged,
    IndexLocked,
    IndexMismatch,
    IndexMissing,
    LexiconInvalid,
    ReindexFailed,
    SearchTooDear,
    WenhaiError,
)
from indexer.location import open_index
from indexer.messages import translated
from indexer.plain import article_as_json, author_as_json, neighbours_as_json, results_as_json
from indexer.query import Added, QueryKind
from indexer.query.dates import parse_day
from indexer.reindex import KnownArchive, Report, known_archives, reindex
from indexer.snippet import Marker, Marks, Snippet
from indexer.watching import watch

__all__ = [
    "BEIJING", "Added", "ArchiveMissing", "ArchiveShrunk", "ArchiveUnknown", "Article", "ArticleNotFound", "Author",
    "AuthorNotFound", "BadParameter", "Checked", "Count", "EngineAway", "EngineMissing", "Filters", "Found", "Hit",
    "Index", "IndexDamaged", "IndexLocked", "IndexMismatch", "IndexMissing", "KnownArchive", "LexiconInvalid",
    "Limits", "Marker", "Marks", "Meant", "Neighbours", "Picture", "Piece", "QueryKind", "Reference",
    "ReindexFailed", "Rejection", "Report", "Results", "Script", "SearchTooDear", "Snippet", "Status", "Suggestion",
    "Understood", "WenhaiError", "article_as_json", "author_as_json", "canonical_url", "check", "convert",
    "difference", "fold", "known_archives", "neighbours_as_json", "open_index", "outlet_name", "parse_day",
    "read_archive", "reindex", "results_as_json", "script_of", "time_limit", "translated", "watch",
]  # fmt: skip
