"""The pages that readers see. They need no script: one form, and links."""

from urllib.parse import parse_qsl

from flask import Blueprint, render_template, request

from indexer import BadParameter, mark
from search_app import narrowing
from search_app.finding import find
from search_app.index import current_index
from search_app.overview import overview
from search_app.paging import paging
from search_app.parameters import SORTS, Parameters, read_parameters, read_query
from search_app.render import paragraphs

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def search() -> str:
    """The form and what it found; without a query, the newest articles."""
    asked = read_parameters(request.args)
    index = current_index()
    searched = bool(asked.q.strip())
    newest_first = asked.sort == "relevance" and not searched
    results = find(index, asked, "newest" if newest_first else None)
    facets = {name: [(count.value, count.count) for count in counts] for name, counts in results.facets.items()}
    return render_template(
        "search.html",
        asked=asked,
        searched=searched,
        results=results,
        overview=overview(index),
        sorts=SORTS,
        groups=narrowing.facet_groups(asked, facets),
        chosen=narrowing.chosen(asked),
        widest=narrowing.without_filters(asked),
        unquoted=_unquoted(asked),
        paging=paging(asked, results.total),
    )


@blueprint.get("/articles/<id>")
def article(id: str) -> str:
    """One article, with what the query found in it marked."""
    query = read_query(request.args)
    found = current_index().get(id)
    body = paragraphs(found.body, mark(found.body, query, "body"))
    return render_template(
        "article.html",
        article=found,
        query=query,
        title_marks=mark(found.title, query, "title"),
        body=body,
        first_match=next((number for number, (_, matches) in enumerate(body, 1) if matches), 0),
        captions=[(caption, mark(caption, query, "body")) for caption in found.captions],
        back=_back(request.args.get("back", "")),
    )


def _back(text: str) -> str | None:
    """The search to go back to as a query string of our own making, so that it can lead nowhere else."""
    if not text:
        return None
    try:
        return read_parameters(dict(parse_qsl(text.lstrip("?"), max_num_fields=30))).query_string()
    except (BadParameter, ValueError):
        return None


def _unquoted(asked: Parameters) -> str:
    plain = asked.q.translate(dict.fromkeys(map(ord, '"“”「」『』'), " ")).strip()
    return asked.changed(q=plain).query_string() if plain and plain != asked.q.strip() else ""
