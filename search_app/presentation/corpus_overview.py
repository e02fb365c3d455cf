"""What the whole archive holds, for the form: counted once for each generation, not at each request."""

from dataclasses import dataclass

from indexer import Index
from search_app.index import cached

_AUTHORS = 60


@dataclass(frozen=True, slots=True)
class Overview:
    """How many articles there are, the authors with most of them, and every outlet."""

    articles: int
    authors: tuple[str, ...]
    sources: tuple[str, ...]


def overview(index: Index) -> Overview:
    """The overview of that index."""
    return cached("overview", index, _counted)


def _counted(index: Index) -> Overview:
    results = index.search("", limit=1, facets=("author", "source"), snippets=False)
    return Overview(
        articles=results.total,
        authors=tuple(count.value for count in results.facets.get("author", ()) if count.value)[:_AUTHORS],
        sources=tuple(count.value for count in results.facets.get("source", ()) if count.value),
    )
