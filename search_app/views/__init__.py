"""Every address of the program, a blueprint a subject."""

from flask import Blueprint

from search_app.views import (
    api,
    api_docs,
    articles,
    compare,
    exports,
    feed,
    health,
    opensearch_description,
    pages,
    preferences,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    pages.blueprint,
    articles.blueprint,
    api.blueprint,
    exports.blueprint,
    feed.blueprint,
    opensearch_description.blueprint,
    compare.blueprint,
    api_docs.blueprint,
    health.blueprint,
    preferences.blueprint,
)
"""The order does not matter: no two of them answer at the same address."""
