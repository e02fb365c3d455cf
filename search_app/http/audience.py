"""Who reads the answer to a request: a reader sees a page, a program gets data."""

import re

from flask import request

PROBES = ("/healthz", "/readyz", "/metrics")
"""What monitoring programs ask. Their answers are never cached."""

_FILES = re.compile(r"/(?:export|compare|feed|opensearch|suggest)\.[a-z]+|/articles/[^/]+/cite\.[a-z]+|/static/.*")
"""Addresses whose answer is a file, which a browser saves and other programs read."""


def for_programs() -> bool:
    """Whether this request belongs to the API or to monitoring. The page at ``/api`` is for readers."""
    return request.path.startswith("/api/") or request.path in PROBES


def for_files() -> bool:
    """Whether this request asks for a file: an export, a feed, a citation."""
    return _FILES.fullmatch(request.path) is not None
