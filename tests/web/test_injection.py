"""Nobody gets in by what stands in an article or is asked for. The long form (WENHAI_SOAK=1) tries every payload at
every place in Chromium; the short one some in Chromium, and the rest by what the answers hold."""

import csv
import io
import json
import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from werkzeug.test import TestResponse

from indexer import Index, open_index
from search_app import create_app
from tests.soak import payloads
from tests.soak.hostile import FOUND, Watcher, asked, hostile_index, shown, turned
from tests.support.browser import serving

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


def test_what_turns_text_about_keeps_it_to_itself(tmp_path: Path) -> None:
    hostile_index(tmp_path, payloads.TURNING, ["https://a.example/\u202e"])
    client = create_app({"WENHAI_INDEX": str(tmp_path)}).test_client()
    index = open_index(tmp_path)
    id = next(iter(index.articles())).id
    addresses = [*shown(tmp_path), *asked(payloads.TURNING[0], id)]
    pages = {address: client.get(address, follow_redirects=True) for address in addresses}
    wrong = {address: turned(page.text) for address, page in pages.items() if page.mimetype == "text/html"}
    assert len(wrong) > 50
    assert [(address, one) for address, found in wrong.items() for one in found] == []
