"""What a reader has chosen about the pages: language, theme, script of the articles, density. Kept in one cookie."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Flask, g, redirect, request
from flask_babel import Babel, get_translations
from werkzeug.wrappers import Response

COOKIE = "wenhai"
_YEAR = 365 * 24 * 3600
_LOCALES = {"zh-Hans": "zh_Hans", "zh-Hant": "zh_Hant", "en": "en"}
# Regions whose script goes without saying, before the language that they are of.
_BROWSERS = {
    "zh-hant": "zh-Hant", "zh-hans": "zh-Hans", "zh-tw": "zh-Hant", "zh-hk": "zh-Hant", "zh-mo": "zh-Hant",
    "zh": "zh-Hans", "en": "en",
}  # fmt: skip
_LOCAL = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f]*")

blueprint = Blueprint("preferences", __name__)


@dataclass(frozen=True, slots=True)
class Preferences:
    """How pages are shown. ``script`` is that of articles: as written, or all in one."""

    language: Literal["zh-Hans", "zh-Hant", "en"] = "zh-Hans"
    theme: Literal["system", "light", "dark"] = "system"
    script: Literal["original", "hans", "hant"] = "original"
    density: Literal["comfortable", "compact"] = "comfortable"


CHOICES: dict[str, tuple[str, ...]] = {field.name: get_args(field.type) for field in fields(Preferences)}
"""The values of each preference."""


def current_preferences() -> Preferences:
    """Those of this request: as its address says, else as chosen, else by the browser's languages."""
    found: Preferences | None = g.get("preferences")
    if found is None:
        found = g.preferences = _read()
    return found


@blueprint.post("/settings")
def choose() -> Response:
    """Keep what was chosen, and lead back to the page where it was."""
    kept = {**_kept(), **_valid(request.form)}
    answer = redirect(_here(request.form.get("next", "")), 303)
    answer.set_cookie(COOKIE, urlencode(kept), max_age=_YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


def register(app: Flask) -> None:
    """Make language and preferences known to the application and its templates."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "zh_Hans")
    Babel(app, locale_selector=lambda: _LOCALES[current_preferences().language])
    # Flask-Babel's own callables look for the catalogue at each string: 90 strings of a page took 1.7 ms of 8.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: _catalogue().ugettext(text),
        lambda one, many, n: _catalogue().ungettext(one, many, n),
        newstyle=True,
    )
    app.register_blueprint(blueprint)
    app.context_processor(lambda: {"preferences": current_preferences(), "language": current_preferences().language})


def _catalogue() -> Any:
    if "catalogue" not in g:
        g.catalogue = get_translations()
    return g.catalogue


def _read() -> Preferences:
    return Preferences(**{"language": _of_browser(), **_kept(), **_valid(request.args)})


def _kept() -> dict[str, Any]:
    try:
        return _valid(dict(parse_qsl(request.cookies.get(COOKIE, ""), max_num_fields=len(CHOICES))))
    except ValueError:  # more fields than that: no cookie of ours
        return {}


def _valid(given: Mapping[str, str]) -> dict[str, Any]:
    return {name: given[name] for name, values in CHOICES.items() if given.get(name) in values}


def _of_browser() -> str:
    for tag, _ in request.accept_languages:
        for prefix, language in _BROWSERS.items():
            if f"{tag}-".casefold().startswith(f"{prefix}-"):
                return language
    return "zh-Hans"


def _here(address: str) -> str:
    """The address, if it is one of these pages, without preferences in it, which would overrule what was chosen."""
    path, _, query = (address if _LOCAL.fullmatch(address) else "/").partition("?")
    kept = [pair for pair in query.split("&") if pair.partition("=")[0] not in CHOICES]
    return path + ("?" + "&".join(kept) if any(kept) else "")
