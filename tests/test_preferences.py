"""What a reader chooses about the pages, and reading from one article of a list to the next."""

from collections.abc import Callable
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from indexer import Index, convert, script_of
from search_app import create_app
from tests.conftest import page as written


def page(client: FlaskClient, address: str) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return BeautifulSoup(answer.text, "lxml")


def hits(shown: BeautifulSoup) -> list[tuple[str, str]]:
    return [(a.text, a["href"]) for a in shown.select(".hit h2 a")]


def test_what_is_chosen_stays(client: FlaskClient) -> None:
    answer = client.post("/settings", data={"next": "/?q=桥&page=2", "theme": "dark", "language": "en"})
    assert (answer.status_code, unquote(answer.location)) == (303, "/?q=桥&page=2")
    client.post("/settings", data={"density": "compact", "theme": "purple", "unknown": "x"})
    html = page(client, "/").html
    assert (html["lang"], html["data-theme"], html["data-density"]) == ("en", "dark", "compact")
    assert [option["value"] for option in html.select(".settings option[selected]")] == [
        "en",
        "original",
        "dark",
        "compact",
    ]


def test_the_address_overrules_what_was_chosen_until_the_next_choice(client: FlaskClient) -> None:
    client.post("/settings", data={"theme": "dark"})
    shown = page(client, "/?q=桥&theme=light&language=zh-Hant")
    assert (shown.html["lang"], shown.html["data-theme"]) == ("zh-Hant", "light")
    here = shown.select_one(".settings [name=next]")["value"]
    assert unquote(client.post("/settings", data={"next": here}).location) == "/?q=桥"


@pytest.mark.parametrize("cookie", ["", "x", "theme=", "&" * 50, "a=b&" * 50, "theme=dark\x00", "language=<b>"])
def test_a_broken_cookie_is_no_choice(app: Flask, cookie: str) -> None:
    client = app.test_client()
    client.set_cookie("wenhai", cookie)
    assert page(client, "/").html["lang"] == "zh-Hans"


def test_articles_in_the_other_script_keep_their_marks(client: FlaskClient, index: Index) -> None:
    for script, language in (("hans", "zh-Hans"), ("hant", "zh-Hant")):
        converted = 0
        for article in index.articles():
            plain = page(client, f"/articles/{article.id}?q=国")
            shown = page(client, f"/articles/{article.id}?q=国&script={script}")
            assert [mark["id"] for mark in shown.select("mark")] == [mark["id"] for mark in plain.select("mark")]
            if script_of(article.title + article.body) in (script, None) or not article.body:
                continue
            converted += 1
            assert shown.article["lang"] == language
            assert shown.select_one(".text").text.strip() == convert(plain.select_one(".text").text, script).strip()  # type: ignore[arg-type]
            assert page(client, f"/articles/{article.id}?script=original").h1.text == plain.h1.text
            assert shown.select(".converted a[href='?script=original']")
        assert converted


def test_reading_on_from_article_to_article(client: FlaskClient) -> None:
    query = "q=布林肯&size=3"
    listed = [hit for number in (1, 2, 3) for hit in hits(page(client, f"/?{query}&page={number}"))]
    assert len(listed) > 4
    address, read = listed[0][1], []
    while address:
        shown = page(client, address)
        read.append(shown.h1.text)
        back = page(client, shown.select_one("a.back")["href"])
        assert shown.h1.text in [title for title, _ in hits(back)]
        following = shown.select_one("a[rel=next]")
        if following:
            before = page(client, following["href"]).select_one("a[rel=prev]")
            assert page(client, before["href"]).h1.text == shown.h1.text
        address = following and following["href"]
    assert read[: len(listed)] == [title for title, _ in listed]
    assert f"第 {len(read)} 条，共 {len(read)} 条" in shown.select_one(".steps").text


def test_reading_on_without_a_query_by_date_and_by_author(client: FlaskClient) -> None:
    for query in ("", "author=林一帆", "q=布林肯&sort=oldest&collapse=0"):
        listed = hits(page(client, f"/?{query}"))
        shown = page(client, listed[1][1])
        assert page(client, shown.select_one("a[rel=prev]")["href"]).h1.text == listed[0][0]
        assert page(client, shown.select_one("a[rel=next]")["href"]).h1.text == listed[2][0]


@pytest.mark.parametrize("at", ["2", "9999", "999999999999999999"])
def test_a_place_where_another_article_stands_by_now_has_no_neighbours(client: FlaskClient, at: str) -> None:
    first = hits(page(client, "/?q=布林肯"))[0][1].partition("?")[0]
    assert not page(client, f"{first}?q=布林肯&at={at}").select(".steps")
    assert client.get(f"{first}?at=x").status_code == 400


def test_a_name_that_was_taken_away_is_not_marked(client: FlaskClient, indexed: Callable[..., Index]) -> None:
    index = indexed(
        *[
            written(f"第{n}篇", f"国务卿布林肯（Antony Blinken）第{n}次到访。", url=f"https://a.example/{n}")
            for n in range(4)
        ]
    )
    reader = create_app({"WENHAI_INDEX": index.status().location}).test_client()
    article = next(index.articles())
    marks = [mark.text for mark in page(reader, f"/articles/{article.id}?q=布林肯").select("mark")]
    assert marks == ["布林肯", "Blinken"]
    for left_out in ("without=Blinken", "also=0"):
        shown = page(reader, f"/articles/{article.id}?q=布林肯&{left_out}")
        assert [mark.text for mark in shown.select("mark")] == ["布林肯"]


def test_every_mark_can_be_stepped_to(client: FlaskClient) -> None:
    shown = page(client, hits(page(client, "/?q=布林肯"))[0][1])
    numbers = [a["href"] for a in shown.select(".marks li a")]
    assert numbers == [f"#{mark['id']}" for mark in shown.select("mark[id]")] and len(numbers) > 1
