"""Citing an article: as text to copy, as a record for a reference manager, and as data within a page.

Everything here is a pure function of an article and a day of access, and works for an article that lacks a date, a
byline, a title or an address. Days are days in Beijing.
"""

from dataclasses import dataclass
from datetime import date

from indexer import Article
from search_app.citations.apa_style import apa
from search_app.citations.bibtex_record import bibtex
from search_app.citations.coins_span import coins
from search_app.citations.facts import today
from search_app.citations.gbt7714 import gbt
from search_app.citations.meta import meta_tags
from search_app.citations.ris_record import ris
from search_app.citations.runs import Run, plain


@dataclass(frozen=True, slots=True)
class Citations:
    """The four citations of one article. ``apa`` is runs of text, for some of it is italic; the others are text."""

    gbt: str
    apa: tuple[Run, ...]
    bibtex: str
    ris: str


def citations(article: Article, accessed: date) -> Citations:
    """How to cite that article, read on that day in Beijing."""
    return Citations(
        gbt=gbt(article, accessed), apa=apa(article), bibtex=bibtex(article, accessed), ris=ris(article, accessed)
    )


__all__ = ["Citations", "Run", "apa", "bibtex", "citations", "coins", "gbt", "meta_tags", "plain", "ris", "today"]
