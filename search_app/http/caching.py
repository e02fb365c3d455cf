"""What browsers and programs may keep: pages until the index changes, static files for good, errors not at all.

A page or an answer carries a weak ETag (RFC 9110, 8.8.3) that follows from all that it is made of: the generation of
the index, this program, the address, and for pages the reader's preferences and the day. All processes that serve one
index give the same, and know it before anything is searched: a reload of what has not changed costs nothing but that.
Weak, because the time that a search took differs from answer to answer, and because one ETag stands for every
compression of it.
"""

import hashlib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response, current_app, g, request

from indexer import BEIJING, WenhaiError
from search_app.http.audience import PROBES, for_programs
from search_app.http.preferences import current_preferences
from search_app.index import current_index
from search_app.version import fingerprint

_YEAR = "public, max-age=31536000, immutable"
_SAFE = ("GET", "HEAD")


def answer_unchanged() -> Response | None:
    """Before the view: 304 where what the browser has is still the answer."""
    if request.method not in _SAFE or request.endpoint in (None, "static") or current_app.debug:
        return None
    if request.path in PROBES:  # whether this process lives is no matter of an index, least of one that hangs
        return None
    g.etag = etag = _etag()
    # A star asks whether there is anything at all, which only the view knows.
    known = request.if_none_match
    return Response(status=304) if not known.star_tag and known.contains_weak(etag) else None


def label(response: Response) -> Response:
    """After the view: say how long the answer holds."""
    if request.endpoint == "static":
        _label_static(response)
    elif _lasting(response):
        response.headers.setdefault("Cache-Control", "no-cache" if for_programs() else "private, no-cache")
        response.set_etag(g.etag, weak=True)
        response.vary.update(
            ("Accept-Encoding",) if for_programs() else ("Cookie", "Accept-Language", "Accept-Encoding")
        )
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _lasting(response: Response) -> bool:
    """Not an error, nor a stream, which has the time in it and may break off, nor what a view wants kept by nobody."""
    kept = "no-store" not in response.headers.get("Cache-Control", "")
    return "etag" in g and response.status_code in (200, 304) and not response.is_streamed and kept


def _label_static(response: Response) -> None:
    file = (request.view_args or {}).get("filename", "")
    if response.status_code in (200, 206, 304):
        current = request.args.get("v") == _file_version(current_app.static_folder or "", file)
        response.headers["Cache-Control"] = _YEAR if current and not current_app.debug else "no-cache"
    else:
        response.headers["Cache-Control"] = "no-store"


def _etag() -> str:
    try:
        status = current_index().status()
        # Generations are numbered: an index that is made anew from nothing begins at the first once more.
        index = f"{status.generation} {status.built.isoformat()}"
    except WenhaiError:
        # Whatever still answers 200 then, answers without the index.
        index = ""
    made_of = [index, fingerprint(), request.url]
    if not for_programs():
        # Citations tell the day of access.
        made_of += [repr(current_preferences()), datetime.now(BEIJING).date().isoformat()]
    return hashlib.blake2b("\n".join(made_of).encode("utf-8", "replace"), digest_size=8).hexdigest()


def add_version(endpoint: str, values: dict[str, Any]) -> None:
    """Name static files by their content: ``url_for`` adds ``v``, so that a browser may keep each for good."""
    if endpoint == "static" and "filename" in values and "v" not in values:
        version = _file_version(current_app.static_folder or "", values["filename"])
        if version:
            values["v"] = version


@cache
def _file_version(folder: str, name: str) -> str:
    try:
        return hashlib.blake2b((Path(folder) / name).read_bytes(), digest_size=6).hexdigest()
    except OSError:
        return ""
