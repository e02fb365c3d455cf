"""What may be kept and for how long, and in which encodings it comes: real headers, over a real socket."""

import gzip
import http.client
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import brotli
import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from indexer import Index, reindex
from search_app import create_app
from tests.factories import ARCHIVE

PAGES = ["/", "/?q=布林肯", "/articles/{id}", "/authors/林一帆", "/api"]
ANSWERS = [
    "/api/search?q=布林肯", "/api/articles/{id}", "/api/articles/{id}/neighbours", "/api/authors/林一帆",
    "/api/suggest?q=lin", "/api/openapi.json",
]  # fmt: skip


@pytest.fixture(scope="module")
def id(index: Index) -> str:
    return index.search("布林肯", limit=1).hits[0].id


@pytest.fixture(scope="module")
def port(app: Flask) -> Iterator[int]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server.port
    server.shutdown()
    thread.join()
    server.server_close()


def ask(port: int, address: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, address, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def vary(answer: Response) -> set[str]:
    return {name.strip().lower() for name in answer.headers["Vary"].split(",")}


@pytest.mark.parametrize("address", PAGES + ANSWERS)
def test_what_has_not_changed_is_not_sent_again(client: FlaskClient, id: str, address: str) -> None:
    address = address.format(id=id)
    first = client.get(address)
    etag = first.headers["ETag"]
    assert etag.startswith('W/"') and "no-cache" in first.headers["Cache-Control"]
    assert client.get(address).headers["ETag"] == etag
    for method in (client.get, client.head):
        again = method(address, headers={"If-None-Match": f'"other", {etag}'})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == etag
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
        assert vary(again) == vary(first)
        assert "Content-Security-Policy" in first.headers and "Content-Security-Policy" not in again.headers
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.get(address, headers={"If-None-Match": "*"}).status_code in (200, 304)


def test_a_page_varies_with_the_reader_and_an_answer_does_not(client: FlaskClient) -> None:
    etags = {client.get("/", headers={"Accept-Language": one}).headers["ETag"] for one in ("zh-CN", "zh-TW", "en")}
    for chosen in ("theme=dark", "density=compact", "script=hant"):
        client.set_cookie("wenhai", chosen)
        etags.add(client.get("/").headers["ETag"])
    assert len(etags) == 6
    assert len({client.get("/api/search?q=x", headers={"Accept-Language": one}).headers["ETag"] for one in "ab"}) == 1
    assert vary(client.get("/")) == {"cookie", "accept-language", "accept-encoding"}
    assert vary(client.get("/api/search")) == {"accept-encoding"}
    assert client.get("/").headers["Cache-Control"] == "private, no-cache"
    assert client.get("/api/search").headers["Cache-Control"] == "no-cache"
    assert client.get("/?q=a").headers["ETag"] != client.get("/?q=b").headers["ETag"]


def test_what_is_not_there_is_never_unchanged(client: FlaskClient) -> None:
    for address in ("/articles/000000000000", "/api/articles/000000000000", "/nowhere", "/api/search?size=0"):
        answer = client.get(address, headers={"If-None-Match": "*"})
        assert answer.status_code in (400, 404)
        assert answer.headers["Cache-Control"] == "no-store" and "ETag" not in answer.headers


def test_health_is_never_kept(client: FlaskClient) -> None:
    answer = client.get("/readyz", headers={"If-None-Match": "*"})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert "ETag" not in answer.headers


def test_without_an_index_nothing_is_kept(tmp_path: Path) -> None:
    client = create_app({"WENHAI_INDEX": str(tmp_path / "none")}).test_client()
    for address in ("/", "/api/search", "/readyz"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (503, "no-store")
        assert "ETag" not in answer.headers and int(answer.headers["Retry-After"]) > 0


def test_a_new_generation_makes_all_of_it_new(tmp_path: Path) -> None:
    archive, index = tmp_path / "archive", tmp_path / "index"
    files = [path for path in sorted(ARCHIVE.rglob("*")) if path.is_file()]
    archive.mkdir()
    for file in files[:3]:
        shutil.copy(file, archive)
    reindex(archive, index)
    app = create_app({"WENHAI_INDEX": str(index)})
    client = app.test_client()
    before = client.get("/").headers["ETag"]
    shutil.copy(files[3], archive)
    reindex(archive, index)
    deadline = time.monotonic() + 20
    while (answer := client.get("/", headers={"If-None-Match": before})).status_code == 304:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert answer.status_code == 200 and answer.headers["ETag"] != before
    app.extensions["wenhai"].close()


def test_an_index_made_anew_from_nothing_is_another_one(tmp_path: Path) -> None:
    etags, generations = [], []
    for _ in range(2):
        reindex(ARCHIVE, tmp_path / "index")
        app = create_app({"WENHAI_INDEX": str(tmp_path / "index")})
        client = app.test_client()
        etags.append(client.get("/api/search").headers["ETag"])
        generations.append(client.get("/readyz").json["generation"])
        app.extensions["wenhai"].close()
        shutil.rmtree(tmp_path / "index")
    assert generations[0] == generations[1] and etags[0] != etags[1]


def test_a_reload_searches_nothing(client: FlaskClient, index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    etag = client.get("/?q=布林肯").headers["ETag"]

    def search(*_: object, **__: object) -> None:
        raise AssertionError("searched")

    monkeypatch.setattr(type(index), "search", search)
    assert client.get("/?q=布林肯", headers={"If-None-Match": etag}).status_code == 304
    with pytest.raises(AssertionError, match="searched"):
        client.get("/?q=布林肯")


def test_static_files_are_named_by_content_and_kept_for_good(client: FlaskClient) -> None:
    links = re.findall(r'"(/static/[^"]+)"', client.get("/").text)
    assert links
    for link in links:
        assert re.fullmatch(r"/static/[\w.]+\?v=[0-9a-f]{12}", link)
        with client.get(link) as answer:
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        with client.get(link.replace("?v=", "?v=0")) as answer:
            assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")
    assert client.get("/static/none.css?v=").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"), [("br, gzip", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress)]
)
def test_every_encoding_is_the_same_page_and_has_the_same_etag(port, accepted, encoding, unpack) -> None:
    plain, body = ask(port, "/api/search?q=%E5%B8%83%E6%9E%97%E8%82%AF", Accept_Encoding="identity")
    packed, data = ask(port, "/api/search?q=%E5%B8%83%E6%9E%97%E8%82%AF", Accept_Encoding=accepted)
    assert plain.headers["Content-Encoding"] is None and packed.headers["Content-Encoding"] == encoding
    assert len(data) < len(body) / 2 and int(packed.headers["Content-Length"]) == len(data)
    numbers = re.compile(rb'"took_ms": ?[\d.]+')
    assert numbers.sub(b"", unpack(data)) == numbers.sub(b"", body)
    assert packed.headers["ETag"] == plain.headers["ETag"]
    for other in ("identity", "gzip", "br"):
        again, nothing = ask(
            port, "/api/search?q=%E5%B8%83%E6%9E%97%E8%82%AF", Accept_Encoding=other,
            If_None_Match=packed.headers["ETag"],
        )  # fmt: skip
        assert (again.status, nothing) == (304, b"") and again.headers["Content-Encoding"] is None


def test_head_is_get_without_a_body(port: int) -> None:
    for encoding in ("identity", "br"):
        got, body = ask(port, "/api/openapi.json", Accept_Encoding=encoding)
        head, nothing = ask(port, "/api/openapi.json", "HEAD", Accept_Encoding=encoding)
        assert (head.status, nothing) == (200, b"") and body
        for name in ("ETag", "Cache-Control", "Content-Type", "Content-Encoding", "Content-Length", "Vary"):
            assert head.headers[name] == got.headers[name]


def test_small_answers_and_errors_come_as_they_are(port: int) -> None:
    for address in ("/readyz", "/api/suggest", "/api/nowhere"):
        answer, _ = ask(port, address, Accept_Encoding="br, gzip")
        assert answer.headers["Content-Encoding"] is None


@pytest.mark.parametrize("encoding", ["zstd", "gzip", "identity"])
def test_a_stream_begins_before_it_ends(small_index: Path, encoding: str) -> None:
    app = create_app({"WENHAI_INDEX": str(small_index)})
    sent: list[int] = []
    closed: list[bool] = []

    @app.get("/stream")
    def stream() -> Response:
        def rows() -> Iterator[str]:
            try:
                for number in range(40_000):
                    sent.append(number)
                    yield f"{number * 7919 % 40_009},布林肯,{number}\r\n"
            finally:
                closed.append(True)

        return Response(rows(), mimetype="text/csv")

    answer = app.test_client().get("/stream", headers={"Accept-Encoding": encoding}, buffered=False)
    assert answer.headers.get("Content-Encoding") == (None if encoding == "identity" else encoding)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers and "Content-Length" not in answer.headers
    pieces = iter(answer.response)
    while len(next(pieces)) < 100 and encoding != "identity":  # gzip's header comes by itself
        pass
    assert 0 < len(sent) < 20_000 and not closed
    answer.close()
    assert closed, "whoever leaves a download leaves its search running"


@pytest.mark.parametrize("ending", ["csv", "jsonl", "bib", "ris"])
def test_exports_are_compressed_as_they_come(client: FlaskClient, ending: str) -> None:
    plain = client.get(f"/export.{ending}?q=布林肯", headers={"Accept-Encoding": "identity"})
    packed = client.get(f"/export.{ending}?q=布林肯", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip" and packed.headers["Cache-Control"] == "no-store"
    assert gzip.decompress(packed.data) == plain.data
