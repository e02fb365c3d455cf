"""How much one request may take of this program.

The setting ``WENHAI_SECONDS`` (2) is the processor time in seconds that one request may search and mark in: then it is
answered with 400 and a sentence. The dearest page of a reader that is known takes 0.7 (five terms compared, in a
process that has just begun). Exports search in that time, too, but are then sent for as long as it takes.
"""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

from indexer import time_limit

_LARGEST_BODY = 131_072
"""Bytes of what is posted, settings and the address of the page where they were chosen: what ``worker`` lets through,
for other servers."""

_Application = Callable[[Any, Any], Iterable[bytes]]


def register(app: Flask, seconds: float) -> None:
    """Hold every request to them."""
    # Flask has the key from the beginning.
    if app.config["MAX_CONTENT_LENGTH"] is None:
        app.config["MAX_CONTENT_LENGTH"] = _LARGEST_BODY
    app.wsgi_app = _timed(app.wsgi_app, seconds)  # type: ignore[method-assign]


def _timed(application: _Application, seconds: float) -> _Application:
    def answer(environ: Any, start_response: Any) -> Iterable[bytes]:
        with time_limit(seconds):
            return application(environ, start_response)

    return answer
