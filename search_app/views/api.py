"""The same for programs: JSON over HTTP."""

from flask import Blueprint, Response, jsonify, request

from indexer import article_as_json, author_as_json, neighbours_as_json, results_as_json
from search_app.http.parameters import read_parameters, read_query
from search_app.http.preferences import current_preferences
from search_app.index import current_index
from search_app.openapi import document
from search_app.search_service import find

blueprint = Blueprint("api", __name__)


@blueprint.get("/api/search")
def search() -> Response:
    """One page of the articles that a query finds."""
    # How a page draws its chart is no matter of the API, which ignores what it doesn't know.
    asked = read_parameters({name: value for name, value in request.args.items() if name != "chart"})
    results = find(current_index(), asked)
    return jsonify(results_as_json(asked.q, results, asked.page, asked.size, current_preferences().language))


@blueprint.get("/api/articles/<id>")
def article(id: str) -> Response:
    """One article, whole."""
    return jsonify(article_as_json(current_index().get(id)))


@blueprint.get("/api/articles/<id>/neighbours")
def neighbours(id: str) -> Response:
    """Its versions, what it cites, what cites it, what is related to it."""
    return jsonify(neighbours_as_json(current_index().neighbours(id)))


@blueprint.get("/api/authors/<path:name>")
def author(name: str) -> Response:
    """One author: names in every form, outlets and years."""
    return jsonify(author_as_json(current_index().author(name)))


@blueprint.get("/api/suggest")
def suggest() -> Response:
    """What a reader may be typing, and of what kind each is."""
    query = read_query(request.args)
    suggestions = current_index().suggest(query) if query.strip() else ()
    return jsonify(
        {"query": query, "suggestions": [one.text for one in suggestions], "kinds": [one.kind for one in suggestions]}
    )


@blueprint.get("/api/openapi.json")
def openapi() -> Response:
    """What of this there is, for programs."""
    return jsonify(document())
