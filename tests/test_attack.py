"""Nobody gets in by what stands in an article or is asked for. The long form (WENHAI_SOAK=1) tries every payload at
every place in Chromium; the short one some in Chromium, and the rest by what the answers hold."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from werkzeug.test import TestResponse

from indexer import Index, open_index
from search_app import create_app
from tests.browser import serving
from tests.soak import payloads
from tests.soak.hostile import FOUND, Watcher, asked, hostile_index, shown

LONG = os.environ.get("WENHAI_SOAK") == "1"
# In the short form one text that holds one of each kind: an element, attributes of both quotes, a title, a polyglot.
SOME = (payloads.ELEMENTS[5], *payloads.BREAKING[:4], *payloads.BREAKING[6:8], payloads.BREAKING[-1])
TEXTS = payloads.TEXTS if LONG else (" ".join(SOME),)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where an index lies in which every payload stands in every field."""
    root = tmp_path_factory.mktemp("hostile") / "index"
    hostile_index(root, [*payloads.TEXTS, *payloads.FORMULAS], payloads.ADDRESSES)
    return root


@pytest.fixture(scope="module")
def reader(hostile: Path) -> Iterator[FlaskClient]:
    app = create_app({"WENHAI_INDEX": str(hostile)})
    yield app.test_client()
    app.extensions["wenhai"].close()


@pytest.fixture(scope="module")
def index_of(hostile: Path) -> Index:
    return open_index(hostile)


@pytest.mark.parametrize("bypass", [False, True], ids=["with policy", "without policy"])
def test_no_script_runs_in_chromium(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, hostile: Path, bypass: bool
) -> None:
    """By escaping alone, too: the policy is the second wall."""
    root = tmp_path_factory.mktemp("some") / "index"
    hostile_index(root, TEXTS, payloads.ADDRESSES)
    id = next(open_index(root).articles()).id
    with serving(root) as server:
        context = browser.new_context(locale="zh-CN", bypass_csp=bypass)
        watcher = Watcher(context, server)
        # With the policy some of the requests will do: it is the same on every page.
        short = 8 if not bypass else None
        for address in list(shown(root))[: None if LONG else short]:
            watcher.visit(address)
        for text in payloads.ALL[:: 1 if bypass else 10] if LONG else (SOME[0],):
            for address in list(asked(text, id))[: None if LONG else short : 1 if LONG else 2]:
                watcher.visit(address)
        context.close()
    print(f"{watcher.tried} pages visited, {len(watcher.wrong)} with script, dialogs or foreign elements")
    assert watcher.tried >= 12 and not watcher.wrong, watcher.wrong[:10]


def test_a_watcher_sees_script_where_there_is_any(browser: Browser, tmp_path: Path) -> None:
    """The probe itself: a page that escapes nothing sets it off by each payload that runs unasked."""
    seen = 0
    context = browser.new_context(bypass_csp=True)
    watcher = Watcher(context, "http://127.0.0.1:9")
    for text in (payloads.ELEMENTS[0], payloads.ELEMENTS[5], payloads.ELEMENTS[8], payloads.BREAKING[0]):
        before = len(watcher.wrong)
        watcher.page.set_content(f'<input value="{text}"><main>{text}</main>')
        watcher.page.wait_for_timeout(50)
        seen += len(watcher.wrong) > before
    context.close()
    assert seen == 4


def test_suggestions_put_no_element_into_the_page(browser: Browser, hostile: Path) -> None:
    with serving(hostile) as server:
        context = browser.new_context(locale="zh-CN")
        watcher = Watcher(context, server)
        watcher.visit("/")
        for typed in ("<img", '">', "石榴"):
            watcher.page.get_by_label("检索词").fill("")
            watcher.page.get_by_label("检索词").press_sequentially(typed)
            watcher.page.wait_for_timeout(400)
            watcher.wrong.extend(watcher.page.evaluate(FOUND))
        assert watcher.page.locator("[role=option]").count()
        context.close()
    assert not watcher.wrong, watcher.wrong


def foreign(answer: TestResponse) -> list[str]:
    """Elements and attributes in an answer that no template has."""
    soup = BeautifulSoup(answer.text, "lxml")
    wrong = [str(e)[:200] for e in soup.select("[data-hostile], base, object, embed, iframe, style, [name=hostile]")]
    for e in soup.select("*"):
        wrong.extend(f"{e.name} {name}" for name in e.attrs if name.startswith("on"))
        leads = (re.sub(r"[\t\n]", "", str(e.get(name, "")).strip()) for name in ("href", "src", "action"))
        wrong.extend(lead for lead in leads if urlsplit(lead).scheme not in ("", "http", "https"))
    wrong.extend(str(e) for e in soup.select("script") if not str(e.get("src", "")).startswith("/static/"))
    return wrong


