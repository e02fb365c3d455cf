"""The pages of one article: to read it, in its place of a list, and beside another version of it."""

from itertools import count

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from indexer import difference
from search_app.citations import citations, meta_tags, today
from search_app.http.parameters import read_parameters, read_part, read_pictures, read_place
from search_app.index import current_index
from search_app.presentation.figures import as_figures, captioned, image_sources
from search_app.presentation.parts import part_of, part_of_pieces
from search_app.presentation.render import linked, marked, paragraphs
from search_app.presentation.script import language_of, shown
from search_app.search_service import beside

blueprint = Blueprint("articles", __name__)


@blueprint.get("/articles/<id>")
def article(id: str) -> str | Response:
    """One article as a search found it: what was searched for marked, and its place in the list; and what is near."""
    asked, at, loaded = read_parameters(request.args), read_place(request.args), read_pictures(request.args)
    index = current_index()
    found = index.get(id)
    if found.id != id:  # its address of before December 2026
        arguments = request.query_string.decode()
        return redirect(url_for("articles.article", id=found.id) + (f"?{arguments}" if arguments else ""), 301)
    near = index.neighbours(id)
    marker = index.marker(asked.q, expand=asked.expand, without=asked.without)
    numbers = count(1)
    matches, pairs = marker.matches(found.body), captioned(found)
    captions = [caption for _, caption in pairs]
    part = part_of(found.body, captions, marker, matches, read_part(request.args))
    original = found.body[part.start : part.end]
    heading, text = shown(found.title), shown(original)
    title = marked(heading, marker.marks(found.title, "title"), numbers)
    anchors = [(s - part.start, e - part.start, to) for s, e, to in linked(found, near.links)]
    body = paragraphs(text, matches.between(part.start, part.end), anchors, numbers)
    pictures = as_figures(pairs[part.figures], marker, numbers)
    if loaded:
        g.image_sources = image_sources(pictures)
    search = asked.changed().query_string()
    return render_template(
        "article.html",
        article=found,
        near=near,
        query=asked.q,
        title=title,
        body=body,
        figures=pictures,
        loaded=loaded,
        part=part,
        marks=next(numbers) - 1,
        search=search,
        here=_joined(search, f"at={at}" if at else ""),
        beside=beside(index, asked, id, at) if at else None,
        back=asked.changed(page=max(at - 1, 0) // asked.size + 1).query_string(),
        tongue=language_of(found.title + original),
        converted=(heading, text) != (found.title, original),
        tags=meta_tags(found),
        cited=citations(found, today()),
    )


@blueprint.get("/articles/<id>/against/<other>")
def versions(id: str, other: str) -> str:
    """What differs between two versions of an article: the older one is the first."""
    index, wanted = current_index(), read_part(request.args)
    old, new = sorted((index.get(id), index.get(other)), key=lambda one: (one.date is not None, one.date))
    part, body = part_of_pieces(difference(old.body, new.body), wanted)
    return render_template(
        "versions.html",
        old=old,
        new=new,
        title=difference(old.title, new.title),
        body=body,
        part=part,
    )


def _joined(*parts: str) -> str:
    return "&".join(filter(None, parts))
