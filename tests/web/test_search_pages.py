"""The pages, and what they have in common with the API, through Flask's test client over the small archive."""

import gc
import re
import shutil
import threading
import time
from datetime import datetime
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import indexer
from search_app import create_app
from search_app.http.errors import command
from search_app.index import IndexHolder
from search_app.presentation.render import marked, moment, paragraphs, web_address
from tests.factories import ARCHIVE
from tests.web.test_api import search

FOREIGN_SCRIPT = 'script:not([src^="/static/"])'


def page(client: FlaskClient, address: str = "/", status: int = 200, **arguments: object) -> BeautifulSoup:
    answer = client.get(address, query_string={name.rstrip("_"): v for name, v in arguments.items()} or None)
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "text/html"
    return BeautifulSoup(answer.text, "lxml")


def test_the_page_shows_what_the_api_finds(client: FlaskClient) -> None:
    found = search(client, q="布林肯")
    shown = page(client, q="布林肯")
    assert found["total"] >= 5
    assert f"共 {found['total']} 篇" in shown.h1.text
    assert [a.text for a in shown.select(".hit h2 a")] == [hit["title"] for hit in found["hits"]]
    assert any(mark.text == "布林肯" for mark in shown.select(".snippet mark"))
    assert shown.select_one("#q")["value"] == "布林肯"
    assert found["understood"]["query"] in shown.select_one(".understood").text


def test_without_a_query_the_newest_stand_first(client: FlaskClient) -> None:
    shown = page(client)
    dates = [element["datetime"] for element in shown.select(".hit time")]
    assert len(dates) > 1 and dates == sorted(dates, reverse=True)
    assert shown.select_one("details.help")


def test_pages_follow_each_other_without_gap_or_repetition(client: FlaskClient) -> None:
    whole = [hit["id"] for hit in search(client, q="布林肯", size=100)["hits"]]
    parts = [hit["id"] for number in (1, 2, 3) for hit in search(client, q="布林肯", size=2, page=number)["hits"]]
    assert parts == whole[:6]
    shown = page(client, q="布林肯", size=2, page=2)
    assert parse_qs(urlsplit(shown.select_one("a[rel=next]")["href"]).query)["page"] == ["3"]
    assert "page" not in shown.select_one("a[rel=prev]")["href"]
    assert shown.select_one('.paging [aria-current="page"]').text == "2"


@pytest.mark.parametrize("number", [9999, 10**17])
def test_a_page_beyond_the_last_is_empty(client: FlaskClient, number: int) -> None:
    found = search(client, q="布林肯", page=number)
    assert found["hits"] == [] and found["total"] >= 5
    assert "没有内容" in page(client, q="布林肯", page=number).main.text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page", "0"), ("page", "-1"), ("page", "x"), ("page", "１"), ("page", "9" * 5000), ("size", "0"),
        ("size", "101"), ("size", "1.5"), ("sort", "best"), ("from", "2021-02-30"), ("from", "21"), ("to", "2021-13"),
        ("to", "0000"), ("to", "yesterday"), ("q", "长" * 2001), ("author", "人" * 201), ("without", "名," * 1001),
    ],
)  # fmt: skip
def test_a_bad_parameter_is_named_in_a_sentence(client: FlaskClient, name: str, value: str) -> None:
    answer = client.get("/api/search", query_string={name: value})
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert set(answer.json) == {"type", "title", "status", "detail"}
    assert answer.json["status"] == 400
    assert f"（{name}）" in answer.json["detail"] and answer.json["detail"].endswith("。")
    assert answer.json["detail"] in page(client, status=400, **{name: value}).main.text


@pytest.mark.parametrize("query", ["page=&size=&sort=&from=&to=&author=", "unknown=1&utm_source=x", "q=" + "a" * 2000])
def test_empty_and_unknown_parameters_do_no_harm(client: FlaskClient, query: str) -> None:
    assert client.get(f"/api/search?{query}").status_code == 200
    assert client.get(f"/?{query}").status_code == 200


def test_an_article_is_shown_whole_and_marked(client: FlaskClient) -> None:
    hit = search(client, q="布林肯")["hits"][0]
    whole = client.get(f"/api/articles/{hit['id']}").json
    shown = page(client, f"/articles/{hit['id']}", q="布林肯", sort="newest", at=1)
    assert shown.h1.text == hit["title"]
    assert [p.text for p in shown.select(".text p")] == [line for line in whole["body"].split("\n") if line.strip()]
    assert "布林肯" in {mark.text for mark in shown.select("mark")}
    back = urlsplit(shown.select_one("a.back")["href"])
    assert (back.path, parse_qs(back.query)) == ("/", {"q": ["布林肯"], "sort": ["newest"]})
    assert not shown.select(f"img, iframe, [style], {FOREIGN_SCRIPT}")
    for link in shown.select("a[href^=http]"):
        assert set(link["rel"]) == {"noopener", "noreferrer", "nofollow"}


