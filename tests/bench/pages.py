"""The HTML page, from a real server on loopback: ``wenhai serve`` with two workers."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from tests.bench.timing import Spread, measure

CLIENTS, WORKERS = 8, 2
_SECONDS = 8.0


def one_client(port: int, queries: Sequence[str]) -> Spread:
    """Milliseconds a page, one after the other on one connection."""
    client = HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(query: str) -> None:
        _page(client, query)

    try:
        return measure(ask, queries)
    finally:
        client.close()


def many_clients(port: int, queries: Sequence[str]) -> float:
    """Pages a second with CLIENTS clients, from a process of its own: it shares the cores, but no lock."""
    command = [sys.executable, "-m", "tests.bench.load", str(port), str(CLIENTS), str(_SECONDS)]
    done = subprocess.run(command, input="\n".join(queries), capture_output=True, text=True, check=True)
    return float(done.stdout)


@contextmanager
def serving(index: str) -> Iterator[int]:
    """A server over an index; gives its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "indexer", "serve", "--index", index, "--port", str(port)]
    server = subprocess.Popen(
        [*command, "--workers", str(WORKERS)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(server, port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(300):
        if server.poll() is not None:
            break
        client = HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            return _page(client, "")
        except (OSError, HTTPException):
            time.sleep(0.1)
        finally:
            client.close()
    raise SystemExit(f"wenhai serve does not answer on port {port}.")


def _page(client: HTTPConnection, query: str) -> None:
    client.request("GET", "/?" + urlencode({"q": query}))
    response = client.getresponse()
    response.read()
    if response.status != 200:
        raise SystemExit(f"The page answers with status {response.status}.")
