"""The pages that readers see. They need no script: one form, and links."""

from urllib.parse import parse_qsl

from flask import Blueprint, render_template, request

from indexer import BadParameter, difference
from search_app import narrowing
from search_app.finding import find
from search_app.index import current_index
from search_app.overview import overview
from search_app.paging import paging
from search_app.parameters import SORTS, Parameters, read_parameters, read_query
from search_app.render import linked, paragraphs

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def search() -> str:
    """The form and what it found; without a query, the newest articles."""
    asked = read_parameters(request.args)
    index = current_index()
    searched = bool(asked.q.strip())
    newest_first = asked.sort == "relevance" and not searched
    results = find(index, asked, "newest" if newest_first else None, collapse=True)
    understood = results.understood
    return render_template(
        "search.html",
        asked=asked,
        searched=searched,
        results=results,
        overview=overview(index),
        sorts=SORTS,
        groups=narrowing.facet_groups(asked, results.facets),
        chosen=narrowing.chosen(asked),
        widest=narrowing.without_filters(asked),
        added=narrowing.added(asked, understood.also),
        as_typed=asked.changed(also=False, without=()).query_string(),
        expanded=asked.changed(also=True, without=()).query_string() if asked.without or not asked.also else "",
        meant=[(one, asked.changed(q=one.query).query_string()) for one in understood.meant],
        unfolded=asked.changed(collapse=False).query_string(),
        folded=asked.changed(collapse=None).query_string() if asked.collapse is False else "",
        unquoted=_unquoted(asked),
        paging=paging(asked, results.entries),
    )


@blueprint.get("/articles/<id>")
def article(id: str) -> str:
    """One article, with what the query found in it marked, and the articles near it."""
    query = read_query(request.args)
    index = current_index()
    found, near = index.get(id), index.neighbours(id)
    body = paragraphs(found.body, index.mark(found.body, query), linked(found, near.links))
    return render_template(
        "article.html",
        article=found,
        near=near,
        query=query,
        title_marks=index.mark(found.title, query, "title"),
        body=body,
        first_match=next((number for number, (_, matches) in enumerate(body, 1) if matches), 0),
        captions=[(caption, index.mark(caption, query)) for caption in found.captions],
        back=_back(request.args.get("back", "")),
    )


@blueprint.get("/articles/<id>/against/<other>")
def versions(id: str, other: str) -> str:
    """What differs between two versions of an article: the older one is the first."""
    index = current_index()
    old, new = sorted((index.get(id), index.get(other)), key=lambda one: (one.date is not None, one.date))
    return render_template(
        "versions.html",
        old=old,
        new=new,
        title=difference(old.title, new.title),
        body=difference(old.body, new.body),
    )


@blueprint.get("/authors/<path:name>")
def author(name: str) -> str:
    """One author: names in every form, outlets, and articles by year."""
    index = current_index()
    found = index.author(name)
    asked = Parameters(author=found.names[0], sort="newest")
    results = find(index, asked)
    facets = {"source": results.facets["source"], "year": results.facets["year"]}
    return render_template(
        "author.html",
        author=found,
        asked=asked,
        results=results,
        groups=narrowing.facet_groups(asked, facets),
        everything=asked.query_string(),
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
