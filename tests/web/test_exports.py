"""Exports, feeds and what a browser asks for, through the front end: complete, true, and whole or seen not to be."""

import csv
import http.client
import io
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import bibtexparser
import pytest
import rispy
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from indexer import BEIJING, Article, Found, Index, reindex
from search_app import create_app
from search_app.citations import citations, today
from search_app.citations.bibtex_record import key
from search_app.exports import COLUMNS, FORMATS, HEAD_ROWS, About
from search_app.http.streaming import disposition
from tests.factories import page

SEARCHES = [
    "",
    "q=布林肯",
    "q=布林肯&sort=oldest",
    "q=罗莎琳·阿什 OR 安东尼·布林肯",
    "q=罗莎琳·阿什&also=0",
    "q=安东尼·布林肯&without=Antony Blinken",
    "q=布林肯 -贸易&source=nyt&page=7&size=1&chart=share",
    "q=北京&from=2021&to=2023-06",
    "q=绝无此词",
]


def ids(client: FlaskClient, search: str) -> list[str]:
    """What the API finds, in its order; without a query the newest first, as on the page."""
    search = re.sub(r"&(page|size|chart)=\w+", "", search) or "sort=newest"
    found = client.get(f"/api/search?{search}&size=100").get_json()
    assert found["total"] == len(found["hits"])
    return [hit["id"] for hit in found["hits"]]


def table(text: str) -> tuple[dict[str, str], list[dict[str, str]]]:
    assert text.startswith("\ufeff# ")
    rows = list(csv.reader(io.StringIO(text[1:], newline="")))
    assert tuple(rows[HEAD_ROWS]) == COLUMNS
    assert all(len(row) == len(COLUMNS) for row in rows[HEAD_ROWS:])
    return dict(rows[:HEAD_ROWS]), [dict(zip(COLUMNS, row, strict=True)) for row in rows[HEAD_ROWS + 1 :]]  # type: ignore[arg-type]


def records(text: str) -> list[dict[str, str]]:
    parser = bibtexparser.bparser.BibTexParser(ignore_nonstandard_types=False, common_strings=False)
    entries: list[dict[str, str]] = bibtexparser.loads(text, parser).entries
    return entries


@pytest.mark.parametrize("search", SEARCHES)
def test_exports_are_complete_and_in_order(client: FlaskClient, search: str) -> None:
    wanted = ids(client, search)
    about, rows = table(client.get(f"/export.csv?{search}").text)
    assert [row["id"] for row in rows] == wanted
    assert about["# 篇数"] == str(len(wanted))
    first, *lines = map(json.loads, client.get(f"/export.jsonl?{search}").text.splitlines())
    assert [line["id"] for line in lines] == wanted
    assert first["about"]["total"] == len(wanted)
    entries = records(client.get(f"/export.bib?{search}").text)
    assert [entry["ID"].rpartition("-")[2] for entry in entries] == wanted
    answer = client.get(f"/export.ris?{search}")
    assert [entry["accession_number"] for entry in rispy.loads(answer.text)] == wanted
    assert answer.headers["X-Wenhai-Total"] == str(len(wanted))


def test_the_about_says_what_was_searched(client: FlaskClient, index: Index) -> None:
    search = "q=罗莎琳·阿什 OR 安东尼·布林肯&without=Antony Blinken&source=nyt&from=2020&sort=newest&size=3"
    answer = client.get(f"/export.jsonl?{search}", base_url="https://wenhai.example")
    about = json.loads(answer.text.splitlines()[0])["about"]
    found = client.get(f"/api/search?{search}").get_json()
    assert about["query"] == "罗莎琳·阿什 OR 安东尼·布林肯" and about["understood"] == found["understood"]["query"]
    assert about["also"] == found["understood"]["also"] != []
    assert [one["names"] for one in about["also"]] == [["Rosalind Ashe"]]
    assert about["without"] == ["Antony Blinken"]
    assert about["filters"] == {"source": "nyt", "from": "2020-01-01"}
    assert (about["sort"], about["total"], about["exact"]) == ("newest", found["total"], found["exact"])
    status = index.status()
    assert (about["generation"], about["built"]) == (status.generation, status.built.isoformat())
    assert about["exported"] == today().isoformat()
    assert re.fullmatch(r"Wenhai [\d.]+\S*", about["program"])
    address = urlsplit(about["address"])
    assert (address.scheme, address.netloc, address.path) == ("https", "wenhai.example", "/")
    assert parse_qs(address.query)["q"] == [about["query"]]
    head, rows = table(client.get(f"/export.csv?{search}", base_url="https://wenhai.example").text)
    assert head["# 网址"] == about["address"] and head["# 补充的别名"].endswith("→Rosalind Ashe")
    assert rows[0]["page"] == f"https://wenhai.example/articles/{rows[0]['id']}"
    for ending in ("bib", "ris"):
        text = client.get(f"/export.{ending}?{search}", base_url="https://wenhai.example").text
        top = text.partition("\nTY" if ending == "ris" else "\n@article")[0]
        assert about["address"].replace("@", "＠") in top and about["generation"] in top


