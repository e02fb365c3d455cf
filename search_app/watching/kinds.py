"""Kinds of requests: few, so that each is a line of a chart, and apart where they cost differently."""

KINDS = {
    "pages.search": "page",
    "pages.author": "author page",
    "reading.article": "article page",
    "reading.versions": "versions page",
    "comparing.page": "comparison",
    "comparing.table": "comparison",
    "api_page.described": "other page",
    "api.search": "api search",
    "api.article": "api article",
    "api.neighbours": "api article",
    "api.author": "api author",
    "api.openapi": "api description",
    "api.suggest": "suggest",
    "leaving.suggest": "suggest",
    "leaving.export": "export",
    "leaving.cite": "citation",
    "leaving.atom": "feed",
    "leaving.description": "other page",
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
