"""What a reader does, in a real browser, over the index of the small archive: with scripts allowed and without."""

import os
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from search_app import create_app

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

if not CHROMIUM.exists() and not os.environ.get("CI"):
    pytest.skip(f"There is no browser at {CHROMIUM}, so what readers see is not tested.", allow_module_level=True)


class _Quiet(WSGIRequestHandler):
    # One connection a request, so that no thread of the server outlives the test with an open socket.
    protocol_version = "HTTP/1.0"

    def log(self, type: str, message: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def server(small_index: Path) -> Iterator[str]:
    app = create_app({"WENHAI_INDEX": str(small_index)})
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["wenhai"].close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def context(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[BrowserContext]:
    """A reader's browser window, which must never ask another host for anything nor fail at anything."""
    context = browser.new_context(base_url=server, java_script_enabled=request.param, locale="zh-CN")
    asked: list[str] = []
    failed: list[str] = []
    context.on("request", lambda sent: asked.append(sent.url))
    context.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
    context.on("console", lambda message: failed.append(message.text))
    yield context
    context.close()
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(server).netloc}
    assert not failed


@pytest.fixture
def tab(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/")
    return page


def follow(tab: Page, link: Locator) -> None:
    with tab.expect_navigation():
        link.click()


def submit(tab: Page) -> None:
    follow(tab, tab.get_by_role("button", name="搜索"))


def look_for(tab: Page, query: str) -> None:
    tab.get_by_label("检索词").fill(query)
    submit(tab)


def titles(tab: Page) -> list[str]:
    return tab.locator(".hit h2 a").all_inner_texts()


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
