"""JSON Lines (jsonlines.org): one JSON value a line, in UTF-8."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from indexer import Found, article_as_json
from search_app.exports.about import About


def jsonl_pieces(about: About, found: Iterable[Found]) -> Iterator[str]:
    """The file: first ``{"about": {…}}``, then whole articles as ``/api/articles/<id>`` answers them, with ``exact``
    and the address of their ``page`` here."""
    yield _line({"about": about.values()})
    for one in found:
        yield _line({**article_as_json(one.article), "exact": one.exact, "page": about.page(one.article.id)})


def _line(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
