"""Meta elements for the page of an article.

The names ``citation_*`` are those of Highwire Press, as "Inclusion Guidelines for Webmasters" of Google Scholar lists
them; ``DC.*`` those of DCMI, "Expressing Dublin Core metadata using HTML/XHTML meta and link
elements" (2008); ``og:*`` and ``article:*`` those of ogp.me. Zotero's Embedded Metadata translator reads all three; by
``DC.type`` it takes the page for an article of a newspaper, not of a journal.
"""

from collections.abc import Iterator
from typing import Literal

from indexer import Article
from search_app.citations.facts import LANGUAGE, address, authors, day, line, outlet, slashed, translators
from search_app.citations.names import Name

Tag = tuple[Literal["name", "property"], str, str]
"""The attribute that says what it is, its value, and the content."""


def meta_tags(article: Article) -> tuple[Tag, ...]:
    """What ``<meta>`` elements say of that article; none of them is empty."""
    return tuple(tag for tag in _tags(article) if tag[2])


def _tags(article: Article) -> Iterator[Tag]:
    title, site, url, published = line(article.title), outlet(article), address(article.url), day(article.date)
    names = authors(article)
    yield "name", "citation_title", title
    for name in names:
        yield "name", "citation_author", _author(name)
    yield "name", "citation_publication_date", slashed(published) if published else ""
    yield "name", "citation_journal_title", site
    yield "name", "citation_public_url", url
    yield "name", "citation_language", LANGUAGE
    yield "name", "DC.type", "newspaperArticle"
    yield "name", "DC.title", title
    for name in names:
        yield "name", "DC.creator", name.sortable
    for name in translators(article):
        yield "name", "DC.contributor", name.sortable
    yield "name", "DC.publisher", site
    yield "name", "DC.date", published.isoformat() if published else ""
    yield "name", "DC.identifier", url
    yield "name", "DC.language", LANGUAGE
    yield "property", "og:type", "article"
    yield "property", "og:title", title
    yield "property", "article:published_time", article.date.isoformat() if article.date else ""
    yield "property", "article:section", line(article.section)


def _author(name: Name) -> str:
    # Zotero takes a comma with spaces on either side of it within the names for one between two authors.
    return name.whole if " " in name.family and " " in name.given else name.sortable
