"""Where one machine ends: the articles of an index, grown to any number, in either engine.

``python -m tests.bench.scale --index FOLDER --articles 250000 /tmp/w250k opensearch://127.0.0.1:9200/s250k`` builds an
index at each place where there is none of that many articles, and asks all of them the same. Articles go straight from
the index into the writer; there are no files. A row a place goes to standard output, and as JSON into ``--rows``. All
rows of that file, of this run and others, become a picture with ``--chart``; a later row of a place and size counts.
"""

import argparse
import json
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from indexer import Article, IndexMissing, WenhaiError, open_index
from indexer.location import open_writer
from tests.bench import wenhai
from tests.bench.chart import Bar, chart
from tests.bench.corpus import read_articles
from tests.bench.growth import copied, memory, sample_words
from tests.bench.nodes import node_memory
from tests.bench.queries import Queries, draw
from tests.bench.timing import Spread, measure

_BATCH, _AHEAD = 100, 8
"""Articles that a process gets at once, and batches a process that may wait: some 100 MB of prepared ones."""
KINDS = {
    "ranked": (wenhai.plain, lambda queries: queries.ranked_text),
    "phrase of two words": (wenhai.plain, lambda queries: queries.phrases_text),
    "quoted": (wenhai.plain, lambda queries: queries.strings_text),
    "sentence": (wenhai.plain, lambda queries: queries.sentences),
    "ranked, all of the page": (wenhai.with_everything, lambda queries: queries.ranked_text),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One engine at one size. ``built`` is in seconds (None: it was there), ``memory`` in MB as its name says."""

    day: str
    place: str
    articles: int
    built: float | None
    disk: int
    memory: str
    asked: dict[str, Spread]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scale", description="Measure an archive of any size.")
    parser.add_argument("--index", default="/tmp/real", help="an index of Wenhai with the articles to begin with")
    parser.add_argument("--articles", type=int, default=0, metavar="N", help="how many there shall be")
    parser.add_argument("--jobs", type=int, default=2, help="processes that prepare articles; default %(default)s")
    parser.add_argument("--queries", type=int, metavar="N", help="only the first N of each kind")
    parser.add_argument("--rows", type=Path, metavar="FILE", help="also append the rows there, as JSON")
    parser.add_argument("--chart", type=Path, metavar="FILE", help="draw all rows there")
    parser.add_argument("places", nargs="*", metavar="PLACE", help="a folder or opensearch://host:9200/name")
    options = parser.parse_args()
    try:
        if options.places:
            measure_places(options)
        if options.chart:
            options.chart.write_text(drawn(read_rows(options.rows)), encoding="utf-8")
    except WenhaiError as error:
        raise SystemExit(str(error)) from None


def measure_places(options: argparse.Namespace) -> None:
    """A row for each place, printed and kept."""
    articles = read_articles(options.index, options.articles)
    queries, words = draw(articles), sample_words(articles)
    del articles
    print(f"| | articles | build (s) | disk (MB) | memory (MB) | {' | '.join(KINDS)} |")
    print(f"|---|---|---|---|---|{'---|' * len(KINDS)}")
    for place in options.places:
        row = measured(place, options, queries, words)
        print(shown(row), flush=True)
        if options.rows:
            with options.rows.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")


def measured(place: str, options: argparse.Namespace, queries: Queries, words: list[str]) -> Row:
    """Build what is missing, then ask."""
    built = None
    if holds(place) != options.articles:
        began = time.perf_counter()
        build(place, grown(options.index, options.articles), words, options.jobs)
        built = time.perf_counter() - began
    index = open_index(place)
    asked = {kind: measure(how(index), of(queries)[: options.queries]) for kind, (how, of) in KINDS.items()}
    status = index.status()
    index.close()
    used = node_memory(place) if "://" in place else memory(place, queries.ranked_text[: options.queries])
    return Row(str(date.today()), place, status.articles, built, status.bytes, used, asked)


def holds(place: str) -> int:
    """How many articles the index there has; 0 where there is none."""
    try:
        index = open_index(place)
    except IndexMissing:
        return 0
    try:
        return len(index)
    finally:
        index.close()


def grown(index: str, number: int) -> Iterator[tuple[int, Article]]:
    """So many articles of an index, and the number of the copy that is to be made of each; 0 is the article."""
    opened = open_index(index)
    try:
        for at in range(number):
            copy, position = divmod(at, len(opened))
            if position == 0:
                articles = opened.articles()
            yield copy, next(articles)
    finally:
        opened.close()


def build(place: str, articles: Iterable[tuple[int, Article]], words: list[str], jobs: int) -> None:
    """An index of them, prepared in processes and added in their order."""
    writer = open_writer(place, full=True)
    try:
        for number, prepared in enumerate(_prepared(articles, writer.prepare, words, jobs), start=1):
            writer.add(prepared)
            if number % 10_000 == 0:
                print(f"{time.strftime('%H:%M:%S')} {place}: {number:,}", file=sys.stderr, flush=True)
        writer.commit(b"")
    except BaseException:
        writer.abort()
        raise


def _prepared(articles: Iterable[tuple[int, Article]], prepare: Any, words: list[str], jobs: int) -> Iterator[object]:
    # Spawned: a writer has threads and locks that a forked process would share.
    with ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (prepare, words)) as pool:
        waiting: deque[Future[list[object]]] = deque()
        source = iter(articles)
        while batch := list(islice(source, _BATCH)):
            waiting.append(pool.submit(_work, batch))
            if len(waiting) > _AHEAD * jobs:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


_own: dict[str, Any] = {}


def _begin(prepare: Any, words: list[str]) -> None:
    _own.update(prepare=prepare, words=words)


def _work(batch: Iterable[tuple[int, Article]]) -> list[object]:
    """What is added for some articles; runs in a process beside this one."""
    copies = (copied(article, copy, _own["words"]) if copy else article for copy, article in batch)
    return [_own["prepare"](article) for article in copies]


def read_rows(file: Path) -> list[dict[str, Any]]:
    """The rows in a file, by size and engine."""
    rows = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        rows[row["articles"], "://" in row["place"]] = row
    return [rows[key] for key in sorted(rows)]


def drawn(rows: list[dict[str, Any]]) -> str:
    """A picture: for each kind of query that all rows have, a bar for each row."""
    kinds = [kind for kind in KINDS if all(kind in row["asked"] for row in rows)]
    panels = [(f"{kind}: p50 (tick) and p95, milliseconds", [_bar(row, kind) for row in rows]) for kind in kinds]
    days = " and ".join(sorted({row["day"] for row in rows}))
    note = f"python -m tests.bench.scale, {days}; two cores, 24 GiB, one node with 4 GB of heap"
    return chart(panels, note)


def _bar(row: dict[str, Any], kind: str) -> Bar:
    engine = "OpenSearch" if "://" in row["place"] else "Whoosh"
    spread = row["asked"][kind]
    return Bar(f"{engine}, {row['articles']:,}", spread["p50"], spread["p95"], own=engine == "Whoosh")


def shown(row: Row) -> str:
    """A row of the table; times are p50 / p95 / max in milliseconds."""
    built = "" if row.built is None else f"{row.built:.0f}"
    cells = [row.place.partition("?")[0], f"{row.articles:,}", built, f"{row.disk / 1e6:.0f}", row.memory]
    return f"| {' | '.join([*cells, *map(str, row.asked.values())])} |"


if __name__ == "__main__":
    main()
