"""Puts the application together."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, g
from flask.json.provider import DefaultJSONProvider

from search_app import (
    api,
    api_page,
    budget,
    caching,
    comparing,
    compression,
    errors,
    health,
    leaving,
    pages,
    preferences,
    reading,
    render,
    watching,
)
from search_app.index import IndexHolder
from search_app.settings import read_settings

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src {}; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class _Json(DefaultJSONProvider):
    ensure_ascii = False
    sort_keys = False


def build(config: Mapping[str, Any]) -> Flask:
    """The application; ``create_app`` says more."""
    settings = read_settings(config)
    app = Flask(__name__)
    app.json = _Json(app)
    # An address is written in one way; a redirect from another is an answer that the API does not tell of.
    app.url_map.merge_slashes = False
    app.config.update(config)
    app.config["WENHAI"] = settings
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["wenhai"] = IndexHolder(settings.index)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(reading.blueprint)
    app.register_blueprint(api.blueprint)
    leaving.register(app, settings.exports)
    app.register_blueprint(comparing.blueprint)
    app.register_blueprint(api_page.blueprint)
    app.register_blueprint(health.blueprint)
    preferences.register(app)
    budget.register(app, settings.seconds)
    errors.register(app)
    # Flask calls them in reverse: what is compressed has its headers.
    compression.register(app)
    caching.register(app)
    render.register(app)
    app.after_request(_secured)
    watching.register(app, settings)
    return app


def _secured(response: Response) -> Response:
    # A 304's headers replace those of the page that is kept, and it does not know where that has pictures from.
    if response.status_code != 304:
        response.headers.setdefault("Content-Security-Policy", _POLICY.format(g.get("image_sources", "'self'")))
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response