def test_no_payload_of_an_article_becomes_an_element(reader: FlaskClient, hostile: Path) -> None:
    pages = list(shown(hostile))
    for address in pages if LONG else pages[::12]:
        answer = reader.get(address)
        assert answer.status_code in (200, 404), address
        if answer.mimetype == "text/html":
            assert not foreign(answer), address
        elif answer.mimetype.endswith("xml"):
            ET.fromstring(answer.text)
        else:
            json.loads(answer.text)


def test_no_payload_of_a_request_becomes_an_element(reader: FlaskClient, index_of: Index) -> None:
    id = next(index_of.articles()).id
    tried = 0
    for text in payloads.ALL if LONG else payloads.ALL[7::60]:
        for address in asked(text, id):
            answer = reader.get(address)
            tried += 1
            assert answer.status_code < 500, address
            if answer.mimetype == "text/html":
                assert not foreign(answer), address
            answer.close()
    print(f"{tried} requests, 0 with foreign elements")


@pytest.mark.parametrize("text", ["script", "alert(1)", "石榴3", "1+1", "img"])
def test_names_with_line_breaks_break_no_search(reader: FlaskClient, text: str) -> None:
    """Authors were looked for in one text, a line each, and a name of two lines moved all that followed."""
    assert reader.get("/api/search", query_string={"q": text}).status_code == 200


@pytest.mark.parametrize("address", payloads.ADDRESSES)
def test_links_that_run_or_lead_astray_are_dropped(index_of: Index, reader: FlaskClient, address: str) -> None:
    found = next(one for one in index_of.articles() if one.original_url == address)
    answer = reader.get(f"/articles/{found.id}?pictures=1")
    soup = BeautifulSoup(answer.text, "lxml")
    allowed = answer.headers["Content-Security-Policy"].partition("img-src ")[2].partition(";")[0].split()
    assert all("/".join(str(e["src"]).split("/")[:3]) in allowed for e in soup.select("article img")), allowed
    leads = [str(e.get("href") or e.get("src")) for e in soup.select("article a[href], article img")]
    for lead in leads:
        assert urlsplit(lead).scheme in ("http", "https") or re.match(r"/(?!/)|[?#]", lead), lead
    assert not re.search(r"(?i)^(javascript|data|vbscript|file|blob)", "\n".join(leads), re.MULTILINE)
    for ending in ("bib", "ris"):
        cited = reader.get(f"/articles/{found.id}/cite.{ending}").text
        assert not re.search(r"(?i)(url\s*=\s*\{|UR  - )\s*(javascript|data|vbscript|file):", cited)


# Headers

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


# What is asked for


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


# What is taken away


def test_no_cell_of_a_table_is_a_formula_and_programs_get_the_text(reader: FlaskClient, index_of: Index) -> None:
    table = list(csv.reader(io.StringIO(reader.get("/export.csv?q=%3D1%2B1&sort=newest").text.lstrip("\ufeff"))))
    table += list(csv.reader(io.StringIO(reader.get("/export.csv").text.lstrip("\ufeff"))))
    cells = [cell for row in table for cell in row]
    assert "'=1+1石榴" in cells and "'=1+1" in cells
    assert not [cell for cell in cells if re.match(r"[=+\-@\t\r\n＝＋－＠\0]", cell)]
    lines = [json.loads(line) for line in reader.get("/export.jsonl").text.splitlines()][1:]
    assert {one["title"] for one in lines} == {one.title for one in index_of.articles()}
    compared = list(csv.reader(io.StringIO(reader.get("/compare.csv?term=%3D1%2B1").text.lstrip("\ufeff"))))
    assert not [cell for row in compared for cell in row if re.match(r"[=+\-@\t\r\n]", cell)]


def test_records_of_citations_end_where_they_end(reader: FlaskClient, index_of: Index) -> None:
    count = len(index_of)
    ris = reader.get("/export.ris").text
    assert len(re.findall(r"(?m)^ER  - ", ris)) == len(re.findall(r"(?m)^TY  - ", ris)) == count
    bib = reader.get("/export.bib").text
    assert len(re.findall(r"(?m)^@(?!comment)", bib)) == count


def test_it_listens_on_this_machine_alone_unless_told() -> None:
    shown_help = subprocess.run(
        [sys.executable, "-m", "indexer", "serve", "--help"], capture_output=True, text=True, check=True
    )
    assert "127.0.0.1" in shown_help.stdout


def test_debugging_is_off(app: Flask, client: FlaskClient) -> None:
    assert not app.debug
    assert client.get("/?__debugger__=yes&cmd=resource&f=debugger.js").mimetype == "text/html"
    assert client.get("/console").status_code == 404
