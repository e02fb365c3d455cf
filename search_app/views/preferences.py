"""Keeps what a reader chose about the pages in a cookie."""

import re
from urllib.parse import urlencode

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from search_app.http.preferences import CHOICES, COOKIE, chosen, valid

_YEAR = 365 * 24 * 3600
_LOCAL = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f]*")

blueprint = Blueprint("preferences", __name__)


@blueprint.post("/settings")
def choose() -> Response:
    """Keep what was chosen, and lead back to the page where it was."""
    kept = {**chosen(), **valid(request.form)}
    answer = redirect(_here(request.form.get("next", "")), 303)
    answer.set_cookie(COOKIE, urlencode(kept), max_age=_YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


def _here(address: str) -> str:
    """The address, if it is one of these pages, without preferences in it, which would overrule what was chosen."""
    path, _, query = (address if _LOCAL.fullmatch(address) else "/").partition("?")
    kept = [pair for pair in query.split("&") if pair.partition("=")[0] not in CHOICES]
    return path + ("?" + "&".join(kept) if any(kept) else "")
