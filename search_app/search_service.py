"""A search as asked for, put to an index: the same for the page and for the API."""

from dataclasses import dataclass

from indexer import Hit, Index, Results
from search_app.http.parameters import Parameters, Sort
from search_app.telemetry import note_search

FACETS = ("author", "translator", "source", "section", "year")


def find(
    index: Index,
    asked: Parameters,
    sort: Sort | None = None,
    *,
    collapse: bool = False,
    facets: tuple[str, ...] = FACETS,
) -> Results:
    """One page of what is found, empty beyond the last, however far; ``sort`` overrules the one asked for, ``collapse``
    counts where nothing is asked for."""
    results = index.search(
        asked.q,
        limit=asked.size,
        offset=min((asked.page - 1) * asked.size, len(index)),
        sort=sort or asked.sort,
        filters=asked.filters,
        facets=facets,
        expand=asked.expand,
        without=asked.without,
        collapse=collapse if asked.collapse is None else asked.collapse,
    )
    note_search(asked, results)
    return results


def page_order(asked: Parameters) -> Sort:
    """How the page sorts: without a query nothing is more relevant than the rest, so the newest come first."""
    return "newest" if asked.sort == "relevance" and not asked.q.strip() else asked.sort


@dataclass(frozen=True, slots=True)
class Beside:
    """The entries before and after one in the list of a search: ``at`` counts from 1 to ``entries``."""

    at: int
    entries: int
    previous: Hit | None
    next: Hit | None


def beside(index: Index, asked: Parameters, id: str, at: int) -> Beside | None:
    """What stands beside the article at a place of the page's list; None if another stands there by now."""
    before = min(at - 1, 1)
    results = index.search(
        asked.q,
        limit=before + 2,
        offset=min(at - 1 - before, len(index)),
        sort=page_order(asked),
        filters=asked.filters,
        snippets=False,
        expand=asked.expand,
        without=asked.without,
        collapse=asked.collapse is not False,
    )
    hits = results.hits
    if len(hits) <= before or hits[before].id != id:
        return None
    after = hits[before + 1] if len(hits) > before + 1 else None
    return Beside(at, results.entries, hits[0] if before else None, after)
