"""A page of results: counted, in order, folded into families where that is asked for, with snippets."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from indexer.article import Article
from indexer.backends.opensearch.clauses import Body, all_of, values_in
from indexer.backends.opensearch.fetcher import WINDOW, Fetcher, Raw
from indexer.backends.opensearch.request import Request
from indexer.backends.opensearch.server import Server
from indexer.backends.opensearch.stored import unpack, unpack_head
from indexer.search import ranking
from indexer.search.port import Hit, Reference, Sort
from indexer.snippet import Marker

_SPARE = 10
"""More hits than asked for, where versions are to be folded: on most pages it is enough."""
_FAMILIES = 60_000
_FAMILY = "_family"
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Page:
    """What a search found: the counts, the documents of the page in order, versions by family, and the answer."""

    total: int
    exact: int
    entries: int
    shown: tuple[Raw, ...]
    answer: Body
    versions: Mapping[str, list[Reference]] = field(default_factory=dict)


class Lister:
    """Lists documents of one generation."""

    def __init__(self, server: Server, index: str, fetcher: Fetcher) -> None:
        self._server, self._index, self._fetcher = server, index, fetcher

    def articles(self, request: Request) -> Iterator[Article]:
        """Every article, in the order in which they came."""
        body: Body = {"query": request.match, "size": _AT_ONCE, "sort": ["place"], "_source": ["head", "rest"]}
        while True:
            [answer] = self._server.searches(self._index, [body])
            hits = answer["hits"]["hits"]
            for hit in hits:
                yield unpack(hit["_source"]["head"], hit["_source"]["rest"])
            if len(hits) < _AT_ONCE:
                return
            body = body | {"search_after": hits[-1]["sort"]}

    def page(self, request: Request, sort: Sort, wanted: slice, facets: Body, collapse: bool) -> Page:
        """One page of what is found, with the aggregations in its answer."""
        count = wanted.stop - wanted.start
        size = max(wanted.stop + _SPARE * collapse, ranking.RERANK_DEPTH if request.rerank else 0) if count else 0
        body = self._fetcher.body(request, sort, min(size, WINDOW)) | {"track_total_hits": True}
        aggregations = facets | ({_FAMILY: _twice()} if collapse else {})
        asked = [body | {"aggs": aggregations} if aggregations else body]
        if request.exact is not None:
            both = all_of([request.match, request.exact])
            asked.append({"size": 0, "track_total_hits": True, "query": both})
        key = str(request.query)
        answers = self._server.searches(self._index, asked, scored=True, key=key)
        total = int(answers[0]["hits"]["total"]["value"])
        found = (
            self._fetcher.ordered(request, sort, body, self._fetcher.raws(request, answers[0]), key)
            if count
            else iter(())
        )
        shown = tuple(islice(_folded(found) if collapse else found, wanted.start, wanted.stop))
        return Page(
            total=total,
            exact=int(answers[-1]["hits"]["total"]["value"]),
            entries=total - (_extra(answers[0]["aggregations"].pop(_FAMILY)) if collapse else 0),
            shown=shown,
            answer=answers[0],
            versions=self._versions(request, shown) if collapse else {},
        )

    def _versions(self, request: Request, shown: Iterable[Raw]) -> dict[str, list[Reference]]:
        """The others found of the families shown, newest first."""
        families = {raw.family: raw.id for raw in shown if raw.family}
        versions: dict[str, list[Reference]] = {}
        if families:
            for one, family in self._fetcher.newest(request.match, values_in("family", families), size=WINDOW):
                if one.id != families[family]:
                    versions.setdefault(family, []).append(one)
        return versions

    def hits(self, page: Page, marker: Marker | None) -> tuple[Hit, ...]:
        """The documents of a page as hits."""
        ids = [raw.id for raw in page.shown]
        fields = ("head", "rest") if marker else ("head",)
        sources: dict[str, Mapping[str, str]] = {}
        for at in range(0, len(ids), _AT_ONCE):
            sources |= self._fetcher.sources(ids[at : at + _AT_ONCE], fields)
        return tuple([_hit(raw, sources[raw.id], page.versions.get(raw.family, []), marker) for raw in page.shown])


def _hit(raw: Raw, source: Mapping[str, str], versions: Iterable[Reference], marker: Marker | None) -> Hit:
    head = unpack_head(source["head"])
    return head.hit(raw.score, raw.exact, tuple(versions), marker, lambda: unpack(source["head"], source["rest"]))


def _folded(found: Iterable[Raw]) -> Iterator[Raw]:
    """The first of each family."""
    seen: set[str] = set()
    for raw in found:
        if not raw.family:
            yield raw
        elif raw.family not in seen:
            seen.add(raw.family)
            yield raw


def _twice() -> Body:
    """Families of which two articles are found at least."""
    return {"terms": {"field": "family", "size": _FAMILIES, "min_doc_count": 2}}


def _extra(families: Body) -> int:
    return sum(int(bucket["doc_count"]) - 1 for bucket in families["buckets"])
