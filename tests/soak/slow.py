"""Clients that take their time, by bad lines or bad will: few, on loopback, each for as long as it is let."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import cycle

from tests.soak.served import HOST

_HEAD = b"GET /?q=%E5%8C%97%E4%BA%AC HTTP/1.1\r\nHost: 127.0.0.1\r\n"
_BODY = b"POST /settings HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 400\r\n\r\n"


def trickling(port: int, done: threading.Event, seen: Counter[str]) -> None:
    """A header's byte a second, anew when hung up on (slowloris)."""
    _drip(port, done, seen, _HEAD + b"X-Slow: " + b"a" * 100_000, "headers")


def trickling_body(port: int, done: threading.Event, seen: Counter[str]) -> None:
    """The head at once, then a byte of the body a second."""
    _drip(port, done, seen, _BODY + b"a" * 400, "bodies", at_once=len(_BODY))


def crowding(port: int, done: threading.Event, seen: Counter[str]) -> None:
    """A hundred connections that begin a request and never end it, a byte a second each, anew when hung up on: nine
    such crowds are more than two processes have places for."""
    with ExitStack() as crowd:
        clients: dict[int, socket.socket] = {}
        for at in cycle(range(100)):
            if done.wait(0.01):
                return
            try:
                if at not in clients:
                    clients[at] = crowd.enter_context(socket.create_connection((HOST, port), timeout=60))
                    clients[at].sendall(_HEAD + b"X-Slow: ")
                clients[at].sendall(b"a")
            except OSError:
                if at in clients:
                    clients.pop(at).close()
                seen["hung up on in crowds"] += 1


def idling(port: int, done: threading.Event, seen: Counter[str]) -> None:
    """One request, then nothing on the connection until it is closed."""
    while not done.is_set():
        with suppress(OSError), socket.create_connection((HOST, port), timeout=60) as client:
            client.sendall(_HEAD + b"\r\n")
            client.settimeout(1)
            while not done.is_set():
                with suppress(TimeoutError):
                    if not client.recv(65_536):
                        break
            seen["idlers closed"] += 1


def exporting(port: int, done: threading.Event, seen: Counter[str], address: str = "/export.jsonl") -> None:
    """A whole export, 4 kB of it every tenth of a second, into a small buffer."""
    while not done.is_set():
        with suppress(OSError), export(port, address, 8192) as client:
            while not done.is_set():
                piece = client.recv(4096)
                if not piece:
                    break
                if b"HTTP/1.1 503" in piece[:20]:
                    seen["exports turned away"] += 1
                seen["bytes of exports"] += len(piece)
                done.wait(0.1)
        seen["exports ended"] += 1


def export(port: int, address: str, buffer: int = 0) -> socket.socket:
    """A connection that has asked for an export; with a ``buffer`` of so many bytes, it takes little at once."""
    client = socket.socket()
    if buffer:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    client.settimeout(60)
    client.connect((HOST, port))
    client.sendall(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    return client


@contextmanager
def clients(port: int, *kinds: tuple[Callable[..., None], int]) -> Iterator[Counter[str]]:
    """So many of each kind until the end of the block; what they saw, whole after it."""
    seen: Counter[str] = Counter()
    done = threading.Event()
    threads = [threading.Thread(target=kind, args=(port, done, seen)) for kind, number in kinds for _ in range(number)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        done.set()
        for thread in threads:
            thread.join()


def _drip(
    port: int, done: threading.Event, seen: Counter[str], request: bytes, what: str, at_once: int = len(_HEAD)
) -> None:
    while not done.is_set():
        began = time.monotonic()
        with suppress(OSError), socket.create_connection((HOST, port), timeout=60) as client:
            client.sendall(request[:at_once])
            for at in range(at_once, len(request)):
                if done.wait(1):
                    return
                client.sendall(request[at : at + 1])
        seen[f"slow {what} hung up on"] += 1
        seen[f"longest of slow {what}, s"] = max(seen[f"longest of slow {what}, s"], int(time.monotonic() - began))
        done.wait(0.2)
