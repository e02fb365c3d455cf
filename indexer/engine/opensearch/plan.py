"""The whole of a query, as it is sent: what matches, what is ahead, in what order."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from indexer.engine.closer import Closer
from indexer.engine.names import Names
from indexer.engine.opensearch.facts import Facts
from indexer.engine.opensearch.query import Builder
from indexer.engine.opensearch.terms import Body, all_of
from indexer.query import Node


@dataclass(frozen=True, slots=True)
class Plan:
    """A query to be sent. ``match`` says what is found; ``exact`` where every term stands as typed (None: in all);
    scores of these are raised by ``ahead``, a power of two above all scores, so that they stand first."""

    match: Body
    query: Body
    exact: Body | None
    ahead: float
    scored: bool
    closer: Closer | None

    def exactness(self, score: float) -> tuple[float, bool]:
        """The score of a hit, and whether it holds every term as typed."""
        if self.exact is None:
            return score, True
        return (score - self.ahead, True) if score >= self.ahead else (score, False)


def plan(root: Node, filters: Sequence[Node], facts: Facts, names: Names, widened: Callable[[Node], Node]) -> Plan:
    """The query for a tree and filters; ``widened`` adds a person's other names to a filter."""
    builder = Builder(facts, names)
    part = builder.part(root)
    found = [part.match, *(builder.part(widened(node)).match for node in filters)]
    scores = list(part.scores)
    ahead = 2.0 ** math.ceil(math.log2(builder.ceiling))
    if part.exact is not None:
        scores.append({"constant_score": {"filter": part.exact, "boost": ahead}})
    query: Body = {"bool": {"filter": found, **({"should": scores} if scores else {})}}
    return Plan(all_of(found), query, part.exact, ahead, bool(scores), part.closer)
