"""What the whole archive holds, for the form: counted once for each generation, not at each request."""

import time
from dataclasses import dataclass

from flask import current_app

from indexer import Index

_LONGEST = 60.0
_AUTHORS = 60


@dataclass(frozen=True, slots=True)
class Overview:
    """How many articles there are, the authors with most of them, and every outlet."""

    articles: int
    authors: tuple[str, ...]
    sources: tuple[str, ...]


def overview(index: Index) -> Overview:
    """The overview of that index."""
    kept: tuple[Index, float, Overview] | None = current_app.extensions.get("wenhai.overview")
    # By time as well, because an engine on another machine changes behind one and the same object.
    if kept and kept[0] is index and time.monotonic() < kept[1]:
        return kept[2]
    results = index.search("", limit=1, facets=("author", "source"), snippets=False)
    fresh = Overview(
        articles=results.total,
        authors=tuple(count.value for count in results.facets.get("author", ()) if count.value)[:_AUTHORS],
        sources=tuple(count.value for count in results.facets.get("source", ()) if count.value),
    )
    current_app.extensions["wenhai.overview"] = (index, time.monotonic() + _LONGEST, fresh)
    return fresh
