"""Answers, compressed for whoever takes them so.

Whole answers (a page of results of 33 kB, on /tmp/real): Brotli at 5 8.0 kB in 0.5 ms, gzip at 6 9.1 kB in 0.3 ms, zstd
at 6 9.1 kB in 0.2 ms; Brotli above 5 takes twenty times as long for another 3%.

Streams: Brotli lets nothing out before the end of 4 MB. zstd at 3 begins after 131 kB (630 rows of CSV, 50 ms of
reading articles) and packs 128 MB a second; at 6, half as much a second for 11% less. gzip begins after 51 kB, packs
28 MB a second, and makes 11% more of it.
"""

from flask import Flask, Response
from flask_compress import Compress

_TYPES = (
    "text/html", "text/css", "text/javascript", "text/plain", "text/csv", "text/xml", "image/svg+xml",
    "application/json", "application/problem+json", "application/jsonl", "application/x-ndjson",
    "application/x-bibtex", "application/x-research-info-systems",
    "application/xml", "application/atom+xml", "application/opensearchdescription+xml",
    "application/x-suggestions+json",
)  # fmt: skip
_SETTINGS = {
    "COMPRESS_MIMETYPES": _TYPES,
    "COMPRESS_ALGORITHM": ("br", "gzip"),
    "COMPRESS_ALGORITHM_STREAMING": ("zstd", "gzip"),
    "COMPRESS_BR_LEVEL": 5,
    "COMPRESS_ZSTD_LEVEL": 3,
    "COMPRESS_LEVEL": 6,
    # What fits one packet arrives no sooner for being smaller.
    "COMPRESS_MIN_SIZE": 1400,
    # ``middleware`` registers the hook in its place among the others.
    "COMPRESS_REGISTER": False,
}


def compressor(app: Flask) -> Compress:
    """Compresses what is text, in its ``after_request``; what is streamed, as a stream."""
    for name, value in _SETTINGS.items():
        app.config.setdefault(name, value)
    return Compress(app)


def close_original_stream(response: Response) -> Response:
    """Close a stream that compression replaces: Flask-Compress 1.25 puts its own stream in the place of a file's or a
    generator's, and leaves that open."""
    close = getattr(response.response, "close", None)
    if response.is_streamed and close:
        response.call_on_close(close)
    return response
