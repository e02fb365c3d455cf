"""Two indices of one archive side by side: are totals, exact counts and facets equal, how much of the top ten is
common, how long does each take?

    python -m tests.bench.engines /tmp/real opensearch://127.0.0.1:9200/real --questions FILE

A question is a line of JSON with the text as ``query``, as in ../shared/eval/linked_sentences.jsonl.
"""

import argparse
import json
import random
import statistics
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from indexer import Index, Results, open_index
from tests.search.test_ranking import kinds

_FACETS = ("author", "source", "section", "translator", "year")


def main() -> None:
    """Compare, and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("one")
    arguments.add_argument("other")
    arguments.add_argument("--questions", type=Path)
    arguments.add_argument("--count", type=int, default=200)
    arguments.add_argument("--each", type=int, default=20, help="Queries of each of the 18 kinds.")
    given = arguments.parse_args()
    one, other = open_index(given.one), open_index(given.other)
    print(f"{'':20}{'n':>5}{'differ':>8}{'common':>8}   ms p50 / p95 of one, of other")
    if given.questions:
        lines = given.questions.read_text(encoding="utf-8").splitlines()
        asked = [json.loads(line)["query"] for line in random.Random(3).sample(lines, given.count)]
        _compare("questions", asked, one, other)
    rng = random.Random(7)
    every = rng.sample(list(islice(one.articles(), 5_000)), 500)
    for kind, make in kinds(rng, every).items():
        _compare(kind, [make() for _ in range(given.each)], one, other)


def _compare(kind: str, queries: Iterable[str], one: Index, other: Index) -> None:
    common: list[float] = []
    took: tuple[list[float], list[float]] = ([], [])
    differ = 0
    for query in queries:
        answers = [index.search(query, facets=_FACETS, collapse=True) for index in (one, other)]
        for times, answer in zip(took, answers, strict=True):
            times.append(answer.took_ms)
        differ += _counted(answers[0]) != _counted(answers[1])
        tops = [{hit.id for hit in answer.hits} for answer in answers]
        if tops[0]:
            common.append(len(tops[0] & tops[1]) / len(tops[0]))
    both = [(statistics.median(times), sorted(times)[int(len(times) * 0.95)]) for times in took]
    shown = "   ".join(f"{middle:.1f} / {late:.1f}" for middle, late in both)
    print(f"{kind:20}{len(took[0]):5}{differ:8}{statistics.fmean(common or [1]):8.0%}   {shown}", flush=True)


def _counted(results: Results) -> object:
    return results.total, results.exact, results.entries, results.facets, results.understood


if __name__ == "__main__":
    main()
