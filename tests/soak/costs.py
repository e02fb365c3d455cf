"""What the dearest queries cost: seconds and memory of each shape at each place, in a process of its own.

``python -m tests.soak.costs INDEX [--only WORD] [--seconds 60]`` prints the dearest last, and ends with status 1 where
one took over 3 seconds or 500 MB. Of exports it takes the beginning: they are sent for as long as it takes. Nothing is
written to the index.
"""

import argparse
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient

from indexer import Index, open_index
from search_app import create_app
from tests.soak.shapes import shapes

MAX_SECONDS, MAX_BYTES = 3.0, 500e6
"""What a request is refused after is 2 s of processor time; one list of matches more and the answer are let pass."""
_SAMPLE = 0.01


@dataclass(frozen=True, slots=True)
class Cost:
    """What one request took: its ``status`` is 0 where it was given up, ``seconds`` are of processor time, ``bytes``
    are its process's own memory above what it had before."""

    name: str
    status: int
    seconds: float
    bytes: int
    length: int

    @property
    def dear(self) -> bool:
        """Is it over the bound?"""
        return not self.status or self.seconds > MAX_SECONDS or self.bytes > MAX_BYTES

    def __str__(self) -> str:
        status = self.status or "given up"
        return f"{self.seconds:7.2f} s {self.bytes / 1e6:7.0f} MB  {status}  {self.length:>9,} bytes  {self.name}"


def requests(index: Index) -> Iterator[tuple[str, str]]:
    """Names and addresses: every shape at every place, and the places that are dear without a query."""
    ids = [article.id for article in sorted(index.articles(), key=lambda one: -len(one.body))[:2]]
    some = shapes()
    for name, query in some.items():
        q = quote(query, safe="")
        yield f"page: {name}", f"/?q={q}"
        yield f"api: {name}", f"/api/search?q={q}&size=100"
        yield f"oldest, far: {name}", f"/?q={q}&sort=oldest&page=5000&collapse=1"
        yield f"feed: {name}", f"/feed.atom?q={q}"
        yield f"csv: {name}", f"/export.csv?q={q}"
        yield f"article: {name}", f"/articles/{ids[0]}?q={q}&at=1"
        yield f"suggest: {name}", f"/api/suggest?q={q}"
        # Beyond the most of one comparison, five that differ at least at their ends.
        terms = "&".join(f"term={quote(query[: 2000 - number])}" for number in range(5))
        yield f"compare: {name}", f"/compare?{terms}"
    yield "versions of the longest two", f"/articles/{ids[0]}/against/{ids[1]}"
    yield "the longest against itself", f"/articles/{ids[0]}/against/{ids[0]}"
    yield "neighbours of the longest", f"/api/articles/{ids[0]}/neighbours"
    yield "author of 10,000 characters", f"/authors/{'a' * 10_000}"
    yield "many names without", f"/?q=Blinken&without={quote(','.join(map(str, range(400))))}"


def cost(name: str, ask: Callable[[], tuple[int, int]], longest: float) -> Cost:
    """What a request takes in a process of its own, which is ended after so many seconds."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()

    def run() -> None:
        began = time.process_time()
        status, length = ask()
        theirs.send((status, time.process_time() - began, length))

    process = context.Process(target=run)
    process.start()
    assert process.pid is not None
    before = most = _own(process.pid)
    end = time.monotonic() + longest
    while time.monotonic() < end and not ours.poll(_SAMPLE):
        most = max(most, _own(process.pid))
        if not process.is_alive():
            break
    status, seconds, length = ours.recv() if ours.poll() else (0, longest, 0)
    process.kill()
    process.join()
    return Cost(name, status, seconds, most - before, length)


def _own(pid: int) -> int:
    """Bytes of memory that are a process's own: mapped files are anybody's."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    return int(lines.get("RssAnon", "0 kB").split()[0]) * 1024


def asking(client: FlaskClient, address: str) -> Callable[[], tuple[int, int]]:
    """Asks for an address, and takes the answer, of an export its beginning; gives its status and length."""

    def ask() -> tuple[int, int]:
        with client.get(address, buffered=False) as answer:
            pieces = islice(answer.response, 1 if "/export" in address else None)
            return answer.status_code, sum(map(len, pieces))

    return ask


def costs(app: Flask, index: Index, only: str = "", longest: float = 60.0) -> Iterator[Cost]:
    """What each request costs whose name holds a word."""
    client = app.test_client()
    for address in ("/?q=中国", "/api/suggest?q=zhong", "/?q=unknwon", "/compare?term=中国&term=美国"):
        client.get(address).close()  # what the first question of a process costs is told elsewhere
    for name, address in requests(index):
        if only in name:
            yield cost(name, asking(client, address), longest)


def main() -> int:
    """Print what they cost; 1 where one is over the bound."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("index")
    options.add_argument("--only", default="")
    options.add_argument("--seconds", type=float, default=60.0)
    given = options.parse_args()
    found = []
    for one in costs(create_app({"WENHAI_INDEX": given.index}), open_index(given.index), given.only, given.seconds):
        print(one, file=sys.stderr, flush=True)
        found.append(one)
    for one in sorted(found, key=lambda one: one.seconds):
        print(one)
    dear = sum(one.dear for one in found)
    print(f"{len(found)} requests, {dear} over {MAX_SECONDS:g} s or {MAX_BYTES / 1e6:g} MB.")
    return int(dear > 0)


if __name__ == "__main__":
    sys.exit(main())
