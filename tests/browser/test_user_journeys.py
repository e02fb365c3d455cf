"""What a reader does, in a real browser, over the index of the small archive: with scripts allowed and without."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.browser import follow, look_for, submit, titles, window


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def context(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[BrowserContext]:
    with window(browser, server, java_script_enabled=request.param) as context:
        yield context


@pytest.fixture
def tab(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/")
    return page


def days(tab: Page) -> list[str]:
    return [time.get_attribute("datetime") or "" for time in tab.locator(".hit time").all()]


def test_search_read_and_return(tab: Page) -> None:
    look_for(tab, "布林肯")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("篇")
    expect(tab.locator(".snippet mark").filter(has_text="布林肯").first).to_be_visible()
    found, title = titles(tab), tab.locator(".hit h2 a").first.inner_text()

    follow(tab, tab.get_by_role("link", name=title, exact=True).first)
    expect(tab.get_by_role("heading", level=1)).to_have_text(title)
    expect(tab.locator("article mark").filter(has_text="布林肯").first).to_be_visible()
    expect(tab.get_by_label("检索词")).to_have_value("布林肯")

    follow(tab, tab.get_by_role("link", name="返回检索结果"))
    assert titles(tab) == found


def test_filter_by_author_and_turn_the_page(tab: Page) -> None:
    tab.get_by_label("作者").fill("林一帆")
    submit(tab)
    bylines = tab.locator(".hit .byline").all_inner_texts()
    assert len(bylines) == 10 and all("林一帆" in byline for byline in bylines)
    first = titles(tab)

    follow(tab, tab.get_by_role("link", name="下一页"))
    second = titles(tab)
    assert second and not set(first) & set(second)
    expect(tab.locator('.paging [aria-current="page"]')).to_have_text("2")
    follow(tab, tab.locator(".hit h2 a").first)
    follow(tab, tab.get_by_role("link", name="返回检索结果"))
    assert titles(tab) == second

    follow(tab, tab.get_by_role("link", name="上一页"))
    assert titles(tab) == first
    follow(tab, tab.locator(".chosen").get_by_role("link", name="作者：林一帆"))
    expect(tab.get_by_label("作者")).to_have_value("")


def test_filter_by_date_and_sort(tab: Page) -> None:
    newest = date.fromisoformat(days(tab)[0][:10])
    first = date(newest.year, 1, 1)
    tab.get_by_label("起始日期").fill(first.isoformat())
    tab.get_by_label("截止日期").fill(newest.isoformat())
    submit(tab)
    follow(tab, tab.get_by_role("link", name="从旧到新"))
    shown = days(tab)
    assert shown and shown == sorted(shown)
    assert all(first.isoformat() <= day[:10] <= newest.isoformat() for day in shown)
    expect(tab.get_by_role("link", name="从旧到新")).to_have_attribute("aria-current", "true")
    submit(tab)
    assert days(tab) == shown
    follow(tab, tab.get_by_role("link", name="从新到旧"))
    assert days(tab) == sorted(days(tab), reverse=True)


def test_a_facet_narrows(tab: Page) -> None:
    look_for(tab, "布林肯")
    link = tab.get_by_role("complementary").get_by_role("link").first
    count = link.locator(".count").inner_text()
    follow(tab, link)
    expect(tab.get_by_role("heading", level=1)).to_contain_text(f"共 {count} 篇")
    assert parse_qs(urlsplit(tab.url).query)["q"] == ["布林肯"]


def test_help_opens_without_scripts(tab: Page) -> None:
    tab.get_by_text("怎样搜得更准").click()
    expect(tab.get_by_text("一字不差的原文")).to_be_visible()
    follow(tab, tab.get_by_role("link", name="布林肯 NEAR/20 王毅"))
    expect(tab.get_by_label("检索词")).to_have_value("布林肯 NEAR/20 王毅")


def test_the_keyboard_is_enough(tab: Page) -> None:
    expect(tab.get_by_label("检索词")).to_be_focused()
    tab.keyboard.type("布林肯")
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    assert titles(tab)
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("link", name="跳到正文")).to_be_focused()
    expect(tab.get_by_role("link", name="跳到正文")).to_be_in_viewport()


def test_nothing_is_wider_than_a_small_phone(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server, viewport={"width": 320, "height": 640})
    tab = context.new_page()
    long = "Donaudampfschifffahrtsgesellschaft" * 5
    for address in ("/", "/?q=布林肯", "/?q=布林肯&author=林一帆&from=2001", f"/?q={long}&author={long}", "/?sort=x"):
        tab.goto(address)
        for details in tab.locator("summary").all():
            details.click()
        assert tab.evaluate("document.documentElement.scrollWidth") == 320, address
    tab.goto("/?q=布林肯")
    follow(tab, tab.locator(".hit h2 a").first)
    assert tab.evaluate("document.documentElement.scrollWidth") == 320
    context.close()
