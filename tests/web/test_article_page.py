"""The page of an article: in its place of a list, with what was searched for marked, and pictures when asked for."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from indexer import Index
from search_app import create_app
from tests.factories import page as written


def page(client: FlaskClient, address: str) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return BeautifulSoup(answer.text, "lxml")


def hits(shown: BeautifulSoup) -> list[tuple[str, str]]:
    return [(a.text, a["href"]) for a in shown.select(".hit h2 a")]


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


def test_captions_stand_there_and_pictures_only_when_asked_for(client: FlaskClient, index: Index) -> None:
    loaded = 0
    for article in index.articles():
        answer = client.get(f"/articles/{article.id}?q=桥")
        shown = BeautifulSoup(answer.text, "lxml")
        assert not shown.select("img") and "img-src 'self';" in answer.headers["Content-Security-Policy"]
        assert sorted(p.text for p in shown.select(".pictures p:not(.offer)")) == sorted(article.captions)
        if not article.pictures:
            assert not shown.select(".offer")
            continue
        loaded += 1
        answer = client.get(f"/articles/{article.id}{shown.select_one('.offer a')['href']}")
        shown = BeautifulSoup(answer.text, "lxml")
        assert [(img["src"], img["referrerpolicy"]) for img in shown.select("img")] == [
            (picture.address, "no-referrer") for picture in article.pictures
        ]
        sources = answer.headers["Content-Security-Policy"].partition("img-src ")[2].partition(";")[0].split()
        assert set(sources) == {
            "'self'",
            *(address[: address.index("/", 8)] for address in (p.address for p in article.pictures)),
        }
        assert sorted(c.text for c in shown.select(".pictures p:not(.offer), figcaption")) == sorted(article.captions)
    assert loaded > 5


def test_an_address_cannot_loosen_the_policy(indexed: Callable[..., Index]) -> None:
    hostile = '<figure><img src="https://a.example;script-src *;/b.jpg"><figcaption>图一</figcaption></figure>'
    index = indexed(written("一", "正文。</p>" + hostile + "<p>完。"))
    reader = create_app({"WENHAI_INDEX": index.status().location}).test_client()
    policy = reader.get(f"/articles/{next(index.articles()).id}?pictures=1").headers["Content-Security-Policy"]
    assert policy.count("script-src") == policy.count("script-src 'self';") == policy.count("img-src") == 1
    assert "a.example" not in policy
