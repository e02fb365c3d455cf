"""Every answer is guarded by its headers, tells nothing of the server, and nobody is led elsewhere."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from werkzeug.test import TestResponse

from search_app import create_app
from tests.soak import payloads

ANSWERS = {
    "/": 200, "/?q=桥": 200, "/?sort=x": 400, "/nowhere": 404, "/articles/x": 404, "/compare": 200, "/compare.csv": 400,
    "/compare.csv?term=桥": 200, "/api": 200, "/api/search?q=桥": 200, "/api/search?size=0": 400, "/api/nowhere": 404,
    "/api/openapi.json": 200, "/healthz": 200, "/feed.atom": 200, "/opensearch.xml": 200, "/suggest.json?q=桥": 200,
    "/export.csv?q=桥": 200, "/export.jsonl?q=桥": 200, "/export.bib?q=桥": 200, "/export.ris?q=桥": 200,
    "/static/base.css": 200, "/static/icon.svg": 200, "/static/nothing.css": 404, "/settings": 405,
}  # fmt: skip


def assert_guarded(answer: TestResponse) -> None:
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in str(policy) and "*" not in str(policy)
    assert_headers(answer)


def assert_headers(answer: TestResponse) -> None:
    headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("address, status", ANSWERS.items())
def test_every_answer_is_guarded(client: FlaskClient, address: str, status: int) -> None:
    with client.get(address) as answer:
        assert answer.status_code == status
        assert_guarded(answer)
        assert answer.headers["Content-Type"].partition(";")[0] != "text/plain"
    if "ETag" in answer.headers:
        with client.get(address, headers={"If-None-Match": answer.headers["ETag"]}) as again:
            assert again.status_code == 304
            assert_headers(again)


def test_a_page_that_was_not_sent_again_keeps_its_policy(browser: Browser, server: str) -> None:
    """A 304 has no policy of its own, and the kept page's holds on: what it forbids, stays forbidden."""
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(f"{server}/?q=桥")
    tab.goto(f"{server}/compare")
    tab.goto(f"{server}/?q=桥")
    refused = tab.evaluate(
        "() => new Promise((done) => {"
        " document.addEventListener('securitypolicyviolation', (e) => done(e.violatedDirective));"
        " const s = document.createElement('img'); s.src = 'https://evil.example/x.png'; document.body.append(s); })"
    )
    assert refused == "img-src"
    with pytest.raises(Exception, match="TrustedHTML"):
        tab.evaluate("() => { document.body.innerHTML = '<b>x</b>'; }")
    context.close()


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_methods_that_change_something_are_refused_guarded(client: FlaskClient, method: str) -> None:
    for address in ("/", "/api/search", "/articles/x", "/export.csv"):
        answer = getattr(client, method)(address, data="x")
        assert answer.status_code == 405
        assert_guarded(answer)
    assert client.open("/", method="TRACE").status_code == 405


