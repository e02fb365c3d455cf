"""What is told of each request, to whom, and what is not; and whether the answers of /healthz and /readyz mean it."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from indexer import WenhaiError, open_index
from search_app import create_app
from search_app.telemetry.access_log import as_values, write_line
from search_app.telemetry.request_kinds import KINDS
from search_app.telemetry.request_record import RequestRecord, Search
from tests.soak.served import serving
from tests.support.processes import until

SECRET = "朔风乍起"
"""Text that stands in no article; whoever searches for it would not like to read so elsewhere."""
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(capfd: pytest.CaptureFixture[str]) -> Lines:
    """The lines written since it was asked last, every one of them JSON."""
    return lambda: [json.loads(line) for line in capfd.readouterr().err.splitlines()]


class Buffered(FlaskClient):
    """Takes each answer whole and lets go of it, as a server does."""

    def open(self, *arguments: Any, buffered: bool = True, **named: Any) -> Any:
        return super().open(*arguments, buffered=buffered, **named)


def watched(index: Path, **settings: str) -> FlaskClient:
    return client_of(create_app({"WENHAI_INDEX": str(index), **settings}))


def client_of(app: Flask) -> FlaskClient:
    app.test_client_class = Buffered
    return app.test_client()


def test_every_address_is_of_some_kind(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(KINDS)


def test_a_line_tells_of_each_request(small_index: Path, lines: Lines) -> None:
    client = watched(small_index, WENHAI_LOG="requests")
    answer = client.get("/?q=布林肯")
    [line] = lines()
    assert (line["method"], line["path"], line["status"], line["kind"]) == ("GET", "/", 200, "page")
    assert line["bytes"] == len(answer.data) and line["ms"] > 0 and line["at"].endswith("+00:00")
    found = open_index(small_index).search("布林肯")
    assert (line["query_kind"], line["total"], line["exact"]) == ("words", found.total, found.exact)
    assert line["generation"] == open_index(small_index).status().generation
    again = client.get("/?q=布林肯", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == lines()[0]["status"] == 304
    client.get("/nowhere")
    client.post("/api/search")
    client.get("/?size=0")
    assert [(line["status"], line["kind"]) for line in lines()] == [(404, "unknown"), (405, "unknown"), (400, "page")]
    icon = client.get("/static/icon.svg")
    assert lines()[0]["bytes"] == len(icon.data) > 0


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/", "all"), ("/?source=nyt", "filters"), ("/?q=来源:nyt", "filters"), ("/?q=日期:2021", "filters"),
        ("/?q=布林肯 -贸易", "words"), ("/?q=-贸易", "words"), ("/?q=习近*", "words"), ('/?q="布林肯"', "quoted"),
        ("/?q=布林肯 NEAR/9 王毅", "quoted"), ("/?q=美国国务卿布林肯星期五在北京会见了中国外交部长", "sentence"),
        ("/api/search?q=布林肯", "words"), ('/export.csv?q="布林肯"', "quoted"), ("/feed.atom", "all"),
    ],
)  # fmt: skip
def test_queries_are_told_apart_by_kind(small_index: Path, lines: Lines, address: str, kind: str) -> None:
    watched(small_index, WENHAI_LOG="requests").get(address)
    [line] = lines()
    assert line["query_kind"] == kind


def test_what_is_personal_is_told_only_where_it_is_asked_for(
    small_index: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    addresses = [
        f"/?q={SECRET}", f"/?author={SECRET}", f"/api/search?q={SECRET}", f"/api/suggest?q={SECRET}",
        f"/authors/{SECRET}", f"/api/authors/{SECRET}", f"/export.csv?q={SECRET}", f"/compare?term={SECRET}",
        f"/nowhere?q={SECRET}", f"/?q={SECRET}&size=0",
    ]  # fmt: skip

    def told(level: str) -> str:
        client = watched(small_index, WENHAI_LOG=level)
        for address in addresses:
            client.get(address, environ_base={"REMOTE_ADDR": "192.0.2.7"}, headers={"X-Forwarded-For": "192.0.2.8"})
        return capfd.readouterr().err

    assert told("off") == ""
    plain = told("requests")
    assert len(plain.splitlines()) == len(addresses)
    for text in (SECRET, json.dumps(SECRET)[1:-1], quote(SECRET), "192.0.2."):
        assert text not in plain
    personal = told("personal")
    assert personal.count(f'"query":"{SECRET}"') >= 2 and f'"path":"/authors/{SECRET}"' in personal
    assert personal.count('"address":"192.0.2.7"') == personal.count('"forwarded":"192.0.2.8"') == len(addresses)


def test_a_log_says_what_was_asked_and_does_nothing(small_index: Path, capfd: pytest.CaptureFixture[str]) -> None:
    steering = "\u009b31m \u202e\u2066\u200f \u2028 \x7f"
    watched(small_index, WENHAI_LOG="personal").get("/", query_string={"q": f"北京{steering}"})
    line = capfd.readouterr().err.splitlines()[-1]
    assert line.isprintable() and "北京" in line and "\\u202e" in line
    assert "\u202e\u2066\u200f" in json.loads(line)["query"]


def test_an_error_in_the_log_is_no_more_than_told(small_index: Path, caplog: pytest.LogCaptureFixture) -> None:
    client = watched(small_index)

    def fail(name: str) -> str:
        raise ValueError(f"云\u202e\u009b {name}")

    client.application.add_url_rule("/broken/<name>", view_func=fail)
    client.application.testing = False
    assert client.get("/broken/%E2%80%AE%C2%9B%0A[forged]").status_code == 500
    said = caplog.text
    assert "/broken/\\u202e\\x9b\\n[forged] [GET]" in said and "ValueError: 云\\u202e\\x9b" in said
    assert all(line.isprintable() for line in said.splitlines()) and "\n[forged]" not in said


ANY = st.text(max_size=3000) | st.text(st.characters(codec=None), max_size=50)


@given(query=ANY, path=ANY, forwarded=ANY, method=ANY)
def test_whatever_is_asked_makes_one_line_that_a_pipe_keeps_together(
    query: str, path: str, forwarded: str, method: str
) -> None:
    search = Search(query, "sentence", 2**31, 2**31)
    answered = RequestRecord(method, path, "", 200, "page", 2**40, 9e9, False, "000001", search, "::1", forwarded)
    line = json.dumps(as_values(answered, personal=True), ensure_ascii=False).encode("utf-8", "replace")
    assert json.loads(line)["query"] == query[:400].encode("utf-8", "replace").decode()
    # Control characters are escaped with six bytes; a reader who sends 400 of them three times is none.
    if not any(ord(character) < 32 or character in '"\\' or ord(character) > 0xFFFF for character in query + path):
        assert len(line) < 4096 + 400


def test_a_stream_is_told_of_when_it_ends_and_where_it_breaks(small_index: Path, lines: Lines) -> None:
    app = create_app({"WENHAI_INDEX": str(small_index), "WENHAI_LOG": "requests"})

    @app.get("/breaks")
    def breaks() -> Response:
        def pieces() -> Iterator[bytes]:
            yield b"a" * 10
            raise OSError("The disk is gone.")

        return Response(pieces())

    client = client_of(app)
    whole = client.get("/export.jsonl")
    [line] = lines()
    assert line["kind"] == "export" and "broken" not in line
    assert line["bytes"] == len(whole.data)
    left = client.get("/export.jsonl", buffered=False)
    next(iter(left.response))
    assert lines() == []
    left.close()
    [line] = lines()
    assert line["broken"] and line["bytes"] < len(whole.data)
    with pytest.raises(OSError, match="disk"):
        client.get("/breaks")
    assert lines()[0]["broken"]
    client.head("/export.jsonl")
    assert "broken" not in lines()[0]


def test_an_error_of_the_program_is_told_of(small_index: Path, capfd: pytest.CaptureFixture[str]) -> None:
    app = create_app({"WENHAI_INDEX": str(small_index), "WENHAI_LOG": "requests"})

    @app.get("/fails")
    def fails() -> str:
        raise RuntimeError("unforeseen")

    assert client_of(app).get("/fails").status_code == 500
    line = json.loads(capfd.readouterr().err.splitlines()[-1])
    assert (line["path"], line["status"]) == ("/fails", 500)


def test_no_request_fails_for_its_log(small_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = watched(small_index, WENHAI_LOG="requests")
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", buffering=1) as broken:
        monkeypatch.setattr(sys, "stderr", broken)
        assert client.get("/healthz").status_code == 200
        monkeypatch.undo()
        os.dup2(os.open(os.devnull, os.O_WRONLY), writing)  # so that what is left in it can go somewhere


def test_settings_that_mean_nothing_are_named(small_index: Path) -> None:
    for name, value in (("WENHAI_LOG", "loud"), ("WENHAI_METRICS", "yes"), ("WENHAI_EXPORTS", "0")):
        with pytest.raises(WenhaiError, match=f"{name} is .*{value}"):
            watched(small_index, **{name: value})


def test_a_process_that_lives_says_so_whatever_the_index_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(location: str) -> None:
        raise AssertionError("asked")

    monkeypatch.setattr("search_app.index.open_index", asked)
    client = watched(tmp_path / "none", WENHAI_LOG="requests")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})
    assert answer.headers["Cache-Control"] == "no-store" and "ETag" not in answer.headers


def test_ready_is_who_can_search(small_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = watched(small_index)
    index = open_index(small_index)
    assert client.get("/readyz").json == {
        "status": "ok", "articles": len(index), "generation": "000001", "built": index.status().built.isoformat(),
        "problem": "",
    }  # fmt: skip
    away = watched(tmp_path / "none").get("/readyz")
    assert away.status_code == 503 and int(away.headers["Retry-After"]) > 0
    assert away.mimetype == "application/problem+json" and "wenhai reindex" in away.json["detail"]

    def search(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(type(index), "search", search)
    broken = client.get("/readyz")
    assert broken.status_code == 503 and "failed (OSError)" in broken.json["detail"]
    assert client.get("/healthz").status_code == 200


def test_a_page_does_not_look_who_writes(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: object) -> None:
        raise AssertionError("locked")

    # A reindex that begins in that moment would find the lock taken.
    monkeypatch.setattr("fcntl.flock", locked)
    assert client.get("/?q=布林肯").status_code == client.get("/readyz").status_code == 200


def test_figures_are_there_on_request_only(small_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    assert watched(small_index).get("/metrics").status_code == 404
    client = watched(small_index, WENHAI_METRICS="1")
    before = figures(client.get("/metrics").text)
    for address in ("/?q=布林肯", "/?q=布林肯", '/?q="布林肯"', "/api/suggest?q=lin", "/?size=0", "/nowhere"):
        client.get(address)
    left = client.get("/export.csv", buffered=False)
    next(iter(left.response))
    left.close()
    answer = client.get("/metrics")
    after = figures(answer.text)
    grown = {name: value - before.get(name, 0) for name, value in after.items() if value != before.get(name, 0)}
    count = "wenhai_request_seconds_count"
    assert grown[f'{count}{{kind="page",query="words"}}'] == 2
    assert grown[f'{count}{{kind="page",query="quoted"}}'] == grown[f'{count}{{kind="suggest",query=""}}'] == 1
    assert grown['wenhai_errors_total{kind="page",status="400"}'] == 1
    assert grown['wenhai_errors_total{kind="unknown",status="404"}'] == 1
    assert grown['wenhai_errors_total{kind="export",status="broken"}'] == 1
    status = open_index(small_index).status()
    assert (after["wenhai_index_open"], after["wenhai_generation"]) == (1, 1)
    assert (after["wenhai_articles"], after["wenhai_index_bytes"]) == (status.articles, status.bytes)
    age = time.time() - status.built.timestamp()
    assert age - 10 < after["wenhai_generation_age_seconds"] <= age
    assert answer.mimetype == "text/plain" and answer.headers["Cache-Control"] == "no-store"


def figures(text: str) -> dict[str, float]:
    """The figures by name and labels."""
    split = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in split}


def test_without_an_index_the_figures_say_so(tmp_path: Path) -> None:
    answer = watched(tmp_path / "none", WENHAI_METRICS="1").get("/metrics")
    assert answer.status_code == 200 and figures(answer.text)["wenhai_index_open"] == 0
    assert "wenhai_articles" not in answer.text


def test_without_its_package_the_command_to_install_it_is_told(small_index: Path) -> None:
    for call in (  # the one before anything is loaded, the other for servers of one's own
        "from indexer.cli import main; main(['serve', '--index', sys.argv[1]])",
        "from search_app import create_app; create_app({'WENHAI_INDEX': sys.argv[1]})",
    ):
        program = f"import sys; sys.modules['prometheus_client'] = None\n{call}"
        ran = subprocess.run(
            [sys.executable, "-c", program, str(small_index)],
            capture_output=True, text=True, check=False, env={**os.environ, "WENHAI_METRICS": "1"},
        )  # fmt: skip
        assert ran.returncode == 1
        assert "pip install 'wenhai[metrics]'" in ran.stderr


def test_several_processes_count_as_one_and_leave_nothing(small_index: Path, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    environment = {"WENHAI_METRICS": "1", "TMPDIR": str(scratch)}
    environment.pop("PROMETHEUS_MULTIPROC_DIR", None)
    with serving(small_index, tmp_path / "log", environment=environment) as served:
        for _ in range(30):
            assert served.get("/?q=%E5%8C%97%E4%BA%AC")[0] == 200
        name = 'wenhai_request_seconds_count{kind="page",query="words"}'

        def counted() -> set[float]:
            return {figures(served.get("/metrics")[1].decode())[name] for _ in range(8)}

        # An answer is counted when it has left, which its reader may see before.
        until(lambda: counted() == {30}, 10, "all to be counted")
        assert [folder.name.startswith("wenhai-metrics-") for folder in scratch.iterdir()] == [True]
        # New processes go on counting where the old ones have stopped.
        served.reload()
        until(lambda: served.get("/healthz")[0] == 200, 30, "an answer")
        assert counted() == {30}
        served.process.terminate()
        assert served.process.wait(timeout=60) == 0
    assert list(scratch.iterdir()) == []
    told = [json.loads(line) for line in served.log.read_text().splitlines() if line.startswith("{")]
    assert sum(line["kind"] == "page" for line in told) == 30
    assert not any("query" in line or "address" in line for line in told)


def test_watching_costs_next_to_nothing(small_index: Path) -> None:
    plain, told = watched(small_index), watched(small_index, WENHAI_LOG="requests", WENHAI_METRICS="1")

    def seconds(client: FlaskClient) -> float:
        began = time.thread_time()
        client.get("/healthz")
        return time.thread_time() - began

    pairs = [(seconds(plain), seconds(told)) for _ in range(300)]
    cost = statistics.median(told for _, told in pairs) - statistics.median(plain for plain, _ in pairs)
    # A page takes 10 ms of a processor and more: 2% of it. It was 0.04 ms.
    assert cost < 0.0002


def test_a_line_is_written_at_once(capfd: pytest.CaptureFixture[str]) -> None:
    answered = RequestRecord("GET", "/", "/", 200, "page", 1, 0.0123, True, "", None, "::1", "")
    write_line(answered, personal=False)
    [line] = capfd.readouterr().err.splitlines()
    assert json.loads(line)["ms"] == 12.3 and "generation" not in json.loads(line)
