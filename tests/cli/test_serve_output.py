"""What a terminal shows of a server: the address to open, then a short line a request."""

import os
import pty
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.telemetry.access_log import as_short_line
from search_app.telemetry.request_record import RequestRecord, Search
from tests.support.processes import free_port, until

SECRET = "朔风乍起"
_LINE = re.compile(r"\d\d:\d\d:\d\d GET (\S+) (\d{3}) \d+ ms(.*)")


class Shown:
    """What stands on a terminal, as lines."""

    def __init__(self) -> None:
        self.bytes = b""

    def lines(self) -> list[str]:
        return self.bytes.decode().splitlines()


@contextmanager
def on_a_terminal(index: Path, port: int, **environment: str) -> Iterator[Shown]:
    """``wenhai serve`` as somebody starts it who looks on."""
    ours, theirs = pty.openpty()
    shown = Shown()

    def look() -> None:
        try:
            while piece := os.read(ours, 4096):
                shown.bytes += piece
        except OSError:  # nobody has it open any more
            pass

    command = [sys.executable, "-m", "indexer", "serve", "--index", str(index), "--port", str(port)]
    process = subprocess.Popen(command, stdout=theirs, stderr=theirs, env={**os.environ, **environment})
    os.close(theirs)
    looking = threading.Thread(target=look)
    looking.start()
    try:
        until(lambda: process.poll() is not None or answers(port), 60, "an answer")
        yield shown
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        looking.join()
        os.close(ours)


def answers(port: int) -> bool:
    try:
        return ask(port, "/healthz") == 200
    except OSError:
        return False


def ask(port: int, address: str) -> int:
    with urlopen(f"http://127.0.0.1:{port}{quote(address, safe='/?=&')}") as answer:
        answer.read()
        return int(answer.status)


@pytest.mark.parametrize("level", ["requests", "personal"])
def test_a_terminal_shows_the_address_then_a_short_line_a_request(small_index: Path, level: str) -> None:
    port = free_port()
    with on_a_terminal(small_index, port, WENHAI_LOG=level) as shown:
        until(lambda: _LINE.match(shown.lines()[-1]), 10, "the line of what was asked")
        address, *asked = shown.lines()
        assert address == f"Serving {small_index} on http://127.0.0.1:{port}"
        assert [_LINE.fullmatch(line)[1] for line in asked] == ["/healthz"]  # type: ignore[index]
        for address in (f"/?q={SECRET}", "/authors/林一帆", "/static/base.css", f"/api/search?q={SECRET}"):
            ask(port, address)
        until(lambda: "/api/search" in shown.lines()[-1], 10, "the last line")
        lines = [_LINE.fullmatch(line) for line in shown.lines()[2:]]
    personal = level == "personal"
    told = ", 127.0.0.1" if personal else ""
    query = f", {SECRET}" if personal else ""
    author = "/authors/林一帆" if personal else "/authors/<path:name>"
    assert [(line and line.groups()) for line in lines] == [
        ("/", "200", f"{query}{told}"), (author, "200", told), ("/api/search", "200", f"{query}{told}"),
    ]  # fmt: skip
    assert len(shown.lines()) == 5, "what ends says nothing"


ANY = st.text(max_size=500) | st.text(st.characters(codec=None), max_size=50)


@given(query=ANY, path=ANY, forwarded=ANY, method=ANY)
def test_nothing_that_is_asked_controls_the_terminal(query: str, path: str, forwarded: str, method: str) -> None:
    search = Search(query, "words", 0, 0)
    answered = RequestRecord(method, path, "", 200, "page", 1, 0.1, False, "", search, "::1", forwarded)
    assert as_short_line(answered, personal=True).isprintable()


def test_what_would_control_a_terminal_is_spelled_out() -> None:
    answered = RequestRecord("GET", "/a\x1b[2J\u202eb\n", "", 404, "unknown", 1, 0.0123, True, "", None, "::1", "")
    assert as_short_line(answered, personal=False)[9:] == r"GET /a\x1b[2J\u202eb\n 404 12 ms"
