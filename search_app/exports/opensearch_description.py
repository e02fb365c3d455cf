"""OpenSearch: what a browser needs to offer this archive as a search engine."""

import xml.etree.ElementTree as ET

MEDIA_TYPE = "application/opensearchdescription+xml"
SUGGESTIONS = "application/x-suggestions+json"
"""OpenSearch Suggestions 1.0: an array of what was typed and an array of what may be meant."""


def description(home: str, sentence: str) -> str:
    """The document by OpenSearch 1.1, draft 6 ("The OpenSearch description document"), with ``sentence`` in it;
    ``home`` is the address under which everything lies, with a slash at its end. A parameter in a template that ends
    with a question mark may be left empty."""
    root = ET.Element("OpenSearchDescription", {"xmlns": "http://a9.com/-/spec/opensearch/1.1/"})
    for name, text in (
        ("ShortName", "文海"),
        ("LongName", "文海 Wenhai"),
        ("Description", sentence),
        ("InputEncoding", "UTF-8"),
        ("OutputEncoding", "UTF-8"),
    ):
        ET.SubElement(root, name).text = text
    ET.SubElement(root, "Image", {"type": "image/svg+xml"}).text = f"{home}static/icon.svg"
    for media_type, rel, template in (
        ("text/html", "results", f"{home}?q={{searchTerms}}&page={{startPage?}}"),
        ("application/atom+xml", "results", f"{home}feed.atom?q={{searchTerms}}"),
        (SUGGESTIONS, "suggestions", f"{home}suggest.json?q={{searchTerms}}"),
        (MEDIA_TYPE, "self", f"{home}opensearch.xml"),
    ):
        ET.SubElement(root, "Url", {"type": media_type, "rel": rel, "template": template})
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
