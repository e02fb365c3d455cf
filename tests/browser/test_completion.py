"""What suggestions are asked for of a query, and how a choice is written into it: completion.js, in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from indexer.query.lexer import FIELD_OF
from tests.support.browser import DESKTOP, PHONE, STATIC, first_page


@pytest.fixture(scope="module", params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def tab(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[Page]:
    """The first page at two sizes, one for all tests: they only call functions there."""
    with first_page(browser, server, **request.param) as page:
        yield page


@pytest.mark.parametrize(
    "query, asked",
    [
        ("布林", ["布林"]),
        ("antony b", ["antony b", "b"]),
        ("a b c d", ["a b c d", "c d", "d"]),
        ("北京 -antony b", ["antony b", "b"]),
        ("(台湾 OR 香", ["香"]),
        ("台湾|香", ["香"]),
        ('北京 "新闻 发', ["新闻 发"]),
        ("标题:关", ["关"]),
        ("作者:Vivian W", ["Vivian W", "W"]),
        ('"新闻" 发', ["发"]),
        ("a NEAR/20 王", ["王"]),
        ("", []),
        (" ", []),
        ("布林 ", []),
        ('"布林"', []),
        ("布林 OR", []),
        ("日期:2021", []),
        ("来源:nyt", []),
        ("字" * 61, []),
    ],
)
def test_what_is_asked_for(tab: Page, query: str, asked: list[str]) -> None:
    script = "async (query) => (await import('/static/completion.js')).parts(query).map((part) => part.asked)"
    assert tab.evaluate(script, query) == asked


@pytest.mark.parametrize(
    "query, text, kind, written",
    [
        ("布", "布林肯", "name", "布林肯"),
        ("ant", "Antony Blinken", "name", "Antony Blinken"),
        ("北京 OR ant", "Antony Blinken", "name", "北京 OR Antony Blinken"),
        ("北京 -ant", "Antony Blinken", "name", '北京 -"Antony Blinken"'),
        ("北京 NOT ant", "Antony Blinken", "name", '北京 NOT "Antony Blinken"'),
        ("作者:viv", "Vivian Wang", "author", '作者:"Vivian Wang"'),
        ("viv", "Vivian Wang", "author", '作者:"Vivian Wang"'),
        ("viv", "Vivian", "author", "作者:Vivian"),
        ('"viv', "Vivian Wang", "author", '"Vivian Wang"'),
        ("uni", "University of Leeds", "name", '"University of Leeds"'),
        ("弗", "弗朗索瓦·德·马吉耶尔斯", "name", '"弗朗索瓦·德·马吉耶尔斯"'),
        ("new", "New York", "phrase", '"New York"'),
        ("标题:关", "关税", "word", "标题:关税"),
        ("标题:关", "关税 又来", "title", '标题:"关税 又来"'),
        ("关", '关税"又来"', "title", '"关税“又来“"'),
        ("(关", "关税(上)", "word", '("关税(上)"'),
        ("关", "日期:关", "word", '"日期:关"'),
        ('北京 "新 闻', "新闻发布会", "phrase", '北京 "新闻发布会"'),
    ],
)
def test_how_a_choice_is_written(tab: Page, query: str, text: str, kind: str, written: str) -> None:
    script = """async ([query, text, kind]) => {
      const { parts, completed } = await import("/static/completion.js");
      return completed(query, parts(query)[0], { text, kind }, "作者:");
    }"""
    assert tab.evaluate(script, [query, text, kind]) == written


def test_every_field_of_the_query_language_is_known() -> None:
    script = (STATIC / "completion.js").read_text(encoding="utf-8")
    assert set(re.search(r'FIELDS =\s+"(.*?)"', script).group(1).split("|")) == set(FIELD_OF)  # type: ignore[union-attr]
