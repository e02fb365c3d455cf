"""Leaving with the data: exports, citations as files, feeds, and the archive as a search engine of the browser.

What is sent out holds absolute addresses. They begin with ``request.host_url``: a proxy must pass on ``Host`` as the
reader's browser sent it, and say ``X-Forwarded-Proto: https`` where it speaks TLS. Gunicorn heeds the latter from
127.0.0.1; if the proxy is on another machine, name it in ``FORWARDED_ALLOW_IPS``.

``WENHAI_EXPORTS``, in ``config`` or else in the environment, says how many exports a process sends at once (4): each
holds a thread for as long as its reader takes, and pages need the others. One more is answered with 503.
"""

import re
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from urllib.parse import quote

from flask import Blueprint, Flask, Response, current_app, request
from flask_babel import gettext as _
from werkzeug.exceptions import ServiceUnavailable

from indexer import BEIJING, Index, Results
from search_app import feed, opensearch
from search_app.citing import bibtex, ris
from search_app.citing.bibtex import key
from search_app.export import FORMATS, About
from search_app.finding import find, page_order
from search_app.index import current_index
from search_app.parameters import Parameters, Sort, read_parameters, read_query
from search_app.program import release
from search_app.watching import searched

blueprint = Blueprint("leaving", __name__)

_CITED = {"bib": bibtex, "ris": ris}
_FEED_ENTRIES = 30
_LONGEST_NAME = 40
_LATER = 30
"""Seconds: an export of everything takes 6."""
_CHUNK = 32_768
"""Characters of an export that are sent at once: for each row by itself, sending takes longer than writing."""


def register(app: Flask, at_once: int) -> None:
    """The addresses, and turns for so many exports."""
    app.extensions["wenhai.exports"] = threading.BoundedSemaphore(at_once)
    app.register_blueprint(blueprint)


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
        asked.q, limit=0, sort=sort, filters=asked.filters, snippets=False, expand=asked.also, without=asked.without
    )
    searched(asked, results)
    about = _about(index, asked, sort, results)
    found = index.every(asked.q, sort=sort, filters=asked.filters, expand=asked.also, without=asked.without)
    form = FORMATS[ending]
    response = _in_turn(streamed(form.write(about, found), form.media_type))
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


@blueprint.get("/feed.atom")
def atom() -> Response:
    """The newest articles that a search finds, versions of one article as one entry unless ``collapse=0``."""
    asked = read_parameters(request.args).changed(size=_FEED_ENTRIES, sort="newest")
    index = current_index()
    results = find(index, asked, collapse=True, facets=())
    search = asked.changed(size=10, sort="relevance", chart="count").query_string()
    words = " ".join((asked.q.strip(), *(value for name, value in _filters(asked)))).strip()
    about = feed.Feed(search, f"文海：{words or '最近文章'}", index.status().built, request.host_url)
    return Response(feed.atom(about, results.hits), content_type=f"{feed.MEDIA_TYPE}; charset=utf-8")


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


def streamed(pieces: Iterable[str], content_type: str) -> Response:
    """An answer that is sent while it is made. An error in ``pieces`` breaks off the connection: under HTTP/1.1 the
    last chunk is then missing, which every client reports. Nothing in ``pieces`` may ask for the request."""
    return Response(_chunks(pieces), content_type=content_type)


def today() -> date:
    """The day in Beijing."""
    return datetime.now(BEIJING).date()


def disposition(query: str, day: date, ending: str) -> str:
    """The header that gives an export its name, ``wenhai-布林肯-北京-2026-11-24.csv``: in full for who reads RFC 6266
    (4.3, with the encoding of RFC 8187), without the query for others."""
    words = "-".join(re.findall(r"\w+", query))[:_LONGEST_NAME].strip("-_")
    full = "-".join(part for part in ("wenhai", words, day.isoformat()) if part)
    return (
        f'attachment; filename="wenhai-{day.isoformat()}.{ending}"; '
        f"filename*=UTF-8''{quote(f'{full}.{ending}', safe='-._~', errors='replace')}"
    )


def _in_turn(response: Response) -> Response:
    """The answer, with a turn that it gives back; raises ServiceUnavailable while there is none."""
    turns: threading.BoundedSemaphore = current_app.extensions["wenhai.exports"]
    if not turns.acquire(blocking=False):
        raise ServiceUnavailable(retry_after=_LATER)
    # Once, whether it is sent, breaks off, or never begins.
    give_back = weakref.finalize(response, turns.release)
    response.response = _with_end(response.iter_encoded(), give_back)
    response.call_on_close(give_back)
    return response


def _with_end(pieces: Iterable[bytes], end: Callable[[], object]) -> Iterator[bytes]:
    try:
        yield from pieces
    finally:
        end()


def _chunks(pieces: Iterable[str]) -> Iterator[bytes]:
    """The pieces as bytes, the first one at once, the others gathered."""
    held: list[str] = []
    length = _CHUNK
    for piece in pieces:
        held.append(piece)
        length += len(piece)
        if length >= _CHUNK:
            yield "".join(held).encode("utf-8", "replace")
            held, length = [], 0
    if held:
        yield "".join(held).encode("utf-8", "replace")


def _about(index: Index, asked: Parameters, sort: Sort, results: Results) -> About:
    status = index.status()
    search = asked.changed(collapse=None, chart="count").query_string()
    return About(
        query=asked.q,
        understood=results.understood.query,
        filters=_filters(asked),
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


def _filters(asked: Parameters) -> tuple[tuple[str, str], ...]:
    values = (
        ("author", asked.author),
        ("translator", asked.translator),
        ("source", asked.source),
        ("section", asked.section),
        ("from", asked.first.isoformat() if asked.first else ""),
        ("to", asked.last.isoformat() if asked.last else ""),
    )
    return tuple((name, value) for name, value in values if value)