@pytest.mark.parametrize(
    "next", ["https://evil.example/", "//evil.example", "/\\evil.example?q=1", "javascript:alert(1)", "/\0", ""]
)
def test_settings_lead_nowhere_else(client: FlaskClient, next: str) -> None:
    answer = client.post("/settings", data={"next": next, "theme": "dark"})
    assert (answer.status_code, answer.location) == (303, "/")


def test_an_unknown_article_is_404(client: FlaskClient) -> None:
    answer = client.get("/api/articles/000000000000")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert "没有这篇文章" in page(client, "/articles/000000000000", 404).main.text
    assert client.get("/api/nowhere").mimetype == "application/problem+json"
    assert "没有这一页" in page(client, "/nowhere", 404).main.text
    assert client.post("/api/search").status_code == 405


def test_without_an_index_the_command_is_told(tmp_path: Path) -> None:
    client = create_app({"WENHAI_INDEX": str(tmp_path / "none")}).test_client()
    assert "wenhai reindex" in page(client, status=503).main.code.text
    for address in ("/api/search?q=x", "/api/articles/0", "/api/suggest?q=x", "/readyz"):
        answer = client.get(address)
        assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
        assert answer.json["title"] == "Service Unavailable"


@pytest.mark.parametrize("kind", [indexer.IndexMismatch, indexer.IndexDamaged])
def test_an_index_that_cannot_be_read_says_why(monkeypatch: pytest.MonkeyPatch, kind: type[Exception]) -> None:
    def open_index(location: str) -> indexer.Index:
        raise kind("It was built by version 0.0.")

    monkeypatch.setattr("search_app.index.open_index", open_index)
    client = create_app().test_client()
    shown = page(client, status=503).main.text
    assert "It was built by version 0.0." in shown and "wenhai reindex" in shown
    assert client.get("/readyz").json["detail"] == "It was built by version 0.0."


