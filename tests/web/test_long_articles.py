"""Long articles: a page shows a part of one, in a moment, and all parts together are the article."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from indexer import open_index, reindex
from search_app import create_app
from tests.factories import page

SIGHT = 60_000
LONG = "云桥通了，渡轮停了，桥上的人都说好。"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A front end over articles of a megabyte and more, and a short one."""
    top = tmp_path_factory.mktemp("long")
    (top / "archive").mkdir()
    links = "".join(f'<a href="https://cn.nytimes.com/china/20240301/n{n}/">报道{n}</a>' for n in range(20_000))
    figure = '<figure><img src="https://a.cn/{0}.jpg"><figcaption>图{0}</figcaption></figure>'
    sentences = [f"第{n}句，{LONG}" for n in range(40_000)]
    texts = {
        "lines": [f"第{n}段，{LONG}" for n in range(12_000)] + ["末了是灯塔。"],
        "poem": ["云桥<br>" * 60_000],
        "one": [LONG * 60_000 + "末了是灯塔。"],
        "letters": ["a b " * 400_000],
        "links": [links],
        "caption": [f'<figure><img src="https://a.cn/1.jpg"><figcaption>{LONG * 60_000}灯塔</figcaption></figure>'],
        "pictures": [figure.format(n) for n in range(1_201)],
        "short": [LONG],
        "old": ["".join(sentences)],
        "new": ["".join([*sentences[:30_000], "灯塔亮了。", *sentences[30_001:]])],
    }
    for name, paragraphs in texts.items():
        text = page(name, *paragraphs, url=f"https://cn.nytimes.com/china/20240301/{name}/")
        (top / "archive" / f"{name}.md").write_text(text, encoding="utf-8")
    reindex(top / "archive", top / "index")
    return create_app({"WENHAI_INDEX": str(top / "index")}).test_client()


def address(client: FlaskClient, name: str) -> str:
    [hit] = client.get("/api/search", query_string={"q": f"标题:{name}"}).json["hits"]
    return f"/articles/{hit['id']}"


def shown(client: FlaskClient, address: str, **arguments: object) -> Tag:
    answer = client.get(address, query_string=arguments or None)
    assert answer.status_code == 200 and len(answer.data) < 1_000_000
    return BeautifulSoup(answer.text, "html.parser")


@pytest.mark.parametrize("name", ["lines", "poem", "one", "short"])
def test_all_parts_together_are_the_article(client: FlaskClient, name: str) -> None:
    place = address(client, name)
    whole = client.get(f"/api{place}").json["body"]
    parts, here = [], shown(client, place, q="云桥")
    while True:
        parts.append("".join(p.text for p in here.select(".text p")))
        assert len(parts[-1]) <= SIGHT and len(here.select(".text mark")) == parts[-1].count("云桥")
        following = here.select_one("nav.parts a[rel=next]")
        if not following:
            break
        here = shown(client, place + following["href"])
    assert "".join(parts) == whole.replace("\n", "")
    assert bool(here.select("nav.parts")) == (name != "short") == (len(parts) > 1)


def test_a_reader_comes_to_the_part_with_the_first_match(client: FlaskClient) -> None:
    place = address(client, "one")
    assert shown(client, place, q="灯塔").select_one(".text mark").text == "灯塔"
    first = shown(client, place, q="灯塔", part=1)
    assert not first.select(".text mark") and "这是第 1 部分" in first.select_one("nav.parts").text
    last = shown(client, place, part=9999)
    assert last.select_one("nav.parts a[rel=prev]") and not last.select("nav.parts a[rel=next]")
    for wrong in ("x", "-1", "1.5"):
        assert client.get(place, query_string={"part": wrong}).status_code == 400


def test_pictures_come_with_their_parts(client: FlaskClient) -> None:
    place = address(client, "pictures")
    captions = [p.text for n in (1, 2, 3) for p in shown(client, place, part=n).select("#pictures > p:not(.offer)")]
    assert captions == [f"图{n}" for n in range(1_201)]
    loaded = shown(client, place, part=3, pictures=1)
    assert len(loaded.select("figure img")) == 201
    offer = shown(client, place, part=2).select_one("#pictures .offer a")["href"]
    assert "part=2" in offer and "pictures=1" in offer


