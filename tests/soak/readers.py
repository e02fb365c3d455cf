"""Readers that ask one thing after the other as fast as they are answered, and count what they get."""

import random
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, RemoteDisconnected
from urllib.parse import quote

from indexer import Index
from tests.soak.served import HOST

_SEED = 20261125


@dataclass(slots=True)
class Tally:
    """What readers got: answers by status, seconds of each by kind, requests sent anew because the server had closed
    an idle connection (as browsers do), and every failure as a sentence."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: dict[str, list[float]] = field(default_factory=dict)
    again: int = 0
    failures: list[str] = field(default_factory=list)

    def add(self, kind: str, status: int, seconds: float) -> None:
        """Count an answer that came whole."""
        self.statuses[status] += 1
        self.seconds.setdefault(kind, []).append(seconds)

    def merge(self, other: "Tally") -> None:
        """Count what another has."""
        self.statuses += other.statuses
        self.again += other.again
        self.failures += other.failures
        for kind, seconds in other.seconds.items():
            self.seconds.setdefault(kind, []).extend(seconds)

    def quantiles(self, kind: str = "") -> str:
        """p50, p95, p99 and the longest, in milliseconds, of a kind or of all."""
        every = self.seconds.get(kind, []) if kind else [one for some in self.seconds.values() for one in some]
        if len(every) < 2:
            return "-"
        cuts = statistics.quantiles(every, n=100)
        return " / ".join(f"{1e3 * value:.0f}" for value in (cuts[49], cuts[94], cuts[98], max(every)))


def addresses(index: Index) -> list[tuple[str, str]]:
    """Kinds and addresses of all kinds of requests, drawn from the articles, always the same."""
    rng = random.Random(_SEED)
    hits = index.search("", limit=400, sort="newest", snippets=False).hits
    found: list[tuple[str, str]] = []
    for hit in rng.sample(hits, min(60, len(hits))):
        title, text = hit.title or "北京", quote(hit.title or "北京", safe="")
        word, string = quote(title[:2], safe=""), quote(f'"{title[1:5]}"', safe="")
        found += [
            ("words", f"/?q={word}"),
            ("quoted", f"/?q={string}"),
            ("sentence", f"/?q={text}"),
            ("filters", f"/?source={hit.source}&page={rng.randint(1, 3)}"),
            ("article", f"/articles/{hit.id}?q={word}"),
            ("suggest", f"/api/suggest?q={word}"),
            ("api", f"/api/search?q={word}&size=20"),
        ]
    found += [("export", f"/export.csv?q={quote(hits[0].title, safe='')}"), ("feed", "/feed.atom"), ("page", "/")]
    found += [("compare", f"/compare?term={quote('北京')}&term={quote('美国')}")]
    rng.shuffle(found)
    return found


@contextmanager
def reading(port: int, asked: Sequence[tuple[str, str]], readers: int) -> Iterator[Tally]:
    """So many readers at once until the end of the block; every other one takes a new connection for each request.
    The tally is whole after the block."""
    tally, done = Tally(), threading.Event()
    tallies = [Tally() for _ in range(readers)]
    threads = [
        threading.Thread(target=_read_on, args=(port, asked, number, tallies[number], done))
        for number in range(readers)
    ]
    for thread in threads:
        thread.start()
    try:
        yield tally
    finally:
        done.set()
        for thread in threads:
            thread.join()
        for one in tallies:
            tally.merge(one)


def _read_on(port: int, asked: Sequence[tuple[str, str]], number: int, tally: Tally, done: threading.Event) -> None:
    connection, at = HTTPConnection(HOST, port, timeout=60), number * 37
    while not done.is_set():
        kind, address = asked[at % len(asked)]
        at += 1
        began = time.monotonic()
        try:
            status = _ask(connection, address, tally)
        except (OSError, HTTPException) as error:
            tally.failures.append(f"{address}: {type(error).__name__} {error} after {time.monotonic() - began:.1f} s")
            connection.close()
            time.sleep(0.2)  # no flood of failures where nobody listens
            continue
        tally.add(kind, status, time.monotonic() - began)
        if status >= 500:
            tally.failures.append(f"{address}: status {status}")
        if number % 2:
            connection.close()
    connection.close()


def _ask(connection: HTTPConnection, address: str, tally: Tally) -> int:
    """The status of a whole answer; asks once more where an idle connection was closed before (RFC 9112, 9.3.1)."""
    kept = connection.sock is not None
    try:
        return _whole(connection, address)
    except (RemoteDisconnected, ConnectionResetError, BrokenPipeError):
        connection.close()
        if not kept:
            raise
        tally.again += 1
        return _whole(connection, address)


def _whole(connection: HTTPConnection, address: str) -> int:
    connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    answer.read()  # raises IncompleteRead where it breaks off
    return answer.status
