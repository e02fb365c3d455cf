"""The whole of a query, as it is sent: what matches, what is ahead, in what order."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.backends.opensearch.clauses import Body, all_of
from indexer.backends.opensearch.primitives import ClausePrimitives
from indexer.backends.opensearch.probes import Facts
from indexer.query import Node
from indexer.search.field_values import FieldValues
from indexer.search.plan import Planner
from indexer.search.proximity import ProximityReranker


@dataclass(frozen=True, slots=True)
class Request:
    """A query to be sent. ``match`` says what is found; ``exact`` where every term occurs as typed (None: in all);
    scores of these are raised by ``ahead``, a power of two above all scores, so that they stand first."""

    match: Body
    query: Body
    exact: Body | None
    ahead: float
    scored: bool
    rerank: ProximityReranker | None

    def exactness(self, score: float) -> tuple[float, bool]:
        """The score of a hit, and whether it holds every term as typed."""
        if self.exact is None:
            return score, True
        return (score - self.ahead, True) if score >= self.ahead else (score, False)


def build_request(root: Node, filters: Sequence[Node], facts: Facts, values: FieldValues) -> Request:
    """The query for a tree and filters."""
    primitives = ClausePrimitives(facts)
    planner = Planner(primitives, values)
    part = planner.match(root)
    found = [part.match, *(planner.match(node).match for node in filters)]
    scores = list(part.scores)
    ahead = 2.0 ** math.ceil(math.log2(primitives.ceiling))
    if part.exact is not None:
        scores.append({"constant_score": {"filter": part.exact, "boost": ahead}})
    query: Body = {"bool": {"filter": found, **({"should": scores} if scores else {})}}
    return Request(all_of(found), query, part.exact, ahead, bool(scores), part.rerank)
