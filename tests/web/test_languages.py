"""Every page in every language: nothing of one interface is left in another, and what is not in it says so."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from flask.testing import FlaskClient

from indexer import Index, script_of
from search_app import create_app

HAN = re.compile(r"[\u3400-\u9fff]")
EXAMPLE = re.compile(r"“[^“”]*”|\([^()]*\)")
"""What may hold a query in the middle of a sentence."""
SEARCHES = [
    "", "?sort=oldest", "?q=布林肯", "?q=布林肯&chart=share", "?q=Lin+Yifan", "?q=Lin+Yifan&also=0", "?q=布林垦+北京",
    "?q=纱线期价", "?q=纱线期价&collapse=0", "?q=日期:abc", "?q=(布林肯", "?q=布林肯&page=900", "?q=中国&size=3&page=2",
    "?author=林一帆&source=nyt&from=2020&to=2024", "?translator=何晏&section=china&q=龘龘龘",
    "?q=“龘龘龘”&to=2023-05-01", "?q=布林肯周五抵达北京会见了外交部长王毅和国家主席习近平",
    "?q=外交部长王毅 北京天气预报",
]  # fmt: skip
WRONG = [
    ("/?page=0", 400), ("/?size=101", 400), ("/?from=2021-13", 400), ("/?from=2022&to=2021", 400), ("/?sort=up", 400),
    ("/?also=2", 400), ("/?chart=pie", 400), ("/?q=" + "a" * 2001, 400), ("/?author=" + "a" * 201, 400),
    ("/compare?term=a&term=b&term=c&term=d&term=e&term=f", 400),
    ("/nowhere", 404), ("/articles/000000000000", 404), ("/authors/无名氏", 404), ("/settings", 405),
]  # fmt: skip


@pytest.fixture(scope="module")
def addresses(index: Index) -> list[str]:
    """Pages of every kind, with all that they can show."""
    articles = list(index.articles())
    told = (
        next(a for a in articles if a.translator), next(a for a in articles if a.contributors),
        next(a for a in articles if a.captions), next(a for a in articles if not a.source or a.original_url),
    )  # fmt: skip
    pair = index.search("纱线期价", limit=2).hits
    return [
        *(f"/{search}" for search in SEARCHES),
        *(f"/articles/{article.id}?q=中国&at=1&pictures={on}" for article in told for on in "01"),
        *(f"/articles/{article.id}?script=hant" for article in told[:1]),
        f"/articles/{pair[0].id}/against/{pair[1].id}",
        f"/articles/{pair[0].id}/against/{pair[0].id}",
        "/authors/林一帆", "/authors/Lin Yifan", "/api",
        "/compare", "/compare?term=布林肯&term=Blinken", "/compare?term=北京&term=中国&chart=share&source=nyt",
        "/compare?term=龘龘龘",
    ]  # fmt: skip


def page(client: FlaskClient, address: str, language: str, status: int = 200) -> Tag:
    path, _, query = address.partition("?")
    answer = client.get(f"{path}?{query}&language={language}" if query else f"{path}?language={language}")
    assert answer.status_code == status, address
    found = BeautifulSoup(answer.text, "lxml").html
    assert isinstance(found, Tag) and found["lang"] == language
    return found


def spoken(html: Tag) -> Iterator[tuple[str, str]]:
    """Every piece of text that is read out, but for drawings, and the language that it is read in."""
    assert html.body
    for text in html.body.find_all(string=True):
        if type(text) is NavigableString and text.strip() and not text.find_parent(["svg", "script"]):
            nearest = text.find_parent(lang=True)
            assert nearest
            yield str(text).strip(), str(nearest["lang"])
    for name in ("aria-label", "placeholder", "alt", "data-previous", "data-next"):
        for tag in html.select(f"[{name}]:not(svg)"):
            nearest = tag if tag.get("lang") else tag.find_parent(lang=True)
            yield tag[name], nearest["lang"]


def test_english_pages_are_in_english_but_for_what_says_that_it_is_chinese(
    client: FlaskClient, addresses: list[str]
) -> None:
    for address, status in [*((one, 200) for one in addresses), *WRONG]:
        html = page(client, address, "en", status)
        left = [text for text, lang in spoken(html) if lang == "en" and HAN.search(EXAMPLE.sub("", text))]
        assert left == [], address
        assert html.title and (not HAN.search(html.title.text) or html.title.text.endswith("– Wenhai")), address


@pytest.mark.parametrize(("language", "other"), [("zh-Hant", "hans"), ("zh-Hans", "hant")])
def test_chinese_pages_are_in_their_own_script(
    client: FlaskClient, addresses: list[str], language: str, other: str
) -> None:
    for address, status in [*((one, 200) for one in addresses), *WRONG]:
        html = page(client, address, language, status)
        pieces = [(text, lang) for text, lang in spoken(html) if lang == language]
        # The help shows a name in both scripts, the errors what was asked for.
        left = [text for text, _ in pieces if script_of(re.sub(r"“[^”]*”|「[^」]*」", "", text)) == other]
        assert left == [], address
        assert pieces


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_a_missing_index_is_told_in_the_language_of_the_page(tmp_path: Path, language: str) -> None:
    client = create_app({"WENHAI_INDEX": str(tmp_path / "none")}).test_client()
    html = page(client, "/?q=布林肯", language, 503)
    titles = {"en": "There is no index yet", "zh-Hant": "文庫還沒有索引", "zh-Hans": "文库还没有索引"}
    assert html.main and html.main.h1 and html.main.h1.text == titles[language]
    assert all(lang != "en" or not HAN.search(text) for text, lang in spoken(html))
    [detail] = html.main.select(".detail bdi")
    assert "wenhai reindex" in detail.text and bool(HAN.search(detail.text)) == (language != "en")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/?q=纱线期价", "Versions of the same article are grouped: 1 entry."), ("/?q=纱线期价", "1 other version"),
        ("/?page=0", "Page (page) must be a whole number from 1 up, not “0”."),
        ("/?from=2022&to=2021-03", "The start date (from) 2022-01-01 is later than the end date (to) 2021-03-31;"),
    ],
)  # fmt: skip
def test_english_sentences(client: FlaskClient, address: str, said: str) -> None:
    text = client.get(address, headers={"Accept-Language": "en"}).text
    assert said in BeautifulSoup(text, "lxml").get_text()


def test_one_article_is_not_many(client: FlaskClient, index: Index) -> None:
    id, title = next((a.id, a.title) for a in index.articles() if index.search(f'标题:"{a.title}"', limit=0).total == 1)
    html = page(client, f'/?q=标题:"{title}"', "en")
    assert html.h1 and html.h1.text == "1 article" and f"/articles/{id}" in str(html)
    many = page(client, "/?q=中国", "en").h1
    assert many and re.match(r"\d+ articles", many.text)


def test_names_in_quotes_have_the_quotes_of_the_language(client: FlaskClient) -> None:
    address = "/?q=外交部长王毅"
    notes = {language: page(client, address, language).select(".understood li") for language in ("en", "zh-Hant")}
    assert "”, “" in notes["en"][0].text and "」「" in notes["zh-Hant"][0].text and "“" not in notes["zh-Hant"][0].text
