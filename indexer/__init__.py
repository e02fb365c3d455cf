"""Wenhai 文海: full-text search over an archive of Chinese news articles.

Names are imported when they are first asked for: whoever searches, builds or only prints the help of the program needs
different ones, and all together take 0.3 s.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from indexer.analysis import Script, convert, fold, script_of
    from indexer.archive import Limits, Rejection, canonical_url, is_newspaper, outlet_name, read_archive
    from indexer.article import BEIJING, Article, Picture
    from indexer.budget import time_limit
    from indexer.checking import Checked, check
    from indexer.controls import BIDI_CONTROLS, UNESCAPED_IN_JSON
    from indexer.duplicates import Piece, difference
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
        IndexUnreadable,
        LexiconInvalid,
        ReindexFailed,
        SearchTooExpensive,
        WenhaiError,
    )
    from indexer.filters import (
        FILTER_NAMES,
        FILTERS,
        NAME_FILTERS,
        Filter,
        Filters,
        as_arguments,
        set_filters,
    )
    from indexer.indexing import KnownArchive, Report, known_archives, reindex
    from indexer.location import open_index
    from indexer.matching import Marks, Matches
    from indexer.messages import translated
    from indexer.plain import article_as_json, author_as_json, neighbours_as_json, results_as_json
    from indexer.query import Added, QueryKind
    from indexer.query.dates import parse_day
    from indexer.search.port import (
        Author,
        Count,
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
    from indexer.snippet import Marker, Snippet
    from indexer.watching import watch

_HOMES = {
    "indexer.analysis": "Script convert fold script_of",
    "indexer.archive": "Limits Rejection canonical_url is_newspaper outlet_name read_archive",
    "indexer.article": "BEIJING Article Picture",
    "indexer.budget": "time_limit",
    "indexer.checking": "Checked check",
    "indexer.controls": "BIDI_CONTROLS UNESCAPED_IN_JSON",
    "indexer.duplicates": "Piece difference",
    "indexer.search.port": (
        "Author Count Found Hit Index Meant Neighbours Reference Results Status Suggestion Understood"
    ),
    "indexer.errors": (
        "ArchiveMissing ArchiveShrunk ArchiveUnknown ArticleNotFound AuthorNotFound BadParameter EngineAway "
        "EngineMissing IndexDamaged IndexLocked IndexMismatch IndexMissing IndexUnreadable LexiconInvalid "
        "ReindexFailed SearchTooExpensive WenhaiError"
    ),
    "indexer.filters": "FILTERS FILTER_NAMES NAME_FILTERS Filter Filters as_arguments set_filters",
    "indexer.location": "open_index",
    "indexer.messages": "translated",
    "indexer.plain": "article_as_json author_as_json neighbours_as_json results_as_json",
    "indexer.query": "Added QueryKind",
    "indexer.query.dates": "parse_day",
    "indexer.indexing": "KnownArchive Report known_archives reindex",
    "indexer.matching": "Marks Matches",
    "indexer.snippet": "Marker Snippet",
    "indexer.watching": "watch",
}
"""Where each name comes from, as above."""
_HOME = {name: home for home, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOME[name]), name)
    return found


def __dir__() -> list[str]:
    return __all__


__all__ = [
    "BEIJING",
    "BIDI_CONTROLS",
    "FILTERS",
    "FILTER_NAMES",
    "NAME_FILTERS",
    "UNESCAPED_IN_JSON",
    "Added",
    "ArchiveMissing",
    "ArchiveShrunk",
    "ArchiveUnknown",
    "Article",
    "ArticleNotFound",
    "Author",
    "AuthorNotFound",
    "BadParameter",
    "Checked",
    "Count",
    "EngineAway",
    "EngineMissing",
    "Filter",
    "Filters",
    "Found",
    "Hit",
    "Index",
    "IndexDamaged",
    "IndexLocked",
    "IndexMismatch",
    "IndexMissing",
    "IndexUnreadable",
    "KnownArchive",
    "LexiconInvalid",
    "Limits",
    "Marker",
    "Marks",
    "Matches",
    "Meant",
    "Neighbours",
    "Picture",
    "Piece",
    "QueryKind",
    "Reference",
    "ReindexFailed",
    "Rejection",
    "Report",
    "Results",
    "Script",
    "SearchTooExpensive",
    "Snippet",
    "Status",
    "Suggestion",
    "Understood",
    "WenhaiError",
    "article_as_json",
    "as_arguments",
    "author_as_json",
    "canonical_url",
    "check",
    "convert",
    "difference",
    "fold",
    "is_newspaper",
    "known_archives",
    "neighbours_as_json",
    "open_index",
    "outlet_name",
    "parse_day",
    "read_archive",
    "reindex",
    "results_as_json",
    "script_of",
    "set_filters",
    "time_limit",
    "translated",
    "watch",
]  # fmt: skip
