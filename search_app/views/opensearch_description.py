"""The archive as a search engine of the browser."""

from flask import Blueprint, Response, current_app, request
from flask_babel import gettext as _

from search_app.exports import opensearch_description as opensearch
from search_app.http.parameters import read_query
from search_app.index import current_index

blueprint = Blueprint("opensearch_description", __name__)


@blueprint.get("/opensearch.xml")
def description() -> Response:
    """The archive as a search engine of the browser."""
    text = opensearch.description(request.host_url, _("中文新闻全文检索"))
    return Response(text, content_type=f"{opensearch.MEDIA_TYPE}; charset=utf-8")


@blueprint.get("/suggest.json")
def suggest() -> Response:
    """What a reader may be typing, as a browser's search box asks for it."""
    query = read_query(request.args)
    texts = [one.text for one in current_index().suggest(query)] if query.strip() else []
    return Response(current_app.json.dumps([query, texts]), content_type=opensearch.SUGGESTIONS)
