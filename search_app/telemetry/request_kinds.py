"""Kinds of requests: few, so that each is a line of a chart, and apart where they cost differently."""

KINDS = {
    "pages.search": "page",
    "pages.author": "author page",
    "articles.article": "article page",
    "articles.versions": "versions page",
    "compare.page": "comparison",
    "compare.table": "comparison",
    "api_docs.page": "other page",
    "api.search": "api search",
    "api.article": "api article",
    "api.neighbours": "api article",
    "api.author": "api author",
    "api.openapi": "api description",
    "api.suggest": "suggest",
    "opensearch_description.suggest": "suggest",
    "exports.export": "export",
    "exports.cite": "citation",
    "feed.atom": "feed",
    "opensearch_description.description": "other page",
    "preferences.choose": "settings",
    "health.healthz": "health",
    "health.readyz": "health",
    "health.metrics": "health",
    "static": "static",
}
"""By the endpoint of Flask."""


def kind_of(endpoint: str | None) -> str:
    """The kind; ``unknown`` for an address that there is not."""
    return KINDS.get(endpoint or "", "unknown")
