"""Wenhai beside its peers: ``python -m tests.bench.run --index FOLDER``, or ``make bench BENCH="--index FOLDER"``."""

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from indexer import Article, WenhaiError, open_index
from tests.bench import pages, wenhai
from tests.bench.chart import Bar, chart
from tests.bench.corpus import documents, read_articles, text_of
from tests.bench.peers import PEERS, Missing, Peer, build, is_built
from tests.bench.queries import Queries, draw
from tests.bench.timing import Spread, first_answer, measure, run_for

RESULTS = Path(__file__).with_name("results.md")
CHART = Path(__file__).parents[2] / "docs" / "bench.svg"
_UNCOUNTED = ("fts5", "xapian")
"""Those whom the exact total costs much: asked once more without it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One engine in the table of all engines."""

    name: str
    ranked: Spread
    phrase: Spread
    counted: str
    seconds: float | None = None
    bytes: int | None = None
    first: float | None = None


def main() -> None:
    options = _options()
    try:
        with _folder(options.keep) as folder:
            report, picture = _report(options, folder)
    except WenhaiError as error:
        raise SystemExit(f"{error}\nSay with --index where an index of Wenhai is.") from None
    print(report)
    if options.write:
        RESULTS.write_text(report + "\n", encoding="utf-8")
        CHART.write_text(picture, encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure Wenhai beside its peers.")
    parser.add_argument("--index", default="/tmp/real", help="an index of Wenhai with the articles to measure with")
    parser.add_argument("--articles", type=int, metavar="N", help="only the first N of them")
    parser.add_argument("--archive", type=Path, metavar="FOLDER", help="also time reindex, with files from here")
    parser.add_argument("--peers", default=",".join(PEERS), help="which, by commas; default %(default)s; '' for none")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the peers' indices there, or use them again")
    parser.add_argument("--write", action="store_true", help=f"also write {RESULTS.name} and {CHART.name}")
    options = parser.parse_args()
    options.peers = [name for name in options.peers.split(",") if name]
    if unknown := [name for name in options.peers if name not in PEERS]:
        parser.error(f"there is no peer {unknown[0]}; there are {', '.join(PEERS)}")
    return options


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """Where everything that is built goes."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="wenhai_bench_") as folder:
        yield Path(folder)


def _report(options: argparse.Namespace, folder: Path) -> tuple[str, str]:
    _say("reading articles")
    articles = read_articles(options.index, options.articles)
    queries = draw(articles)
    size = sum(len(text_of(article).encode("utf-8", "surrogatepass")) for article in articles)
    head = _heading(len(articles), size)
    index = _own_index(options.index, articles, folder)
    peers, missing = _installed(options.peers, folder / f"peers-{len(articles)}")
    cutting, seconds = _build(peers, articles)
    found_in = f"{len(articles):,} articles, top ten with exact total; bars end at p95, ticks are p50, milliseconds"
    del articles
    reindexed = _reindexed(options)
    rows, own = _wenhai(index, queries, reindexed[0][1] if reindexed else None)
    for name, (peer, place) in peers.items():
        rows += _peer(name, peer, place, queries, seconds[name])
    own += [f"| {what}; {sentence} | {took:.1f} s |" for what, took, sentence in reindexed]
    found = "Wenhai finds more than the peers: it also looks into captions and bylines, and for the text as it stands."
    notes = [found, *cutting, *missing, *(f"{peer.name}: {peer.note}." for peer, _ in peers.values() if peer.note)]
    report = "\n".join([head, *_table(rows, size), "", *_own_table(own), "", *(f"- {note}" for note in notes)])
    return report, _chart(rows, found_in)


def _heading(articles: int, size: int) -> str:
    load = os.getloadavg()[0]
    return (
        f"{articles:,} articles, {size / 1e6:.0f} MB of text in UTF-8; {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, load before the run {load:.1f}. "
        f"Milliseconds p50 / p95 / max, medians of three rounds; ten hits with title and address.\n"
    )


def _own_index(given: str, articles: list[Article], folder: Path) -> str:
    """The given index, or where it holds more than is measured with, one of just that."""
    opened = open_index(given)
    whole = len(opened) == len(articles)
    opened.close()
    if whole:
        return given
    own = folder / f"wenhai-{len(articles)}"
    _say("Wenhai: indexing the first articles")
    wenhai.build(articles, own)  # every time: what it is built by is what is being worked on
    return str(own)


def _installed(names: list[str], folder: Path) -> tuple[dict[str, tuple[Peer, Path]], list[str]]:
    """The peers there are, with the folders of their indices, and a sentence on each of the others."""
    peers: dict[str, tuple[Peer, Path]] = {}
    missing: list[str] = []
    for name in names:
        try:
            peers[name] = PEERS[name](folder / name), folder / name
        except Missing as error:
            missing.append(f"{PEERS[name].name} is left out, because it is not installed: {error}.")
    return peers, missing


def _build(peers: dict[str, tuple[Peer, Path]], articles: list[Article]) -> tuple[list[str], dict[str, float]]:
    """Seconds a peer; and how long cutting took, which is in none of them."""
    notes: list[str] = []
    cut = []
    if not all(is_built(place) for _, place in peers.values()):
        _say("cutting words for the peers")
        began = time.perf_counter()
        cut = list(documents(articles))
        notes.append(f"Cutting the words for the peers took {time.perf_counter() - began:.0f} s more, on one core.")
    seconds: dict[str, float] = {}
    for name, (peer, place) in peers.items():
        _say(f"{peer.name}: indexing")
        seconds[name] = build(peer, place, cut)
    return notes, seconds


def _reindexed(options: argparse.Namespace) -> list[tuple[str, float, str]]:
    if options.archive is None:
        return []
    _say("Wenhai: reindexing the archive")
    with tempfile.TemporaryDirectory(prefix="wenhai_bench_") as place:
        return wenhai.reindexing(options.archive, options.articles, Path(place))


def _wenhai(location: str, queries: Queries, seconds: float | None) -> tuple[list[Row], list[str]]:
    """Its row beside the peers, and the table of what only it is asked."""
    _say("Wenhai: searching")
    index = open_index(location)
    plain, everything = wenhai.plain(index), wenhai.with_everything(index)
    code = f"from indexer import open_index as o; print(o({location!r}).search({queries.ranked_text[0]!r}, limit=10, "
    row = Row(
        "**Wenhai**", measure(plain, queries.ranked_text), measure(plain, queries.phrases_text), "yes",
        seconds, index.status().bytes, first_answer(code + "snippets=False).total)"),
    )  # fmt: skip
    asked: list[tuple[str, Spread | str]] = [
        ("quoted strings of 1 to 8 characters", measure(plain, queries.strings_text)),
        ("sentences of 30 to 80 characters", measure(plain, queries.sentences)),
        ("ranked, with snippets and four facets", measure(everything, queries.ranked_text)),
        ("quoted strings, with snippets and four facets", measure(everything, queries.strings_text)),
        ("sentences, with snippets and four facets", measure(everything, queries.sentences)),
        ("`wenhai search` from the shell, one ranked query", f"{_shell(location, queries.ranked_text[0]):.2f} s"),
    ]
    index.close()
    _say("Wenhai: serving pages")
    with pages.serving(location) as port:
        asked.append(("HTML page for ranked queries, one client", pages.one_client(port, queries.ranked_text)))
        rate = pages.many_clients(port, queries.ranked_text)
        asked.append((f"the same, {pages.CLIENTS} clients and {pages.WORKERS} workers", f"{rate:.0f} pages a second"))
    return [row], [f"| {what} | {took} |" for what, took in asked]


def _shell(location: str, query: str) -> float:
    return min(run_for("search", query, "--index", location)[0] for _ in range(3))


def _peer(name: str, peer: Peer, place: Path, queries: Queries, seconds: float) -> list[Row]:
    """Its row; and one without totals where they cost much."""
    _say(f"{peer.name}: searching")
    bytes = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
    code = (
        "from pathlib import Path; from tests.bench.peers import PEERS; "
        f"p = PEERS[{name!r}](Path({str(place)!r})); p.open(); print(p.search({queries.ranked[0]!r})[0])"
    )
    title = f"{peer.name} {peer.version}"
    rows = [Row(title, *_asked(peer, queries), "yes", seconds, bytes, first_answer(code))]
    if name in _UNCOUNTED:
        rows.append(Row(f"{title}, no total", *_asked(PEERS[name](place, counted=False), queries), "no"))
    return rows


def _asked(peer: Peer, queries: Queries) -> tuple[Spread, Spread]:
    peer.open()
    return (
        measure(lambda words: peer.search(words)[0], queries.ranked),
        measure(lambda words: peer.phrase(words)[0], queries.phrases),
    )


def _table(rows: Sequence[Row], size: int) -> list[str]:
    lines = [
        "| | index it (s) | on disk (MB, × text) | ranked | phrase of two words | exact total | found, ranked | "
        "found, phrases | first answer (s) |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        disk = f"{row.bytes / 1e6:.0f}, {row.bytes / size:.2f}" if row.bytes else ""
        cells = [row.name, _number(row.seconds, 1), disk, str(row.ranked), str(row.phrase), row.counted,
                 _number(row.ranked.found), _number(row.phrase.found), _number(row.first, 2)]  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _chart(rows: Sequence[Row], note: str) -> str:
    counted = [row for row in rows if row.counted == "yes"]

    def bars(of: Callable[[Row], Spread]) -> list[Bar]:
        return [Bar(row.name.strip("*"), of(row).p50, of(row).p95, row.name.startswith("*")) for row in counted]

    ranked, phrases = bars(lambda row: row.ranked), bars(lambda row: row.phrase)
    return chart([("Ranked queries of one to three words", ranked), ("Phrases of two words", phrases)], note)


def _own_table(own: Sequence[str]) -> list[str]:
    return ["| Wenhai alone | |", "|---|---|", *own]


def _number(value: float | None, digits: int = 0) -> str:
    return "" if value is None else f"{value:,.{digits}f}"


def _say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
