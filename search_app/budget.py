"""How much one request may take of this program.

The setting ``WENHAI_SECONDS`` (of the configuration, or else of the environment; default 2) is the processor time in
seconds that one request may search and mark in: then it is answered with 400 and a sentence. The dearest page of a
reader that is known takes 0.7 (five terms compared, in a process that has just begun). Exports search in that time,
too, but are then sent for as long as it takes.
"""

import os
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

from indexer import WenhaiError, time_limit

_DEFAULT = "2"
_LARGEST_BODY = 131_072
"""Bytes of what is posted, settings and the address of the page where they were chosen: what ``worker`` lets through,
for other servers."""

_Application = Callable[[Any, Any], Iterable[bytes]]


def register(app: Flask) -> None:
    """Hold every request to them; raises WenhaiError where the setting is no number of seconds."""
    # Flask has the key from the beginning.
    if app.config["MAX_CONTENT_LENGTH"] is None:
        app.config["MAX_CONTENT_LENGTH"] = _LARGEST_BODY
    app.config.setdefault("WENHAI_SECONDS", os.environ.get("WENHAI_SECONDS") or _DEFAULT)
    seconds = _seconds(app.config["WENHAI_SECONDS"])
    app.wsgi_app = _timed(app.wsgi_app, seconds)  # type: ignore[method-assign]


def _timed(application: _Application, seconds: float) -> _Application:
    def answer(environ: Any, start_response: Any) -> Iterable[bytes]:
        with time_limit(seconds):
            return application(environ, start_response)

    return answer


def _seconds(value: object) -> float:
    try:
        seconds = float(str(value))
    except ValueError:
        seconds = 0.0
    if not seconds > 0:
        raise WenhaiError(f"WENHAI_SECONDS is {value!r}; it must be a number of seconds above 0.")
    return seconds