def test_no_answer_tells_where_files_lie(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    place = tmp_path / "secret place" / "index"
    reader = create_app({"WENHAI_INDEX": str(place)}).test_client()
    damaged = tmp_path / "damaged"
    (damaged / "generations" / "000001").mkdir(parents=True)
    (damaged / "CURRENT").write_text("000001")
    for client in (reader, create_app({"WENHAI_INDEX": str(damaged)}).test_client()):
        for address in ("/", "/api/search", "/readyz", "/export.csv", "/articles/x", "/compare?term=x"):
            answer = client.get(address)
            assert answer.status_code == 503
            assert_guarded(answer)
            for telling in (str(tmp_path), "secret", "generations", "Traceback", ".py"):
                assert telling not in answer.text, answer.text
    assert str(place) in caplog.text, "whoever runs it is told"


def test_an_error_that_nobody_expected_tells_nothing(small_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app({"WENHAI_INDEX": str(small_index)})
    monkeypatch.setitem(app.view_functions, "pages.search", lambda: Path("/etc/secret/place").read_text())
    monkeypatch.setitem(app.view_functions, "api.search", lambda: 1 / 0)
    for address in ("/", "/api/search"):
        answer = app.test_client().get(address)
        assert answer.status_code == 500
        assert_guarded(answer)
        assert not re.search(r"Traceback|secret|ZeroDivision|\.py|Errno|site-packages", answer.text)


@pytest.mark.parametrize("path", payloads.PATHS)
def test_no_path_leads_out(client: FlaskClient, path: str) -> None:
    for start in ("/static/", "/articles/", "/api/articles/", "/export.", "/authors/"):
        for written in (path, quote(path, safe="")):
            with client.get(start + written) as answer:
                assert answer.status_code in (404, 405, 200), (start, written)
                assert answer.status_code != 200 or start + written in ("/static/..", "/static/."), (start, written)
                assert not re.search(r"root:x:|install_requires|def create_app|Traceback", answer.text)


@pytest.mark.parametrize("next", payloads.ELSEWHERE)
def test_settings_lead_nowhere_else(client: FlaskClient, next: str) -> None:
    answer = client.post("/settings", data={"next": next, "theme": "dark"})
    assert answer.status_code == 303
    where = answer.headers["Location"]
    assert where.startswith("/") and not re.match(r"/[/\\]", where) and not re.search(r"[\s\x00-\x1f\\]", where)
    assert [name for name, _ in answer.headers if name == "Set-Cookie"] == ["Set-Cookie"]
    assert_guarded(answer)


def test_the_cookie_holds_choices_and_nothing_else(client: FlaskClient) -> None:
    answer = client.post("/settings", data={"theme": "dark", "language": "<script>", "evil": "1", "next": "/"})
    cookie = answer.headers["Set-Cookie"]
    assert "theme=dark" in cookie and "script" not in cookie and "evil" not in cookie
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Secure" not in cookie
    secure = client.post("/settings", data={"theme": "dark"}, base_url="https://localhost").headers["Set-Cookie"]
    assert "Secure" in secure
    for value in ("x" * 4000, "theme=dark&" * 300, '"><script>', "theme=%0d%0aA:b", "\x00"):
        client.set_cookie("wenhai", value)
        assert client.get("/").status_code == 200
    client.delete_cookie("wenhai")


@pytest.mark.parametrize(
    "host", ["evil.example", 'a"><script>alert(1)</script>', "a\r\nX: y", "[::1", "a b", "", "@", "a/b"]
)
def test_a_host_is_nothing_but_a_host(client: FlaskClient, host: str) -> None:
    for address in ("/", "/feed.atom", "/opensearch.xml", "/export.csv?q=桥", "/export.bib?q=桥", "/compare"):
        try:
            answer = client.get(address, headers={"Host": host})
        except ValueError:  # the client itself sends no line breaks
            return
        assert answer.status_code in (200, 400), address
        assert "<script>alert" not in answer.text and "X" not in answer.headers
        assert "Location" not in answer.headers
        if answer.mimetype.endswith("xml"):
            ET.fromstring(answer.text)


@pytest.mark.parametrize(
    "query", ["a\r\nSet-Cookie: x=1", 'a"; filename="x.exe', "布林肯\u2028\r\n\r\n<script>", "%0d%0aA: b", "\ud800"]
)
def test_no_query_writes_a_header(client: FlaskClient, query: str) -> None:
    asked_for = quote(query, errors="surrogatepass")
    for address in ("/export.csv?q=", "/export.ris?q=", "/compare.csv?term=", "/?q="):
        with client.get(address + asked_for) as answer:
            assert answer.status_code == 200
            assert "A" not in answer.headers and "Set-Cookie" not in answer.headers
            for name, value in answer.headers:
                assert value.isascii() and not re.search(r"[\r\n\0]", value), name
            assert ".exe" not in answer.headers.get("Content-Disposition", "").partition("filename*")[0]


def test_it_listens_on_this_machine_alone_unless_told() -> None:
    shown_help = subprocess.run(
        [sys.executable, "-m", "indexer", "serve", "--help"], capture_output=True, text=True, check=True
    )
    assert "127.0.0.1" in shown_help.stdout


def test_debugging_is_off(app: Flask, client: FlaskClient) -> None:
    assert not app.debug
    assert client.get("/?__debugger__=yes&cmd=resource&f=debugger.js").mimetype == "text/html"
    assert client.get("/console").status_code == 404
