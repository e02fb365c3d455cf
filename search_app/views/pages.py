"""The pages that readers see. They need no script: one form, and links."""

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from indexer import Filters
from search_app import charts
from search_app.http.parameters import SORTS, Parameters, read_parameters
from search_app.index import current_index
from search_app.presentation import facets as facet_links
from search_app.presentation.corpus_overview import overview
from search_app.presentation.paging import paging
from search_app.search_service import FACETS, find, page_order

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def search() -> str:
    """The form and what it found; without a query, the newest articles."""
    asked = read_parameters(request.args)
    index = current_index()
    results = find(index, asked, page_order(asked), collapse=True, facets=(*FACETS, charts.FACET))
    understood, searched = results.understood, bool(asked.q.strip())
    return render_template(
        "search.html",
        asked=asked,
        searched=searched,
        title=_title(asked),
        results=results,
        overview=overview(index),
        histogram=charts.timeline(index, asked, results) if searched or asked.filtered else None,
        sorts=_sorts(asked),
        groups=facet_links.facet_groups(asked, results.facets),
        chosen=facet_links.chosen(asked),
        widest=facet_links.without_filters(asked),
        added=facet_links.added(asked, understood.also),
        as_typed=asked.changed(expand=False, without=()).query_string(),
        expanded=asked.changed(expand=True, without=()).query_string() if asked.without or not asked.expand else "",
        meant=[(one, asked.changed(q=one.query).query_string()) for one in understood.meant],
        unfolded=asked.changed(collapse=False).query_string(),
        folded=asked.changed(collapse=None).query_string() if asked.collapse is False else "",
        unquoted=_unquoted(asked),
        paging=paging(asked, results.entries),
    )


@blueprint.get("/authors/<path:name>")
def author(name: str) -> str:
    """One author: names in every form, outlets, and articles by year."""
    index = current_index()
    found = index.author(name)
    asked = Parameters(filters=Filters(author=found.names[0]), sort="newest")
    results = find(index, asked, facets=(*FACETS, charts.FACET))
    facets = {name: results.facets[name] for name in FACETS if name not in ("author", "translator")}
    return render_template(
        "author.html",
        author=found,
        asked=asked,
        results=results,
        histogram=charts.timeline(index, asked, results),
        groups=facet_links.facet_groups(asked, facets),
        everything=asked.query_string(),
    )


def _title(asked: Parameters) -> str:
    return " – ".join(
        [*filter(None, [asked.q.strip()]), *(link.label for link in facet_links.chosen(asked)), _("文海")]
    )


def _sorts(asked: Parameters) -> list[facet_links.Link]:
    """The ways to sort; nothing is more relevant where nothing is searched for."""
    return [
        facet_links.Link(str(label), asked.changed(sort=sort).query_string(), chosen=sort == page_order(asked))
        for sort, label in SORTS.items()
        if sort != "relevance" or asked.q.strip()
    ]


def _unquoted(asked: Parameters) -> str:
    plain = asked.q.translate(dict.fromkeys(map(ord, '"“”「」『』'), " ")).strip()
    return asked.changed(q=plain).query_string() if plain and plain != asked.q.strip() else ""
