"""CSV by RFC 4180, as ``csv`` of the standard library writes it, with what Excel asks for.

A byte order mark says that it is UTF-8. A cell that a spreadsheet would take for a formula has an apostrophe before it
(OWASP, "CSV Injection").
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from indexer import BEIJING, Found, outlet_name
from search_app.exports.about import About

COLUMNS = (
    "id", "title", "byline", "date", "source", "outlet", "section", "translator", "url", "original_url", "exact",
    "page",
)  # fmt: skip
"""``date`` is Beijing time, ``byline`` names with semicolons between them, ``exact`` true or false, ``page`` here."""

HEAD_ROWS = 13
"""Lines before the row with the columns' names, one for each of ``About.rows``: what ``skiprows`` of pandas takes."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_pieces(about: About, found: Iterable[Found]) -> Iterator[str]:
    """The file: 13 lines on what it is about, the names of the columns, an article a row."""
    head = [(f"# {label}", value) for label, value in about.rows()]
    yield "\ufeff" + "".join(map(_row, [*head, COLUMNS]))
    for one in found:
        yield _row(_cells(about, one))


def _cells(about: About, found: Found) -> Sequence[str]:
    article = found.article
    # No offset, and a time even at midnight: spreadsheets and pandas read a column only in one form.
    local = article.date.astimezone(BEIJING).replace(tzinfo=None) if article.date else None
    return (
        article.id,
        article.title,
        "; ".join(article.byline),
        local.isoformat(" ", "seconds") if local else "",
        article.source,
        outlet_name(article.source),
        article.section,
        article.translator,
        article.url,
        article.original_url,
        "true" if found.exact else "false",
        about.page(article.id),
    )


def _row(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([harmless(cell) for cell in cells])
    return text.getvalue()


def harmless(cell: str) -> str:
    """The cell, with an apostrophe where a spreadsheet would reckon."""
    # csv can't write NUL so that csv reads it.
    cell = cell.replace("\0", "")
    return "'" + cell if cell.startswith(_FORMULA) else cell
