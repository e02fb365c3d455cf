"""How much of this machine one request may take.

The setting ``WENHAI_SECONDS`` (2) is the processor time in seconds that one request may search and mark in: then it is
answered with 400 and a sentence. The dearest page of a reader that is known takes 0.7 (five terms compared, in a
process that has just begun). Exports search in that time, too, but are then sent for as long as it takes.
"""

from collections.abc import Callable, Iterable
from typing import Any

from indexer import time_limit

MAX_BODY_BYTES = 131_072
"""Of what is posted, settings and the address of the page where they were chosen: what ``server.worker`` lets through,
for other servers."""

Application = Callable[[Any, Any], Iterable[bytes]]
"""A WSGI application (PEP 3333)."""


def layer(seconds: float) -> Callable[[Application], Application]:
    """The WSGI layer that gives each request so many seconds of processor time."""

    def around(application: Application) -> Application:
        def answer(environ: Any, start_response: Any) -> Iterable[bytes]:
            with time_limit(seconds):
                return application(environ, start_response)

        return answer

    return around
