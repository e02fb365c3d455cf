"""Results and articles as plain values for JSON, the same for the command line and the HTTP API."""

from dataclasses import asdict
from typing import Any

from indexer.article import Article
from indexer.messages import Language, translated
from indexer.search.port import Author, Hit, Neighbours, Reference, Results


def results_as_json(
    query: str, results: Results, page: int, size: int, language: Language = "en"
) -> dict[str, Any]:  # fmt: skip
    """The answer of ``/api/search``, with notes in a language."""
    return {
        "query": query,
        "understood": {
            "query": results.understood.query,
            "notes": [translated(note, language) for note in results.understood.notes],
            "also": [{"typed": added.typed, "names": list(added.names)} for added in results.understood.also],
            "meant": [asdict(meant) for meant in results.understood.meant],
        },
        "total": results.total,
        "exact": results.exact,
        "entries": results.entries,
        "took_ms": results.took_ms,
        "page": page,
        "size": size,
        "hits": [_hit(hit) for hit in results.hits],
        "facets": {name: [asdict(count) for count in counts] for name, counts in results.facets.items()},
    }


def article_as_json(article: Article) -> dict[str, Any]:
    """The answer of ``/api/articles/<id>``; where the file is on the server's disk is left out."""
    kept = {name: value for name, value in asdict(article).items() if name not in ("path", "archive")}
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in kept.items()}
    return {"id": article.id, **values, "date": article.date.isoformat() if article.date else None}


def neighbours_as_json(neighbours: Neighbours) -> dict[str, Any]:
    """The answer of ``/api/articles/<id>/neighbours``."""
    return {
        "versions": [_reference(one) for one in neighbours.versions],
        "links": dict(neighbours.links),
        "cites": [_reference(one) for one in neighbours.cites],
        "cited_by": [_reference(one) for one in neighbours.cited_by],
        "related": [_reference(one) for one in neighbours.related],
    }


def author_as_json(author: Author) -> dict[str, Any]:
    """The answer of ``/api/authors/<name>``."""
    return asdict(author)


def _reference(one: Reference) -> dict[str, Any]:
    return {**asdict(one), "date": one.date.isoformat() if one.date else None}


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.id,
        "url": hit.url,
        "title": hit.title,
        "date": hit.date.isoformat() if hit.date else None,
        "byline": list(hit.byline),
        "source": hit.source,
        "section": hit.section,
        "score": hit.score,
        "exact": hit.exact,
        "snippet": {"text": hit.snippet.text, "marks": [list(mark) for mark in hit.snippet.marks]},
        "title_marks": [list(mark) for mark in hit.title_marks],
        "versions": [_reference(version) for version in hit.versions],
    }
