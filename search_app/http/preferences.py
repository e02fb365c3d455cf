"""What a reader has chosen about the pages: language, theme, script of the articles, density. Kept in one cookie."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args
from urllib.parse import parse_qsl

from flask import Flask, g, request
from flask_babel import Babel, get_translations

COOKIE = "wenhai"
_LOCALES = {"zh-Hans": "zh_Hans", "zh-Hant": "zh_Hant", "en": "en"}
# Regions whose script goes without saying, before the language that they are of.
_BROWSERS = {
    "zh-hant": "zh-Hant", "zh-hans": "zh-Hans", "zh-tw": "zh-Hant", "zh-hk": "zh-Hant", "zh-mo": "zh-Hant",
    "zh": "zh-Hans", "en": "en",
}  # fmt: skip


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


def install(app: Flask) -> None:
    """Make language and preferences known to the application and its templates."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "zh_Hans")
    Babel(app, locale_selector=lambda: _LOCALES[current_preferences().language])
    # Flask-Babel's own callables look for the catalogue at each string: 90 strings of a page took 1.7 ms of 8.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: _catalogue().ugettext(text),
        lambda one, many, n: _catalogue().ungettext(one, many, n),
        newstyle=True,
    )
    app.context_processor(lambda: {"preferences": current_preferences(), "language": current_preferences().language})


def _catalogue() -> Any:
    if "catalogue" not in g:
        g.catalogue = get_translations()
    return g.catalogue


def _read() -> Preferences:
    return Preferences(**{"language": _of_browser(), **chosen(), **valid(request.args)})


def chosen() -> dict[str, Any]:
    """What the reader's cookie says."""
    try:
        return valid(dict(parse_qsl(request.cookies.get(COOKIE, ""), max_num_fields=len(CHOICES))))
    except ValueError:  # more fields than that: no cookie of ours
        return {}


def valid(given: Mapping[str, str]) -> dict[str, Any]:
    """Those of the values that are preferences."""
    return {name: given[name] for name, values in CHOICES.items() if given.get(name) in values}


def _of_browser() -> str:
    for tag, _ in request.accept_languages:
        for prefix, language in _BROWSERS.items():
            if f"{tag}-".casefold().startswith(f"{prefix}-"):
                return language
    return "zh-Hans"
