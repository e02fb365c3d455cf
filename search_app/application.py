"""Puts the application together."""

from collections.abc import Mapping
from threading import BoundedSemaphore
from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from search_app import middleware
from search_app.index import IndexHolder
from search_app.presentation import render
from search_app.settings import read_settings
from search_app.telemetry.log_filter import ESCAPING
from search_app.views import BLUEPRINTS


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
    app.extensions["wenhai"] = IndexHolder(settings.index)
    app.extensions["wenhai.exports"] = BoundedSemaphore(settings.exports)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.logger.addFilter(ESCAPING)
    render.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    middleware.install(app, settings)
    return app
