"""An Atom feed of a search: RFC 4287, with the sections named below."""

import uuid
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from indexer import Hit, outlet_name
from search_app.citations.facts import address, line

MEDIA_TYPE = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_IDS = uuid.UUID("6f0c2c86-5b0e-5d0a-9d52-9f4c1c0c7a11")
"""The namespace of our ids (RFC 9562, 5.5): they follow from a search or an article, not from the host, which may
change (RFC 4287, 4.2.6)."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says of itself: the search as a query string, a title, when the index was built, and the address
    under which everything lies, with a slash at its end."""

    search: str
    title: str
    built: datetime
    home: str


def atom(feed: Feed, hits: Sequence[Hit]) -> str:
    """The feed as XML, an entry for each hit in their order; 4.1.1 and 4.1.2 say what it must hold."""
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "zh"})
    query = f"?{feed.search}" if feed.search else ""
    _text(root, "id", _id(f"search?{feed.search}"))
    _text(root, "title", feed.title)
    _text(root, "updated", _moment(max((hit.date for hit in hits if hit.date), default=feed.built)))
    ET.SubElement(root, "link", {"rel": "self", "type": MEDIA_TYPE, "href": f"{feed.home}feed.atom{query}"})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": f"{feed.home}{query}"})
    _text(ET.SubElement(root, "author"), "name", "文海")
    _text(root, "generator", "文海")
    _text(root, "icon", f"{feed.home}static/icon.svg")
    for hit in hits:
        _entry(root, hit, feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _entry(root: ET.Element, hit: Hit, feed: Feed) -> None:
    entry = ET.SubElement(root, "entry")
    _text(entry, "id", _id(f"article:{hit.id}"))
    _text(entry, "title", hit.title or "（无标题）")
    _text(entry, "updated", _moment(hit.date or feed.built))
    if hit.date:
        _text(entry, "published", _moment(hit.date))
    # A byline is often empty; then the outlet is who speaks (4.2.1).
    for name in hit.byline or (outlet_name(hit.source),):
        if line(name):
            _text(ET.SubElement(entry, "author"), "name", name)
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": f"{feed.home}articles/{hit.id}"})
    if original := address(hit.url):
        ET.SubElement(entry, "link", {"rel": "via", "type": "text/html", "href": original})
    if hit.section:
        ET.SubElement(entry, "category", {"term": line(hit.section)})
    if hit.snippet.text:
        _text(entry, "summary", hit.snippet.text)


def _text(parent: ET.Element, name: str, text: str) -> None:
    # Without an attribute the type is plain text (3.1.1.1). XML 1.0 (2.2) has no form for control characters.
    ET.SubElement(parent, name).text = line(text)


def _id(name: str) -> str:
    return uuid.uuid5(_IDS, name).urn


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
