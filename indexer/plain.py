"""Results and articles as plain values for JSON, the same for the command line and the HTTP API; marks of a text."""

from dataclasses import asdict
from typing import Any

from indexer.article import Article
from indexer.engine import Hit, Results
from indexer.query import parse_query
from indexer.snippet import Marker, Marks


def results_as_json(query: str, results: Results, page: int, size: int) -> dict[str, Any]:
    """The answer of ``/api/search``."""
    return {
        "query": query,
        "understood": {"query": results.understood.query, "notes": list(results.understood.notes)},
        "total": results.total,
        "exact": results.exact,
        "took_ms": results.took_ms,
        "page": page,
        "size": size,
        "hits": [_hit(hit) for hit in results.hits],
        "facets": {name: [asdict(count) for count in counts] for name, counts in results.facets.items()},
    }


def article_as_json(article: Article) -> dict[str, Any]:
    """The answer of ``/api/articles/<id>``; the path on the server's disk is left out."""
    values = {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(article).items() if name != "path"}
    return {"id": article.id, **values, "date": article.date.isoformat() if article.date else None}


def mark(text: str, query: str, field: str = "body") -> Marks:
    """Where a text matches a query; ``field`` is "title" where the text is an article's title."""
    return Marker(parse_query(query).root).marks(text, field)


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
    }
