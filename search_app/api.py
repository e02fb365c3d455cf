"""The same for programs: JSON over HTTP."""

from flask import Blueprint, Response, jsonify, request

from indexer import article_as_json, results_as_json
from search_app.finding import find
from search_app.index import current_index
from search_app.parameters import read_parameters, read_query

blueprint = Blueprint("api", __name__)


@blueprint.get("/api/search")
def search() -> Response:
    """One page of the articles that a query finds."""
    asked = read_parameters(request.args)
    results = find(current_index(), asked)
    return jsonify(results_as_json(asked.q, results, asked.page, asked.size))


@blueprint.get("/api/articles/<id>")
def article(id: str) -> Response:
    """One article, whole."""
    return jsonify(article_as_json(current_index().get(id)))


@blueprint.get("/api/suggest")
def suggest() -> Response:
    """Authors and titles that hold what a reader has typed so far."""
    query = read_query(request.args)
    suggestions = current_index().suggest(query) if query.strip() else ()
    return jsonify({"query": query, "suggestions": list(suggestions)})


@blueprint.get("/healthz")
def healthz() -> Response:
    """Whether there is an index to search, and which."""
    status = current_index().status()
    return jsonify(
        {
            "status": "ok",
            "articles": status.articles,
            "generation": status.generation,
            "built": status.built.isoformat(),
        }
    )
