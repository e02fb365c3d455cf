"""A search as an Atom feed."""

from flask import Blueprint, Response, request

from indexer import as_arguments
from search_app.exports import feed
from search_app.http.parameters import read_parameters
from search_app.index import current_index
from search_app.search_service import find

_ENTRIES = 30

blueprint = Blueprint("feed", __name__)


@blueprint.get("/feed.atom")
def atom() -> Response:
    """The newest articles that a search finds, versions of one article as one entry unless ``collapse=0``."""
    asked = read_parameters(request.args).changed(size=_ENTRIES, sort="newest")
    index = current_index()
    results = find(index, asked, collapse=True, facets=())
    search = asked.changed(size=10, sort="relevance", chart="count").query_string()
    words = " ".join((asked.q.strip(), *as_arguments(asked.filters).values())).strip()
    about = feed.Feed(search, f"文海：{words or '最近文章'}", index.status().built, request.host_url)
    return Response(feed.atom(about, results.hits), content_type=f"{feed.MEDIA_TYPE}; charset=utf-8")
