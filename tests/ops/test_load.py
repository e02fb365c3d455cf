"""A server under load: slow clients keep nobody out, nothing fails while it changes, and it ends in good order."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from indexer import open_index
from indexer.location import open_writer
from search_app import create_app
from tests.soak import load, slow
from tests.soak.readers import addresses, reading
from tests.soak.served import HOST, Served, serving
from tests.support.processes import until

COPIES = 60
LONG = pytest.mark.skipif(os.environ.get("WENHAI_SOAK") != "1", reason="WENHAI_SOAK=1 asks for it: eleven minutes.")
HEAD = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n"


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory, small_index: Path) -> Path:
    """An index whose export is longer than what two sockets hold of it."""
    root = tmp_path_factory.mktemp("load") / "index"
    articles = list(open_index(small_index).articles())
    longest = max(articles, key=lambda article: len(article.body))
    writer = open_writer(root)
    for number in range(COPIES):
        bodies = "\n".join([longest.body] * 6)
        writer.add(writer.prepare(replace(longest, url=f"https://load.example/long/{number}", body=bodies)))
    for article in articles:
        writer.add(writer.prepare(article))
    writer.commit(b"")
    return root


@pytest.fixture(scope="module")
def served(grown: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(grown, tmp_path_factory.mktemp("log") / "log") as served:
        yield served


def test_a_request_may_come_in_pieces_and_two_in_one(served: Served) -> None:
    with socket.create_connection((HOST, served.port), timeout=60) as client:
        for piece in (HEAD[:3], HEAD[3:30], HEAD[30:], b"\r", b"\n"):
            client.sendall(piece)
        assert _answers(client, 1) == [b"200"]
        client.sendall((HEAD + b"\r\n") * 3)
        assert _answers(client, 3) == [b"200"] * 3
        client.sendall(b"POST /settings HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\ntheme")
        client.sendall(b"=dark")
        assert _answers(client, 1) == [b"303"]


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (HEAD + b"X: " + b"a" * 140_000, b"431"),
        (HEAD + b"Content-Length: 140000\r\n\r\n", b"413"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"411"),
        (b"GET /?q=" + b"%E5%8C%97" * 2_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", b"200"),
        (b"nonsense\r\n\r\n", b"400"),
    ],
)
def test_what_is_too_much_is_refused_before_it_is_there(served: Served, request_: bytes, status: bytes) -> None:
    with socket.create_connection((HOST, served.port), timeout=60) as client:
        client.sendall(request_)
        assert _answers(client, 1) == [status]


def _answers(client: socket.socket, number: int) -> list[bytes]:
    """The statuses of so many answers."""
    data = b""
    while data.count(b"HTTP/1.1 ") < number:
        piece = client.recv(65_536)
        assert piece, f"hung up after {data!r}"
        data += piece
    client.settimeout(0.2)
    try:
        while piece := client.recv(65_536):
            data += piece
    except TimeoutError:
        pass
    client.settimeout(60)
    return [part[:3] for part in data.split(b"HTTP/1.1 ")[1:]]


def test_no_client_is_taken_for_a_proxy(served: Served) -> None:
    with socket.create_connection((HOST, served.port), timeout=60) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nSCRIPT_NAME: /elsewhere\r\nPATH_INFO: /x\r\n")
        client.sendall(b"Connection: close\r\n\r\n")
        answer = b"".join(iter(lambda: client.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 200") and b"elsewhere" not in answer


def test_who_asks_whether_to_go_on_is_answered(served: Served) -> None:
    """curl does with a body of more than a megabyte, and waits a second where nobody answers."""
    with socket.create_connection((HOST, served.port), timeout=60) as client:
        client.sendall(b"POST /settings HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n")
        client.sendall(b"Expect: 100-Continue\r\n\r\n")
        assert client.recv(1_000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"theme=dark")
        assert _answers(client, 1) == [b"303"]


def test_a_crowd_that_never_ends_its_requests_keeps_nobody_out(served: Served) -> None:
    with ExitStack() as crowd:
        for _ in range(850):  # two processes hold 400 connections each
            one = crowd.enter_context(socket.create_connection((HOST, served.port), timeout=60))
            with suppress(ConnectionError):
                one.sendall(HEAD[:30])
        last, began = one, time.monotonic()
        assert [served.get("/")[0] for _ in range(4)] == [200] * 4
        assert time.monotonic() - began < 4
        assert _answers(last, 1) == [b"408"], "who is late is told so"


def test_who_loses_a_place_while_sending_takes_nobody_along(served: Served) -> None:
    """The loop hears of a new connection and of the one that loses its place at once where it has had no time."""
    before = served.workers()
    with ExitStack() as crowd:
        clients = [crowd.enter_context(socket.create_connection((HOST, served.port), timeout=60)) for _ in range(850)]
        for client in clients:
            with suppress(ConnectionError):
                client.sendall(HEAD[:-2] + b"X-Slow: ")
        for _ in range(12):
            assert [served.get("/healthz")[0] for _ in range(4)] == [200] * 4, "all have been let in"
            for pid in before:
                os.kill(pid, signal.SIGSTOP)
            clients += [crowd.enter_context(socket.create_connection((HOST, served.port), timeout=60))]
            for client in clients:
                with suppress(ConnectionError):
                    client.sendall(b"a")
            for pid in before:
                os.kill(pid, signal.SIGCONT)
        assert [served.get("/healthz")[0] for _ in range(4)] == [200] * 4
        assert served.workers() == before


def test_slow_clients_keep_nobody_out(served: Served, grown: Path) -> None:
    # Eight did, with two processes of four threads: then no page came within 8 seconds.
    many = ((slow.trickling, 40), (slow.trickling_body, 10), (slow.idling, 20), (slow.exporting, 4))
    asked = addresses(open_index(grown))
    with slow.clients(served.port, *many) as seen, reading(served.port, asked, 2) as tally:
        until(lambda: seen["bytes of exports"] > 0, 30, "the exports to begin")
        assert [served.get("/")[0] for _ in range(8)] == [200] * 8
    assert not tally.failures and set(tally.statuses) == {200}
    assert not seen["exports turned away"]


def test_nothing_fails_while_generation_and_processes_change(served: Served, grown: Path) -> None:
    outcome = load.run(grown, served, 4, readers=3, slow_clients=((slow.trickling, 4), (slow.idling, 4)))
    assert not outcome.tally.failures
    assert set(outcome.tally.statuses) == {200}
    assert outcome.generations[0] < outcome.generations[1] == outcome.generations[2]


def test_the_last_answers_are_sent_and_the_door_is_closed(served: Served) -> None:
    # The last test of this server. The export is held up by its reader, so that it is under way.
    ended = load.ending(served, "/export.jsonl", buffer=8192)
    assert ended.whole and ended.closed and ended.seconds < 30
    assert served.process.returncode == 0
    assert "Traceback" not in served.log.read_text(encoding="utf-8")


def test_so_many_exports_at_once_and_no_more(small_index: Path) -> None:
    app = create_app({"WENHAI_INDEX": str(small_index), "WENHAI_EXPORTS": "1"})
    client = app.test_client()
    first = _begun(app)
    refused = client.get("/export.csv")
    assert refused.status_code == 503 and refused.headers.getlist("Retry-After") == ["30"] and "导出" in refused.text
    assert client.get("/?q=布林肯").status_code == 200
    first.close()
    # However one ends, its turn is given back: read to its end, broken off, never begun.
    assert client.get("/export.csv", buffered=True).status_code == 200
    _begun(app).close()
    client.head("/export.csv", buffered=True)
    client.get("/export.csv").close()
    assert client.get("/export.csv", buffered=True).status_code == 200


def _begun(app: Flask) -> object:
    answer = app.test_client().get("/export.csv")
    next(iter(answer.response))
    return answer


@LONG
def test_ten_minutes_at_saturation(grown: Path, tmp_path: Path) -> None:
    index = load.linked(Path(os.environ.get("WENHAI_SOAK_INDEX") or grown), tmp_path / "index")
    with serving(index, tmp_path / "log") as server:
        outcome = load.run(index, server, float(os.environ.get("WENHAI_SOAK_SECONDS") or 600))
        ended = load.ending(server, load.some_of(index), buffer=8192)
    print(f"\n{outcome}\n{ended}")
    assert not outcome.tally.failures and set(outcome.tally.statuses) == {200}
    assert 9 < outcome.slow["longest of slow headers, s"] < 40
    for warm, late in (outcome.memory[:2], outcome.memory[2:]):
        # In a run of seconds, new processes have not read what they need when they are first looked at.
        assert late.own < warm.own + 40 or outcome.seconds < 300, "memory grows"
    assert ended.whole and ended.closed