def test_cells_and_lines_say_what_the_article_says(client: FlaskClient, index: Index) -> None:
    _, rows = table(client.get("/export.csv?q=布林肯").text)
    _, *lines = map(json.loads, client.get("/export.jsonl?q=布林肯").text.splitlines())
    for row, line in zip(rows, lines, strict=True):
        article = index.get(row["id"])
        assert (row["title"], row["url"], row["byline"]) == (article.title, article.url, "; ".join(article.byline))
        assert article.date and datetime.fromisoformat(row["date"]).replace(tzinfo=BEIJING) == article.date
        whole = client.get(f"/api/articles/{row['id']}").get_json()
        assert line == {**whole, "exact": row["exact"] == "true", "page": row["page"]}


def test_zotero_sees_ris_within_five_lines(client: FlaskClient) -> None:
    lines = [line for line in client.get("/export.ris?q=布林肯").text.split("\r\n") if line]
    assert [line[:6] for line in lines].index("TY  - ") == 4
    assert not any("\n" in line or "\r" in line for line in lines)


def test_a_program_reads_the_table_below_its_head(client: FlaskClient) -> None:
    text = client.get("/export.csv?q=布林肯").data.decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO("".join(text.splitlines(keepends=True)[HEAD_ROWS:])))
    assert next(iter(rows))["outlet"]


