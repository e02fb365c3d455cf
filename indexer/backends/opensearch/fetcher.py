"""Documents found, in the order of the results, page after page, and what is kept of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import numpy as np
from opensearchpy import exceptions

from indexer.analysis import fold
from indexer.article import Article
from indexer.backends.opensearch.clauses import Body, values_in
from indexer.backends.opensearch.request import Request
from indexer.backends.opensearch.server import Server
from indexer.backends.opensearch.stored import unpack, unpack_head
from indexer.errors import EngineAway
from indexer.search import ranking
from indexer.search.port import Reference, Sort

WINDOW = 10_000
"""Documents that an engine gives in one answer."""
_READ, _KEEP_ALIVE = 200, "5m"
"""Articles that are read at once, and how long a reader may take over them."""
_NEWEST: Body = {"date": {"order": "desc", "missing": "_last"}}
_PLACE: Body = {"place": {"order": "asc"}}


@dataclass(frozen=True, slots=True)
class Raw:
    """A document found. ``after`` is where the next page goes on."""

    id: str
    score: float
    exact: bool
    family: str
    date: int | None
    after: list[Any]
    source: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """What is kept of a document: its article, and the norm of a word in its body."""

    article: Article
    norm: float


class Fetcher:
    """Reads documents of one generation."""

    def __init__(self, server: Server, index: str) -> None:
        self._server, self._index = server, index

    def body(self, request: Request, sort: Sort, size: int, source: Sequence[str] = ()) -> Body:
        """The request for the first documents in order."""
        by: list[Body] = {
            "relevance": [*([{"_score": {"order": "desc"}}] if request.scored else []), _NEWEST, _PLACE],
            "newest": [_NEWEST, _PLACE],
            "oldest": [{"date": {"order": "asc", "missing": "_last"}}, _PLACE],
        }[sort]
        return {
            "query": request.query,
            "size": size,
            "sort": by,
            "track_scores": request.scored,
            "track_total_hits": False,
            # To give ids alone, an engine would unpack all that is kept: 10,000 took 2 s.
            **({"_source": list(source)} if source else {"stored_fields": "_none_"}),
            "docvalue_fields": ["id", "family", "date"],
        }

    def raws(self, request: Request, answer: Body) -> list[Raw]:
        """The documents of an answer."""
        return [_raw(request, hit) for hit in answer["hits"]["hits"]]

    def ordered(self, request: Request, sort: Sort, body: Body, first: Sequence[Raw], key: str) -> Iterator[Raw]:
        """All documents found in the order of the results, those of the ``first`` answer at hand; a sentence's best
        answers are reranked."""
        depth = ranking.RERANK_DEPTH if request.rerank and sort == "relevance" else 0
        found = chain(first, self._following(request, body, first, key))
        best = list(islice(found, depth))
        return chain(self._reranked(request, best), found)

    def _following(self, request: Request, body: Body, last: Sequence[Raw], key: str) -> Iterator[Raw]:
        size = body["size"]
        while size and len(last) == size:
            size = WINDOW
            body = body | {"search_after": last[-1].after, "size": size}
            body.pop("aggs", None)
            last = self.raws(request, self._server.searches(self._index, [body], scored=True, key=key)[0])
            yield from last

    def _reranked(self, request: Request, best: Sequence[Raw]) -> Sequence[Raw]:
        if not request.rerank or not best:
            return best
        stored = self.stored([raw.id for raw in best])
        texts = ["".join(f"{fold(text)}\n" for text in _texts(stored[raw.id].article)) for raw in best]
        added = request.rerank.added(texts, np.array([stored[raw.id].norm for raw in best], np.float32))
        nearer = [_raised(raw, more) for raw, more in zip(best, added.tolist(), strict=True)]
        never = float("inf")
        return sorted(nearer, key=lambda raw: (not raw.exact, -raw.score, never if raw.date is None else -raw.date))

    def every(self, request: Request, sort: Sort) -> Iterator[tuple[Article, bool]]:
        """All articles found in order, read as they are asked for, from one point in time: a generation that is taken
        away meanwhile lasts until they are read."""
        body = self.body(request, sort, _READ, ("head", "rest"))
        depth = ranking.RERANK_DEPTH if request.rerank and sort == "relevance" else 0
        point = self._point()
        try:
            while True:
                answer, point = self._at(point, body)
                page = self.raws(request, answer)
                shown = [*self._reranked(request, page[:depth]), *page[depth:]]
                depth = 0
                for raw in shown:
                    yield unpack(raw.source["head"], raw.source["rest"]), raw.exact
                if len(page) < _READ:
                    return
                body["search_after"] = page[-1].after
        finally:
            with suppress(EngineAway):  # then it goes by its age
                self._server.call("delete_pit", body={"pit_id": [point]}, ignore=404)

    def _point(self) -> str:
        whole = {"keep_alive": _KEEP_ALIVE, "allow_partial_pit_creation": False}
        return str(self._server.call("create_pit", index=self._index, **whole)["pit_id"])

    def _at(self, point: str, body: Body) -> tuple[Body, str]:
        """An answer from a point in time; from a new one if that is gone, with the node that kept it or by its age. The
        index does not change, so the new one goes on where the old one was."""
        kind = {"search_type": "dfs_query_then_fetch"} if self._server.shards > 1 else {}
        for last in (False, True):
            try:
                pit = {"pit": {"id": point, "keep_alive": _KEEP_ALIVE}}
                return self._server.call("search", body=body | pit, allow_partial_search_results=False, **kind), point
            except (exceptions.NotFoundError, EngineAway):
                if last:
                    raise
            point = self._point()
        raise AssertionError  # the second turn returns or raises

    def stored(self, ids: Sequence[str]) -> dict[str, Stored]:
        """What is kept of some documents."""
        return {
            id: Stored(unpack(source["head"], source["rest"]), source["norm"])
            for id, source in self.sources(ids, ("head", "rest", "norm")).items()
        }

    def heads(self, ids: Sequence[str]) -> dict[str, Reference]:
        """What is shown of some documents in a list; those that are not there are left out."""
        return {id: unpack_head(source["head"]).reference for id, source in self.sources(ids, ("head",)).items()}

    def sources(self, ids: Sequence[str], fields: Sequence[str]) -> dict[str, Mapping[str, Any]]:
        """Some fields of what is kept of some documents."""
        if not ids:
            return {}
        answer = self._server.call("mget", index=self._index, body={"ids": list(ids)}, _source_includes=fields)
        if failed := next((doc["error"] for doc in answer["docs"] if "error" in doc), None):
            raise self._server.away(RuntimeError(failed.get("reason") or failed["type"]))
        return {doc["_id"]: doc["_source"] for doc in answer["docs"] if doc.get("found")}

    def id_now(self, old: str) -> str:
        """The id of the article that had another one until December 2026; empty where there is none."""
        body: Body = {"query": {"prefix": {"id": f"{old}w"}}, "sort": ["id"], "size": 1, "_source": False}
        [answer] = self._server.searches(self._index, [body])
        return next((str(hit["_id"]) for hit in answer["hits"]["hits"]), "")

    def newest(self, *found: Body, but: Iterable[str] = (), size: int = 1_000) -> list[tuple[Reference, str]]:
        """Documents that match all of some queries, newest first, and the family of each."""
        body: Body = {
            "query": {"bool": {"filter": list(found), "must_not": [values_in("id", but)]}},
            "size": size,
            "sort": [_NEWEST, _PLACE],
            "_source": ["head", "family"],
        }
        [answer] = self._server.searches(self._index, [body])
        sources = [hit["_source"] for hit in answer["hits"]["hits"]]
        return [(unpack_head(source["head"]).reference, source.get("family", "")) for source in sources]


def _raw(request: Request, hit: Mapping[str, Any]) -> Raw:
    score, exact = request.exactness(float(hit.get("_score") or 0))
    fields = hit["fields"]
    date = fields.get("date", [None])[0]
    return Raw(fields["id"][0], score, exact, fields.get("family", [""])[0], date, hit["sort"], hit.get("_source", {}))


def _raised(raw: Raw, more: float) -> Raw:
    return Raw(raw.id, raw.score + more, raw.exact, raw.family, raw.date, raw.after, raw.source)


def _texts(article: Article) -> tuple[str, ...]:
    return (article.title, article.body, *article.captions)
