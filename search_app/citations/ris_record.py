"""RIS, as "RIS Format Specifications" (Research Information Systems, 2011) tells: a tag of two characters, two spaces,
a hyphen and a space on every line, lines that end with CR LF, a record from TY to ER.

NEWS is the type for every outlet: Zotero and EndNote have none for sites with news. T2 rather than JO names the outlet,
because Zotero takes JO for an abbreviation; A4 is the translator, Y2 the day of access, DP and DB where it was found,
AN its id there.
"""

from collections.abc import Iterator
from datetime import date

from indexer import Article
from search_app.citations.facts import LANGUAGE, address, authors, day, line, outlet, slashed, translators

CATALOGUE = "文海"


def ris(article: Article, accessed: date) -> str:
    """The record of that article."""
    fields = ((tag, line(value)) for tag, value in _fields(article, accessed))
    return "".join(f"{tag}  - {value}\r\n" for tag, value in fields if value) + "ER  - \r\n"


def _fields(article: Article, accessed: date) -> Iterator[tuple[str, str]]:
    published, url, original = day(article.date), address(article.url), address(article.original_url)
    yield "TY", "NEWS"
    for name in authors(article):
        yield "AU", name.sortable
    yield "TI", article.title
    yield "T2", outlet(article)
    for name in translators(article):
        yield "A4", name.sortable
    if published:
        yield "PY", f"{published.year:04}"
        yield "DA", slashed(published) + "/"
    yield "SE", article.section
    yield "UR", url
    if url:
        yield "Y2", slashed(accessed) + "/"
    yield "LA", LANGUAGE
    yield "DB", CATALOGUE
    yield "AN", article.id
    if original:
        yield "N1", f"原文：{original}"
