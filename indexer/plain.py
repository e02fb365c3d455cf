"""Results and articles as plain values for JSON, the same for the command line and the HTTP API.

What an answer holds follows from the fields of its dataclass, and so does its schema in ``search_app.openapi.schemas``.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from indexer.article import Article
from indexer.messages import Language, translated
from indexer.search.port import Author, Neighbours, Results

_ON_DISK = ("path", "archive")
"""Fields of an article that say where its file is on the server: no business of anybody else."""


def results_as_json(
    query: str, results: Results, page: int, size: int, language: Language = "en"
) -> dict[str, Any]:  # fmt: skip
    """The answer of ``/api/search``, with notes in a language."""
    understood = results.understood
    return {
        "query": query,
        "understood": {
            "query": understood.query,
            "notes": [translated(note, language) for note in understood.notes],
            "also": as_plain(understood.also),
            "meant": as_plain(understood.meant),
        },
        "total": results.total,
        "exact": results.exact,
        "entries": results.entries,
        "took_ms": results.took_ms,
        "page": page,
        "size": size,
        "hits": as_plain(results.hits),
        "facets": as_plain(results.facets),
    }


def article_as_json(article: Article) -> dict[str, Any]:
    """The answer of ``/api/articles/<id>``; where the file is on the server's disk is left out."""
    return {"id": article.id, **{name: value for name, value in as_plain(article).items() if name not in _ON_DISK}}


def neighbours_as_json(neighbours: Neighbours) -> dict[str, Any]:
    """The answer of ``/api/articles/<id>/neighbours``."""
    plain: dict[str, Any] = as_plain(neighbours)
    return plain


def author_as_json(author: Author) -> dict[str, Any]:
    """The answer of ``/api/authors/<name>``."""
    plain: dict[str, Any] = as_plain(author)
    return plain


def as_plain(value: Any) -> Any:
    """A value as JSON has it: dataclasses and mappings become objects, tuples arrays, and times ISO 8601."""
    if isinstance(value, str):  # first, for most are; a sentence with its template stays what it is
        return value
    if is_dataclass(value):
        return {field.name: as_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [as_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {name: as_plain(one) for name, one in value.items()}
    return value.isoformat() if isinstance(value, datetime) else value