def test_a_caption_is_divided_too(client: FlaskClient) -> None:
    place = address(client, "caption")
    whole = client.get(f"/api{place}").json["captions"]
    parts = [shown(client, place, part=n) for n in range(1, 23)]  # of 50,000 characters
    assert ["".join(p.text for part in parts for p in part.select("#pictures > p:not(.offer)"))] == whole
    assert all("没有正文" not in part.text for part in parts[1:])
    assert shown(client, place, q="灯塔").select_one("#pictures mark").text == "灯塔"


def test_versions_are_compared_in_parts(client: FlaskClient) -> None:
    old, new = (address(client, name).rpartition("/")[2] for name in ("old", "new"))
    place = f"/articles/{old}/against/{new}"
    changed = shown(client, place).select_one(".difference")
    assert "灯塔亮了" in changed.ins.text and "第30000句" in changed.select_one("del").text
    numbers = shown(client, place, part=1).select_one("nav.parts span").text
    last = int("".join(filter(str.isdigit, numbers.partition("部分")[0])))
    text = [shown(client, place, part=n).select(".difference > :not(del)") for n in range(1, last + 1)]
    assert "".join(p.text for part in text for p in part) == client.get(f"/api/articles/{new}").json["body"]


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("lines", "云桥"),
        ("poem", "云桥"),
        ("one", "桥"),
        ("letters", "a"),
        ("links", "报道"),
        ("pictures", "图"),
        ("caption", "云"),
    ],
)
def test_a_page_takes_a_moment(client: FlaskClient, name: str, query: str) -> None:
    """0.05 to 0.3 s for eight megabytes on an idle machine; it was half a minute, or none at all."""
    place = address(client, name)
    times = []
    for _ in range(3):
        began = time.thread_time()
        answer = client.get(place, query_string={"q": query})
        times.append(time.thread_time() - began)
        assert answer.status_code == 200
    assert min(times) < 1


def test_text_that_turns_about_keeps_it_to_itself(
    archive: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from click.testing import CliRunner

    from indexer.cli import main

    turned = "甲\u202e乙\u2066丙"
    reindex(archive(page(turned, f"文中{turned}。", byline=turned), other=page("别的", "文中。")), tmp_path / "index")
    client = create_app({"WENHAI_INDEX": str(tmp_path / "index")}).test_client()
    found = BeautifulSoup(client.get("/?q=文中").text, "html.parser")
    assert all(block["dir"] == "auto" for block in found.select(".hit h2, .hit .snippet"))
    assert all(name.bdi for name in found.select(".byline a"))
    [hit] = [hit for hit in open_index(tmp_path / "index").search("文中").hits if "甲" in hit.title]
    read = BeautifulSoup(client.get(f"/articles/{hit.id}").text, "html.parser")
    assert not set(read.title.text) & set("\u202e\u2066")
    assert all(block["dir"] == "auto" for block in read.select("h1, .text p"))
    said = CliRunner().invoke(main, ["search", "文中", "--index", str(tmp_path / "index")]).output
    assert "甲乙丙" in said and not set(said) & set("\u202e\u2066")
    near = CliRunner().invoke(main, ["search", "文中", "--author", "甲乙", "--index", str(tmp_path / "index")])
    assert not set(near.output + near.stderr) & set("\u202e\u2066")
    told = CliRunner().invoke(main, ["search", "文中", "--json", "--index", str(tmp_path / "index")]).output
    assert "甲\\u202e乙" in told and any("\u202e" in hit["title"] for hit in json.loads(told)["hits"])
    listed = CliRunner().invoke(main, ["list", "authors", "--index", str(tmp_path / "index")]).output
    assert "甲乙丙" in listed and not set(listed) & set("\u202e\u2066")
