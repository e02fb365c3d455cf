"""Any result set as a file: CSV, JSON Lines, BibTeX, RIS.

Each writer takes what the export is about and the articles found, and gives pieces of text, the first one before it
asks for an article, so that a file of any length begins at once and takes no memory. What it is about stands at the
head of every file, in Chinese in every language of the interface: one search gives everybody one and the same file.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from indexer import Found
from search_app.exports.about import About
from search_app.exports.bibliography import bibtex_pieces, ris_pieces
from search_app.exports.csv_table import COLUMNS, HEAD_ROWS, csv_pieces
from search_app.exports.json_lines import jsonl_pieces

Writer = Callable[[About, Iterable[Found]], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: what readers call it, how its names end, its media type, and who writes it."""

    name: str
    ending: str
    media_type: str
    write: Writer


FORMATS: dict[str, Format] = {
    one.ending: one
    for one in (
        Format("CSV", "csv", "text/csv; charset=utf-8; header=present", csv_pieces),
        Format("JSON Lines", "jsonl", "application/jsonl; charset=utf-8", jsonl_pieces),
        Format("BibTeX", "bib", "application/x-bibtex; charset=utf-8", bibtex_pieces),
        Format("RIS", "ris", "application/x-research-info-systems; charset=utf-8", ris_pieces),
    )
}
"""By the ending of the name. RFC 4180 registers the type of CSV; the others are those that programs go by."""

__all__ = ["COLUMNS", "FORMATS", "HEAD_ROWS", "About", "Format", "csv_pieces", "jsonl_pieces"]
