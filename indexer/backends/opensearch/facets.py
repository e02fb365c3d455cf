"""How many documents have each author, outlet, section or period; and authors, who may write under several names."""

from collections.abc import Mapping, Sequence

from indexer.backends.opensearch.clauses import Body, all_of, values_in
from indexer.backends.opensearch.server import Server
from indexer.query import Thesaurus
from indexer.search.field_values import FieldValues, all_names
from indexer.search.port import FACET_VALUES, PERIODS, Author, Count

_PERIODS = 50_000
"""Days of 137 years; an engine gives 65,535 buckets at most."""
_OF_A_SHARD = 10_000
"""Values that each shard counts for the best hundred of all."""
_WRITERS = "writers"
_NOBODY: Body = {"aggregations": {"names": {"buckets": []}}}


class Facets:
    """Counts over one generation. ``overlapping`` are writers of whom an article bears two names."""

    def __init__(
        self, server: Server, index: str, writers: Sequence[Sequence[str]], overlapping: Sequence[Sequence[str]]
    ) -> None:
        self._server, self._index, self._writers = server, index, writers
        self._overlapping = {tuple(values) for values in overlapping}
        self._with_others = [value for values in writers for value in values]

    def asked(self, facets: Sequence[str]) -> Body:
        """The aggregations of a search."""
        asked: Body = {}
        for facet in facets:
            if facet in PERIODS:
                asked[facet] = {"terms": {"field": facet, "size": _PERIODS, "order": {"_key": "desc"}}}
                continue
            terms: Body = {"field": facet, "size": FACET_VALUES, "shard_size": _OF_A_SHARD}
            if facet == "author" and self._with_others:
                most = {"field": facet, "size": len(self._with_others), "include": self._with_others}
                asked[_WRITERS] = {"terms": most}
                terms["exclude"] = self._with_others
            asked[facet] = {"terms": terms}
        return asked

    def read(self, facets: Sequence[str], answer: Body, found: Body) -> dict[str, tuple[Count, ...]]:
        """The counts in an answer to a search for what is ``found``: most frequent first; periods newest first."""
        given = {name: _counts(one) for name, one in answer.get("aggregations", {}).items()}
        result = {}
        for facet in facets:
            counts = given[facet]
            if facet == "author":
                counts |= self._people(given.get(_WRITERS, {}), found)
            ordered = list(counts.items())
            if facet not in PERIODS:
                ordered = sorted(ordered, key=lambda item: (-item[1], item[0]))[:FACET_VALUES]
            result[facet] = tuple(Count(value, n) for value, n in ordered)
        return result

    def _people(self, counts: Mapping[str, int], found: Body) -> dict[str, int]:
        """The articles of each writer under all names."""
        merged: dict[str, int] = {}
        twice: list[str] = []
        for values in self._writers:
            here = [counts[value] for value in values if value in counts]
            if here:
                merged[values[0]] = sum(here)
            if len(here) > 1 and tuple(values) in self._overlapping:
                twice.append(values[0])
        groups = {values[0]: values for values in self._writers}
        queries = [all_of([found, values_in("author", groups[value])]) for value in twice]
        return merged | dict(zip(twice, self._server.counts(self._index, queries), strict=True))

    def author(self, name: str, names: FieldValues, people: Thesaurus) -> Author:
        """Who writes under that name; raises AuthorNotFound."""
        values = names.authors_meant(name, people)
        by_name: Body = {"terms": {"field": "author", "size": max(len(values), 1), "include": values}}
        query = values_in("author", values)
        asked = self.asked(("source", "year")) | {"names": by_name}
        body: Body = {"size": 0, "track_total_hits": True, "query": query, "aggs": asked}
        [answer] = self._server.searches(self._index, [body]) if values else [_NOBODY]
        counts = _counts(answer["aggregations"]["names"])
        found = all_names(name, {value: counts.get(value, 0) for value in values}, people)
        given = self.read(("source", "year"), answer, query)
        return Author(found, answer["hits"]["total"]["value"], given["source"], given["year"])


def _counts(aggregation: Body) -> dict[str, int]:
    return {str(bucket["key"]): int(bucket["doc_count"]) for bucket in aggregation["buckets"]}
