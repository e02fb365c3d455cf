"""What a reader chooses about the pages: language, theme, script of the articles, density."""

from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from indexer import Index, convert, script_of


def page(client: FlaskClient, address: str) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return BeautifulSoup(answer.text, "lxml")


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
            assert (
                page(client, f"/articles/{article.id}{shown.select_one('.converted a')['href']}").h1.text
                == plain.h1.text
            )
        assert converted
