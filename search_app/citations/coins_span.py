"""COinS: an OpenURL in the title of an empty span, for reference managers that read pages.

"COinS: A Convention to Embed Bibliographic Metadata in HTML" (ocoins.info, 1.0), over the context object in keys and
encoded values (KEV) of ANSI/NISO Z39.88-2004, with the format ``info:ofi/fmt:kev:mtx:dc``: those for journals know no
newspapers, and Zotero reads ``rft.type`` and ``rft.source`` in this one.
"""

from urllib.parse import quote, urlencode

from search_app.citations.facts import LANGUAGE, Citable, address, authors, day, line, outlet


def coins(article: Citable) -> str:
    """The ``title`` of ``<span class="Z3988" title="…"></span>``, to be escaped for HTML as every attribute is."""
    published = day(article.date)
    fields = [
        ("url_ver", "Z39.88-2004"),
        ("ctx_ver", "Z39.88-2004"),
        ("rfr_id", "info:sid/wenhai"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
        ("rft.type", "newspaperArticle"),
        ("rft.title", line(article.title)),
        ("rft.source", outlet(article)),
        *(("rft.au", name.sortable) for name in authors(article)),
        ("rft.date", published.isoformat() if published else ""),
        ("rft.identifier", address(article.url)),
        ("rft.language", LANGUAGE),
    ]
    return urlencode([(key, value) for key, value in fields if value], quote_via=quote)
