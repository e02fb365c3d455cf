"""What one question may take: its length, its clauses, its time, and what comes in by the wire. The long form
(WENHAI_SOAK=1) asks the dearest questions of the index that WENHAI_REAL_INDEX names, or else of the small one."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from indexer import Index, SearchTooDear, WenhaiError, open_index, time_limit
from indexer.budget import MOST_CLAUSES
from search_app import create_app
from search_app.server.worker import REQUEST_BYTES
from tests.soak.costs import MOST_BYTES, MOST_SECONDS, costs
from tests.soak.shapes import LENGTH, shapes

LONG = os.environ.get("WENHAI_SOAK") == "1"
MANY = "|".join(f"a{number}" for number in range(MOST_CLAUSES))


def test_as_many_clauses_as_are_said_and_not_one_more(index: Index) -> None:
    assert index.search(MANY).total == 0
    for more in ("|桥", "|-桥", "|(桥 灯)", "|作者:林一帆", "|桥 NEAR 灯", "|date:2021", "|-(-(桥))"):
        with pytest.raises(SearchTooDear, match=f"may have {MOST_CLAUSES}"):
            index.search(MANY + more)
        for ask in (index.every, index.marker):
            with pytest.raises(SearchTooDear):
                ask(MANY + more)


def test_a_sentence_is_one_clause(index: Index) -> None:
    prose = next(article.body for article in index.articles() if len(article.body) > 300)
    assert index.search((prose * 9)[:LENGTH]).total


def test_a_question_ends_with_its_time_and_the_next_one_has_its_own(index: Index) -> None:
    with time_limit(1e-9), pytest.raises(SearchTooDear, match="processor time"):
        index.search("桥")
    with time_limit(60):
        assert index.search("桥").total
    assert index.search("桥").total, "who sets no limit has none"


def test_waiting_is_not_counted(index: Index) -> None:
    with time_limit(0.5):
        time.sleep(0.6)
        assert index.search("桥").total


def test_marking_counts_as_searching(index: Index) -> None:
    marker = index.marker("桥 OR 灯")
    with time_limit(1e-9), pytest.raises(SearchTooDear):
        marker.marks("桥上的灯")


def test_an_inner_limit_gives_back_the_outer_one(index: Index) -> None:
    with time_limit(1e-9):
        with time_limit(60):
            assert index.search("桥").total
        with pytest.raises(SearchTooDear):
            index.search("桥")


@pytest.mark.parametrize("place", ["/?q=", "/api/search?q=", "/export.csv?q=", "/feed.atom?q=", "/compare?term="])
def test_too_much_is_400_with_a_sentence(client: FlaskClient, small_index: Path, place: str) -> None:
    hasty = create_app({"WENHAI_INDEX": str(small_index), "WENHAI_SECONDS": "1e-9"}).test_client()
    for answer in (client.get(place + quote(f"{MANY}|桥")), hasty.get(place + quote("桥"))):
        assert answer.status_code == 400
        assert answer.headers["Cache-Control"] == "no-store"
        if "/api/" in place:
            assert answer.mimetype == "application/problem+json"
            assert re.search(r"clauses|terms and conditions|processor time", answer.json["detail"])
        elif "." in place:
            assert answer.mimetype == "application/problem+json" and answer.json["detail"].endswith("。")
        else:
            assert "这样搜太费力" in answer.text and "请减少几个词" in answer.text
    assert client.get(place + quote("桥")).status_code == 200


@pytest.mark.parametrize("value", ["0", "-1", "much", "nan"])
def test_a_limit_that_is_no_number_is_refused(small_index: Path, value: str) -> None:
    with pytest.raises(WenhaiError, match="WENHAI_SECONDS"):
        create_app({"WENHAI_INDEX": str(small_index), "WENHAI_SECONDS": value})


def test_the_limit_comes_from_the_environment(small_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENHAI_SECONDS", "1e-9")
    assert create_app({"WENHAI_INDEX": str(small_index)}).test_client().get("/?q=桥").status_code == 400


def test_lengths_and_depths_are_bounded(client: FlaskClient) -> None:
    for address in (
        f"/?q={'a' * (LENGTH + 1)}", f"/api/suggest?q={'a' * (LENGTH + 1)}", "/?size=101", f"/?page={10**18}",
        f"/?author={'a' * 201}", f"/?without={'a,' * LENGTH}", "/compare?term=a&term=b&term=c&term=d&term=e&term=f",
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 400 and "。" in answer.text, address
    assert client.get(f"/api/search?q=桥&page={10**17}").json["hits"] == []


def test_what_is_posted_is_bounded(client: FlaskClient) -> None:
    answer = client.post("/settings", data={"next": "/" + "a" * 300_000})
    assert answer.status_code == 413 and "太长" in answer.text
    assert client.post("/settings", data={"next": "/?q=" + "a" * 130_000}).status_code == 303
    parts = {f"f{number}": (b"x", "x.txt") for number in range(5)}
    assert client.post("/settings", data={**parts, "next": "/"}, content_type="multipart/form-data").status_code in (
        303,
        400,
    )


@pytest.mark.parametrize("name, query", shapes().items())
def test_no_shape_of_query_fails(client: FlaskClient, name: str, query: str) -> None:
    answer = client.get("/api/search", query_string={"q": query})
    assert answer.status_code in (200, 400)
    assert (
        answer.status_code == 200 or "terms and conditions" in answer.json["detail"] or "time" in answer.json["detail"]
    )


@pytest.fixture(scope="module")
def port(small_index: Path) -> Iterator[int]:
    """Where `wenhai serve` listens, with what it is started with."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = int(free.getsockname()[1])
    command = [sys.executable, "-m", "indexer", "serve", "--index", str(small_index), "--port", str(number)]
    process = subprocess.Popen([*command, "--workers", "1"], stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", number), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield number
    finally:
        process.terminate()
        process.wait()


def sent(port: int, *pieces: bytes) -> bytes:
    """What the server answers to bytes, until it closes or has sent a head; nothing where it hangs up."""
    with socket.create_connection(("127.0.0.1", port), 30) as wire:
        wire.settimeout(30)
        try:
            for piece in pieces:
                wire.sendall(piece)
            answer = b""
            while b"\r\n\r\n" not in answer and (more := wire.recv(65_536)):
                answer += more
            return answer
        except OSError:
            return b""


def test_addresses_are_as_long_as_they_must_be_and_no_longer(port: int) -> None:
    head = b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    compared = "&".join(f"term={quote('桥' * 1990 + str(number))}" for number in range(5))
    assert sent(port, f"GET /compare?{compared}".encode() + head).startswith(b"HTTP/1.1 200 ")
    began = time.monotonic()
    answer = sent(port, b"GET /?q=", *[b"a" * 100_000] * 100, head)
    assert not answer or re.match(rb"HTTP/1.1 4", answer), answer[:80]
    assert time.monotonic() - began < 10, "10 MB took 43 s"
    assert sent(port, b"GET /?author=" + b"a" * (REQUEST_BYTES - 100) + head).startswith(b"HTTP/1.1 400 ")


def test_it_listens_nowhere_else(port: int) -> None:
    listening = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    places = [line[1] for line in listening if line[3] == "0A" and int(line[1].split(":")[1], 16) == port]
    assert places == [f"0100007F:{port:04X}"]


@pytest.mark.parametrize(
    "raw",
    [
        b"GET / HTTP/9.9\r\n\r\n", b"<script>alert(1)</script>\r\n\r\n", b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 9000 + b"\r\n\r\n",
        b"POST /settings HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\nConnection: close\r\n\r\n",
        b"POST /settings HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
)  # fmt: skip
def test_what_is_no_request_gets_an_answer_that_tells_nothing(port: int, raw: bytes) -> None:
    answer = sent(port, raw)
    assert not answer or re.match(rb"HTTP/1.[01] [45]", answer), answer[:200]
    assert not re.search(rb"Traceback|\.py|/usr/|/home/|<script>", answer)


@pytest.mark.skipif(not LONG, reason="The dearest questions are asked under WENHAI_SOAK=1.")
def test_the_dearest_questions_stay_within_bounds(small_index: Path) -> None:
    place = os.environ.get("WENHAI_REAL_INDEX") or str(small_index)
    found = list(costs(create_app({"WENHAI_INDEX": place}), open_index(place), longest=30))
    dear = [one for one in found if one.dear]
    print(f"{len(found)} requests over {len(open_index(place))} articles: {len(dear)} over {MOST_SECONDS:g} s or "
          f"{MOST_BYTES / 1e6:g} MB, the longest {max(one.seconds for one in found):.2f} s, the largest "
          f"{max(one.bytes for one in found) / 1e6:.0f} MB")  # fmt: skip
    assert not dear, [str(one) for one in dear]
