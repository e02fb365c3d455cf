"""The Flask front end: pages for readers and a JSON API for programs. It knows no engine and no word cutter."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask


def create_app(config: Mapping[str, Any] | None = None) -> "Flask":
    """The application over one index, with the settings of ``config`` or else of the environment: see ``settings``.

    The index is opened at the first request, and may be built after the application has started. Raises WenhaiError for
    a setting that means nothing.
    """
    from search_app.application import build  # only now: ``wenhai serve`` reads settings, and not Flask

    return build(config or {})


__all__ = ["create_app"]