@pytest.mark.parametrize("path", ["/export.csv", "/export.jsonl", "/export.bib", "/export.ris", "/feed.atom"])
def test_a_bad_parameter_is_an_answer_not_a_file(client: FlaskClient, path: str) -> None:
    answer = client.get(f"{path}?from=gestern")
    assert answer.status_code == 400 and "Content-Disposition" not in answer.headers


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/export.csv?from=gestern", 400), ("/export.ris?q=" + "a" * 2001, 400), ("/feed.atom?size=x", 400),
        ("/compare.csv", 400), ("/suggest.json?q=" + "a" * 2001, 400), ("/articles/000000000000/cite.bib", 404),
        ("/export.xls", 404), ("/static/none.css", 404),
    ],
)  # fmt: skip
def test_the_error_of_a_file_is_no_page(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.json["status"] == status and answer.json["detail"].endswith("。")
    assert not re.search("[一-鿿]", client.get(path, headers={"Accept-Language": "en"}).json["detail"])


@pytest.mark.parametrize("path", ["/export.csv", "/feed.atom", "/opensearch.xml"])
def test_a_method_that_a_file_does_not_take(client: FlaskClient, path: str) -> None:
    answer = client.post(path)
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("path", ["/export.csv", "/feed.atom", "/suggest.json?q=a", "/articles/000000000000/cite.bib"])
def test_without_an_index(tmp_path: Path, path: str) -> None:
    answer = create_app({"WENHAI_INDEX": str(tmp_path / "none")}).test_client().get(path)
    assert answer.status_code == 503 and answer.headers["Retry-After"]


def test_no_such_file(client: FlaskClient) -> None:
    assert client.get("/export.xls").status_code == 404
    assert client.get("/articles/000000000000/cite.ris").status_code == 404


@given(st.text(max_size=60) | st.text(alphabet='\r\n";\\/%. 布a', max_size=60))
def test_file_names_hold_no_header_and_no_path(query: str) -> None:
    value = disposition(query, datetime(2026, 11, 24).date(), "csv")
    match = re.fullmatch(
        r"attachment; filename=\"wenhai-2026-11-24\.csv\"; filename\*=UTF-8''([A-Za-z0-9%._~-]+)", value
    )
    assert match
    name = unquote(match[1])
    assert name.startswith("wenhai-") and name.endswith("2026-11-24.csv")
    assert not re.search(r'[\s/\\":;]', name) and ".." not in name


def test_a_file_has_the_name_of_its_query(client: FlaskClient) -> None:
    header = client.get('/export.csv?q=布林肯 "北京"%0d%0aX-Evil: 1').headers["Content-Disposition"]
    assert unquote(header).endswith(f"''wenhai-布林肯-北京-X-Evil-1-{today()}.csv")


def test_one_article_for_a_reference_manager(client: FlaskClient, index: Index) -> None:
    article = next(index.articles())
    answer = client.get(f"/articles/{article.id}/cite.bib")
    assert answer.text == citations(article, today()).bibtex
    assert answer.headers["Content-Disposition"] == f"attachment; filename={key(article)}.bib"
    answer = client.get(f"/articles/{article.id}/cite.ris")
    assert answer.text == citations(article, today()).ris
    assert answer.mimetype == "application/x-research-info-systems"


ABOUT = About(
    query="", understood="", filters=(), sort="newest", total=0, exact=0, also=(), without=(), generation="1",
    built=datetime(2026, 11, 24, tzinfo=BEIJING), exported=datetime(2026, 11, 24).date(), program="",
    address="http://localhost/", home="http://localhost/",
)  # fmt: skip
CELL = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
ROWS = st.lists(
    st.builds(
        Found,
        st.builds(
            Article, url=CELL, title=CELL | st.sampled_from(["=1+1", "@x", "\t=1", '"\r\n,']), section=CELL, body=CELL
        ),
        st.booleans(),
    ),
    max_size=4,
)


@given(ROWS, CELL)
def test_tables_and_lines_read_back(found: list[Found], query: str) -> None:
    about = About(**{**{name: getattr(ABOUT, name) for name in ABOUT.__slots__}, "query": query})
    _, rows = table("".join(FORMATS["csv"].write(about, iter(found))))
    for row, one in zip(rows, found, strict=True):
        for name, text in (("title", one.article.title), ("section", one.article.section), ("url", one.article.url)):
            assert row[name] in (text, f"'{text}")
            assert not row[name].startswith(("=", "+", "-", "@", "\t", "\r"))
    lines = "".join(FORMATS["jsonl"].write(about, iter(found))).split("\n")
    assert [json.loads(line)["body"] for line in lines[1:-1]] == [one.article.body for one in found]
    assert len(records("".join(FORMATS["bib"].write(about, iter(found[:1]))))) == len(found[:1])
    assert len(rispy.loads("".join(FORMATS["ris"].write(about, iter(found))))) == len(found)


@pytest.mark.parametrize("ending", FORMATS)
def test_a_file_begins_before_an_article_is_read(ending: str) -> None:
    def unread() -> Iterator[Found]:
        raise AssertionError("read too early")
        yield

    assert next(iter(FORMATS[ending].write(ABOUT, unread())))


def test_a_file_is_of_one_generation(archive: Callable[..., Path], tmp_path: Path) -> None:
    folder = archive(*(page(f"第{number}座桥", "桥" * 6_000) for number in range(40)))
    reindex(folder, tmp_path / "index")
    app = create_app({"WENHAI_INDEX": str(tmp_path / "index")})
    app.extensions["wenhai"]._interval = 0.0
    client = app.test_client()
    answer = client.get("/export.jsonl?q=桥", buffered=False)
    pieces = answer.iter_encoded()
    text = next(pieces)
    for number in range(20, 40):
        (folder / f"{number}.md").unlink()
    reindex(folder, tmp_path / "index")
    assert client.get("/api/search?q=桥").get_json()["total"] == 20
    about, *lines = map(json.loads, (text + b"".join(pieces)).splitlines())
    assert len(lines) == about["about"]["total"] == 40
    app.extensions["wenhai"].close()


BROKEN = """
from flask import Flask
from search_app.http.streaming import streamed

app = Flask(__name__)

def pieces(fails):
    yield from ["line\\n"] * 20_000
    if fails:
        raise OSError("The disk has gone.")

app.add_url_rule("/whole", view_func=lambda: streamed(pieces(False), "text/csv"), endpoint="whole")
app.add_url_rule("/broken", view_func=lambda: streamed(pieces(True), "text/csv"), endpoint="broken")
"""


def test_a_file_that_breaks_off_does_not_end_as_a_whole_one(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text(BROKEN, encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "broken:app", "--pythonpath", f"{tmp_path},{Path.cwd()}"]
    command += ["--no-control-socket", "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        assert len(fetched(port, "/whole")) == 100_000
        with pytest.raises(http.client.IncompleteRead):
            fetched(port, "/broken")
    finally:
        server.terminate()
        server.wait(10)


def fetched(port: int, path: str) -> bytes:
    for _ in range(200):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", path)
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    try:
        return connection.getresponse().read()
    finally:
        connection.close()
