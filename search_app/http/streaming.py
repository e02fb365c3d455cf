"""Answers that are sent while they are made: so many at once, with the name that a browser saves them under."""

import re
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from urllib.parse import quote

from flask import Response, current_app
from werkzeug.exceptions import ServiceUnavailable

_MAX_NAME_LENGTH = 40
_RETRY_SECONDS = 30
"""An export of everything takes 6."""
_CHUNK = 32_768
"""Characters of an export that are sent at once: for each row by itself, sending takes longer than writing."""


def streamed(pieces: Iterable[str], content_type: str) -> Response:
    """An answer that is sent while it is made. An error in ``pieces`` breaks off the connection: under HTTP/1.1 the
    last chunk is then missing, which every client reports. Nothing in ``pieces`` may ask for the request."""
    return Response(_chunks(pieces), content_type=content_type)


def in_turn(response: Response) -> Response:
    """The answer, with a turn that it gives back; raises ServiceUnavailable while there is none."""
    turns: threading.BoundedSemaphore = current_app.extensions["wenhai.exports"]
    if not turns.acquire(blocking=False):
        raise ServiceUnavailable(retry_after=_RETRY_SECONDS)
    # Once, whether it is sent, breaks off, or never begins.
    give_back = weakref.finalize(response, turns.release)
    response.response = _with_end(response.iter_encoded(), give_back)
    response.call_on_close(give_back)
    return response


def disposition(query: str, day: date, ending: str) -> str:
    """The header that gives an export its name, ``wenhai-布林肯-北京-2026-11-24.csv``: in full for who reads RFC 6266
    (4.3, with the encoding of RFC 8187), without the query for others."""
    words = "-".join(re.findall(r"\w+", query))[:_MAX_NAME_LENGTH].strip("-_")
    full = "-".join(part for part in ("wenhai", words, day.isoformat()) if part)
    return (
        f'attachment; filename="wenhai-{day.isoformat()}.{ending}"; '
        f"filename*=UTF-8''{quote(f'{full}.{ending}', safe='-._~', errors='replace')}"
    )


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
