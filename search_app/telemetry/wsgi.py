"""Around the application: when a request came, and when the last byte of its answer was handed over.

It stands outside of Flask, because a stream goes on long after Flask is done with its request, and because an error in
Flask is to be seen, too.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from flask import Response, g, request

from indexer import WenhaiError
from search_app.telemetry.request_kinds import kind_of
from search_app.telemetry.request_record import RequestRecord

Observer = Callable[[RequestRecord], None]
_NOTED = "wenhai.noted"


def note_request(response: Response) -> Response:
    """After each request: leave in its WSGI environment what only Flask knows of it."""
    rule = request.url_rule.rule if request.url_rule else ""
    request.environ[_NOTED] = (kind_of(request.endpoint), rule, g.get("index"), g.get("searched"))
    return response


class Observed:
    """A WSGI application that tells of each request when it is answered."""

    def __init__(self, application: Callable[..., Iterable[bytes]], observers: Sequence[Observer]) -> None:
        self._application, self._observers = application, observers

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as the application does."""
        body = _Body(environ, self._observers, start_response)
        try:
            inner: Iterable[bytes] = self._application(environ, body.start)
        except BaseException:
            body.close()
            raise
        if isinstance(inner, environ.get("wsgi.file_wrapper", ())):
            body.sent_as_file()  # a server sends it past us, by its own means
            return inner  # type: ignore[no-any-return]  # it is an Iterable[bytes] still
        body.inner = inner
        return body


class _Body:
    """The body of an answer, counted on its way out."""

    def __init__(
        self, environ: dict[str, Any], observers: Sequence[Observer], start_response: Callable[..., Any]
    ) -> None:
        self.inner: Iterable[bytes] = ()
        self._environ, self._observers, self._start_response = environ, observers, start_response
        self._began = time.perf_counter()
        self._pieces: Iterator[bytes] | None = None
        self._status, self._length, self._bytes = 500, 0, 0
        self._whole = self._told = False

    def start(self, status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
        """What WSGI calls ``start_response``."""
        self._status = int(status[:3])
        self._length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
        return self._start_response(status, headers, *error)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._pieces is None:
            self._pieces = iter(self.inner)
        try:
            piece = next(self._pieces)
        except StopIteration:
            self._whole = True
            raise
        self._bytes += len(piece)
        return piece

    def sent_as_file(self) -> None:
        self._bytes, self._whole = self._length, True
        self._tell()

    def close(self) -> None:
        try:
            close = getattr(self.inner, "close", None)
            if close:
                close()
        finally:
            self._tell()

    def _tell(self) -> None:
        if self._told:
            return
        self._told = True
        kind, rule, index, search = self._environ.get(_NOTED, (kind_of(None), "", None, None))
        try:
            generation = index.status().generation if index else ""
        except WenhaiError:
            generation = ""
        record = RequestRecord(
            method=self._environ.get("REQUEST_METHOD", ""),
            path=self._environ.get("PATH_INFO", "").encode("latin-1", "replace").decode("utf-8", "replace"),
            rule=rule,
            status=self._status,
            kind=kind,
            bytes=self._bytes,
            seconds=time.perf_counter() - self._began,
            whole=self._whole or self._environ.get("REQUEST_METHOD") == "HEAD",
            generation=generation,
            search=search,
            address=self._environ.get("REMOTE_ADDR", ""),
            forwarded=self._environ.get("HTTP_X_FORWARDED_FOR", ""),
        )
        for observe in self._observers:
            observe(record)
