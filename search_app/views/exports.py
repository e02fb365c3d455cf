"""Exports of everything that a search finds, and citations of one article, as files.

What is sent out holds absolute addresses. They begin with ``request.host_url``: a proxy must pass on ``Host`` as the
reader's browser sent it, and say ``X-Forwarded-Proto: https`` where it speaks TLS. Gunicorn heeds the latter from
127.0.0.1; if the proxy is on another machine, name it in ``FORWARDED_ALLOW_IPS``.

``WENHAI_EXPORTS``, in ``config`` or else in the environment, says how many exports a process sends at once (4): each
holds a thread for as long as its reader takes, and pages need the others. One more is answered with 503.
"""

from flask import Blueprint, Response, request

from indexer import Index, Results, as_arguments
from search_app.citations import bibtex, ris, today
from search_app.citations.bibtex_record import key
from search_app.exports import FORMATS, About
from search_app.http.parameters import Parameters, Sort, read_parameters
from search_app.http.streaming import disposition, in_turn, streamed
from search_app.index import current_index
from search_app.search_service import page_order
from search_app.telemetry import note_search
from search_app.version import release

blueprint = Blueprint("exports", __name__)

_CITED = {"bib": bibtex, "ris": ris}


@blueprint.get("/export.<any(csv, jsonl, bib, ris):ending>")
def export(ending: str) -> Response:
    """All that a search finds, as a file; the arguments are those of the page, but for ``page`` and ``size``.

    The answer is of one generation of the index, the one at the time of the request, however long it takes. A file that
    breaks off, because the program fails or the connection does, can be told by the count that stands at its head, and
    by its transfer, which never ends as that of a whole one does.
    """
    asked = read_parameters(request.args).changed(size=10)
    index, sort = current_index(), page_order(asked)
    results = index.search(
        asked.q, limit=0, sort=sort, filters=asked.filters, snippets=False, expand=asked.expand, without=asked.without
    )
    note_search(asked, results)
    about = _about(index, asked, sort, results)
    found = index.every(asked.q, sort=sort, filters=asked.filters, expand=asked.expand, without=asked.without)
    form = FORMATS[ending]
    response = in_turn(streamed(form.write(about, found), form.media_type))
    response.headers["Content-Disposition"] = disposition(asked.q, about.exported, ending)
    response.headers["X-Wenhai-Total"] = str(about.total)
    response.headers["X-Wenhai-Generation"] = about.generation
    return response


@blueprint.get("/articles/<id>/cite.<any(bib, ris):ending>")
def cite(id: str, ending: str) -> Response:
    """The record of one article, for a reference manager."""
    article = current_index().get(id)
    response = Response(_CITED[ending](article, today()), content_type=FORMATS[ending].media_type)
    response.headers.set("Content-Disposition", "attachment", filename=f"{key(article)}.{ending}")
    return response


def _about(index: Index, asked: Parameters, sort: Sort, results: Results) -> About:
    status = index.status()
    search = asked.changed(collapse=None, chart="count").query_string()
    return About(
        query=asked.q,
        understood=results.understood.query,
        filters=tuple(as_arguments(asked.filters).items()),
        sort=sort,
        total=results.total,
        exact=results.exact,
        also=tuple((added.typed, added.names) for added in results.understood.also),
        without=asked.without,
        generation=status.generation,
        built=status.built,
        exported=today(),
        program=f"Wenhai {release()}".strip(),
        address=request.host_url + (f"?{search}" if search else ""),
        home=request.host_url,
    )
