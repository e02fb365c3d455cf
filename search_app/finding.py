"""A search as asked for, put to an index: the same for the page and for the API."""

from indexer import Index, Results
from search_app.parameters import Parameters, Sort

FACETS = ("author", "translator", "source", "year")


def find(index: Index, asked: Parameters, sort: Sort | None = None, *, collapse: bool = False) -> Results:
    """One page of what is found, empty beyond the last, however far; ``sort`` overrules the one asked for, ``collapse``
    counts where nothing is asked for."""
    return index.search(
        asked.q,
        limit=asked.size,
        offset=min((asked.page - 1) * asked.size, len(index)),
        sort=sort or asked.sort,
        filters=asked.filters,
        facets=FACETS,
        expand=asked.also,
        without=asked.without,
        collapse=collapse if asked.collapse is None else asked.collapse,
    )
