"""A real browser and a server over the small archive, for the tests of what readers see and do."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from search_app import create_app

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
STATIC = Path(__file__).parents[2] / "search_app" / "static"
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}


class _Quiet(WSGIRequestHandler):
    # One connection a request, so that no thread of the server outlives the test with an open socket.
    protocol_version = "HTTP/1.0"

    def log(self, type: str, message: str, *args: object) -> None:
        pass


def _whole(app: Any) -> Any:
    """The application, whose answers are read before they are sent: where a browser goes away in the middle of one,
    werkzeug's server forgets to close the file that it comes from."""

    def answer(environ: Any, start_response: Any) -> list[bytes]:
        pieces = app(environ, start_response)
        try:
            return list(pieces)
        finally:
            pieces.close()

    return answer


@contextmanager
def serving(index: Path) -> Iterator[str]:
    """The address of the front end over an index, while it is served."""
    app = create_app({"WENHAI_INDEX": str(index)})
    server = make_server("127.0.0.1", 0, _whole(app), threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        app.extensions["wenhai"].close()


@pytest.fixture(scope="session")
def server(small_index: Path) -> Iterator[str]:
    """The address of the front end over the small archive."""
    with serving(small_index) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, one a session; every test has windows of its own. In CI it has to be there."""
    if not CHROMIUM.exists() and not os.environ.get("CI"):
        pytest.skip(f"There is no browser at {CHROMIUM}, so what readers see is not tested.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def window(browser: Browser, server: str, **options: Any) -> Iterator[BrowserContext]:
    """A reader's browser window, which must never ask another host for anything nor fail at anything."""
    context = browser.new_context(**{"base_url": server, "locale": "zh-CN", **options})
    asked: list[str] = []
    failed: list[str] = []
    context.on("request", lambda sent: asked.append(sent.url))
    context.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
    context.on("console", lambda message: failed.append(message.text))
    context.on("weberror", lambda raised: failed.append(str(raised.error)))
    try:
        yield context
    finally:
        context.close()
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(server).netloc}, asked
    assert not failed, failed


@contextmanager
def first_page(browser: Browser, server: str, **options: Any) -> Iterator[Page]:
    """The first page, with script, in a window of its own."""
    with window(browser, server, reduced_motion="reduce", **options) as context:
        page = context.new_page()
        page.goto("/")
        yield page


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def tab(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[Page]:
    """The first page, with script, at two sizes."""
    with first_page(browser, server, **request.param) as page:
        yield page


def follow(tab: Page, link: Locator) -> None:
    """Click, and wait for the page that it leads to."""
    with tab.expect_navigation():
        link.click()


def submit(tab: Page) -> None:
    """Search for what is in the form."""
    follow(tab, tab.get_by_role("button", name="搜索"))


def look_for(tab: Page, query: str) -> None:
    """Search for something."""
    tab.get_by_label("检索词").fill(query)
    submit(tab)


def titles(tab: Page) -> list[str]:
    """Of the articles on a page of results."""
    return tab.locator(".hit h2 a").all_inner_texts()


def box(tab: Page) -> Locator:
    """What one searches with."""
    return tab.get_by_label("检索词")


def options(tab: Page) -> Locator:
    """What is suggested."""
    return tab.get_by_role("listbox", name="检索建议").get_by_role("option")


def typed(tab: Page, text: str) -> None:
    """Type instead of what is there, until something is suggested."""
    box(tab).fill("")
    box(tab).press_sequentially(text)
    expect(box(tab)).to_have_attribute("aria-expanded", "true")