def test_the_last_good_generation_serves_while_a_newer_one_cannot_be_opened(
    small_index: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    index = indexer.open_index(small_index)

    def refreshed() -> indexer.Index:
        raise indexer.IndexDamaged("The newer one is damaged.")

    monkeypatch.setattr(index, "refreshed", refreshed)
    monkeypatch.setattr("search_app.index.open_index", lambda location: index)
    holder = IndexHolder("anywhere", interval=0)
    assert holder.current() is index and holder.current() is index
    assert "The newer one is damaged." in caplog.text
    holder.close()


def test_the_secret_of_a_remote_index_stays_secret() -> None:
    app = create_app({"WENHAI_INDEX": "opensearch://user:secret@host:9200/name"})
    with app.test_request_context():
        assert "secret" not in command()


def test_hostile_text_stays_text(client: FlaskClient) -> None:
    hostile = "\"><script>alert(1)</script><img src=x onerror=alert(2)>' <b>"
    for address in ("/", f"/articles/{search(client)['hits'][0]['id']}"):
        shown = page(client, address, q=hostile, author=hostile, source=hostile, section=hostile, back=f"q={hostile}")
        assert not shown.select(f"img, b, [onerror], {FOREIGN_SCRIPT}")
    assert page(client, q=hostile).select_one("#q")["value"] == hostile


def test_hostile_articles_stay_text(client: FlaskClient, app: Flask) -> None:
    articles = [a for a in app.extensions["wenhai"].current().articles() if "<" in a.title + a.body]
    assert articles, "The small archive has no article with an angle bracket."
    for article in articles:
        shown = page(client, f"/articles/{article.id}", q="script 安全")
        assert shown.h1.text.strip() == (article.title.strip() or "（无标题）")
        assert not shown.select(f"img, iframe, main [onerror], main style, {FOREIGN_SCRIPT}")
        shown = page(client, q=f'"{article.title}"' if '"' not in article.title else article.title)
        assert not shown.select(f"img, iframe, {FOREIGN_SCRIPT}")


def test_facets_narrow_and_let_go(client: FlaskClient) -> None:
    shown = page(client, q="布林肯")
    link = shown.select_one(".facets a")
    count = int(link.select_one(".count").text)
    narrowed = page(client, link["href"])
    assert f"共 {count} 篇" in narrowed.h1.text
    released = page(client, narrowed.select_one(".chosen a")["href"])
    assert released.h1.text == shown.h1.text
    year = next(a for a in shown.select(".facets a") if re.match(r"\d{4}年", a.text.strip()))
    assert {"from", "to"} <= set(parse_qs(urlsplit(year["href"]).query))


def test_nothing_found_helps_on(client: FlaskClient) -> None:
    shown = page(client, q='"龘靐齉爩"', author="林一帆", from_="2001")
    assert "没有找到" in shown.h1.text
    links = [parse_qs(urlsplit(a["href"]).query) for a in shown.select(".nothing a")]
    assert {"q": ['"龘靐齉爩"']} in links
    assert any(link.get("q") == ["龘靐齉爩"] for link in links)


def test_every_input_has_a_label_and_every_page_its_landmarks(client: FlaskClient) -> None:
    for shown in (page(client, q="布林肯"), page(client, "/nowhere", 404)):
        for field in shown.select("input:not([type=hidden]), select"):
            assert field.find_parent("label") or shown.select_one(f'label[for="{field["id"]}"]')
        assert shown.html["lang"] == "zh-Hans"
        assert shown.select_one("header") and shown.select_one("main") and shown.select_one("search, [role=search]")


def test_headers_and_health(client: FlaskClient) -> None:
    for address in ("/", "/api/search", "/readyz", "/nowhere", "/static/style.css"):
        answer = client.get(address)
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        answer.close()
    health = client.get("/readyz").json
    assert health["status"] == "ok" and health["articles"] == search(client)["total"]


def test_a_new_generation_is_served_without_a_restart(tmp_path: Path) -> None:
    archive, aside, index = tmp_path / "archive", tmp_path / "aside", tmp_path / "index"
    shutil.copytree(ARCHIVE, archive)
    for file in sorted(path for path in archive.rglob("*") if path.is_file())[::2]:
        (aside / file.relative_to(archive)).parent.mkdir(parents=True, exist_ok=True)
        shutil.move(file, aside / file.relative_to(archive))
    app = create_app({"WENHAI_INDEX": str(index)})
    client = app.test_client()
    assert client.get("/readyz").status_code == 503
    indexer.reindex(archive, index)
    before = client.get("/readyz").json
    assert page(client).select(".hit")

    statuses: list[int] = []
    done = threading.Event()

    def read() -> None:
        reader = app.test_client()
        while not done.is_set():
            statuses.append(reader.get("/?q=布林肯").status_code)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        shutil.copytree(aside, archive, dirs_exist_ok=True)
        indexer.reindex(archive, index)
        deadline = time.monotonic() + 30
        while (after := client.get("/readyz").json) == before and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert after["articles"] > before["articles"] and after["generation"] != before["generation"]
    assert search(client)["total"] == after["articles"]
    assert page(client).select(".hit")
    assert set(statuses) == {200}
    app.extensions["wenhai"].close()
    gc.collect()  # the old generation was dropped, not closed: it must close itself without a warning


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            ['"', "(", ")", "OR", "|", "NOT", "-", "NEAR/3", "日期:", "作者:", ">=", "*", "\0", "布林肯", "2021", ".."]
        ),
        max_size=9,
    ).map(" ".join)
)
def test_nothing_that_is_typed_is_an_error(client: FlaskClient, query: str) -> None:
    query = query.encode("utf-8", "replace").decode()
    assert client.get("/", query_string={"q": query}).status_code == 200
    assert client.get("/api/search", query_string={"q": query}).status_code == 200
    assert client.get("/api/suggest", query_string={"q": query}).status_code == 200


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    arguments=st.dictionaries(
        st.sampled_from(["q", "author", "source", "section", "from", "to", "sort", "page", "size"]),
        st.text(max_size=20),
    )
)
def test_no_parameter_breaks_the_server(client: FlaskClient, arguments: dict[str, str]) -> None:
    arguments = {name: value.encode("utf-8", "replace").decode() for name, value in arguments.items()}
    for address in ("/", "/api/search"):
        assert client.get(address, query_string=arguments).status_code in (200, 400)


def plain(html: str) -> str:
    return unescape(re.sub("</?mark>", "", html))


@given(text=st.text("a<&\"'>布\n", max_size=30), data=st.data())
def test_marking_loses_no_character(text: str, data: st.DataObject) -> None:
    edges = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    marks = list(zip(edges[::2], edges[1::2], strict=False))
    html = str(marked(text, marks))
    assert plain(html) == text
    assert set(re.findall(r"<[^>]*>", html)) <= {"<mark>", "</mark>"}
    assert [plain(line) for line in paragraphs(text, marks)] == [line for line in text.split("\n") if line.strip()]


def test_a_moment_is_told_in_beijing_time(app: Flask) -> None:
    with app.test_request_context():
        assert moment(datetime.fromisoformat("2024-04-27T01:13:00+00:00")) == "2024年4月27日 09:13"
        assert moment(datetime.fromisoformat("2024-04-27T00:00:00+08:00")) == "2024年4月27日"
        assert moment(None) == ""
    with app.test_request_context("/?language=en"):
        assert moment(datetime.fromisoformat("2024-04-27T01:13:00+00:00")) == "April 27, 2024, 09:13"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://cn.nytimes.com/china/", True), ("http://a.example/", True), ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False), ("data:text/html,x", False), ("http://[", False), ("", False), ("/x", False),
    ],
)  # fmt: skip
def test_only_addresses_of_the_web_become_links(url: str, shown: bool) -> None:
    assert bool(web_address(url)) is shown
