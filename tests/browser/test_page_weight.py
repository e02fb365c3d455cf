"""How much is sent for a page, and what a printer gets of it."""

from collections import Counter

import pytest
from playwright.sync_api import Page, expect

from tests.browser.places import PLACES, Opening, arrive
from tests.support.browser import DESKTOP

MOST_BYTES, MOST_REQUESTS = 40_000, 16
"""Of a page with styles, scripts and icon, as they are sent. The issue allows 60 kB over real articles; those of the
small archive are short."""


def test_every_page_is_light(opening: Opening, urls: dict[str, str]) -> None:
    tab = opening(**DESKTOP).new_page()
    session = tab.context.new_cdp_session(tab)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sent: list[float] = []
    session.on("Network.loadingFinished", lambda one: sent.append(one["encodedDataLength"]))
    weights = {}
    for name, url in urls.items():
        if name != "pictures" and not PLACES[name].typed:
            sent.clear()
            arrive(tab, name, url)
            tab.wait_for_timeout(100)
            weights[name] = (sum(sent), len(sent))
    assert all(size < MOST_BYTES and requests <= MOST_REQUESTS for size, requests in weights.values()), weights


@pytest.fixture
def printed(opening: Opening) -> Page:
    tab = opening(color_scheme="dark").new_page()
    tab.emulate_media(media="print")
    return tab


def hidden(tab: Page, *selectors: str) -> None:
    for selector in selectors:
        assert tab.locator(selector).count(), selector
        for one in tab.locator(selector).all():
            expect(one).to_be_hidden()


def dark_on_white(tab: Page) -> None:
    ink = tab.locator("main").evaluate("(e) => getComputedStyle(e).color")
    assert max(int(part) for part in ink[4:-1].split(",")) < 80, ink


def test_an_article_on_paper(printed: Page, urls: dict[str, str]) -> None:
    arrive(printed, "article", f"{urls['article']}&theme=dark")
    hidden(printed, "body > header", ".foot", ".place", ".marks", ".cite summary", ".offer")
    expect(printed.locator(".text p").first).to_be_visible()
    original = printed.locator("article > footer a").first
    expect(original).to_have_text(original.get_attribute("href") or "")
    dark_on_white(printed)
    assert printed.pdf().startswith(b"%PDF")


def test_results_on_paper(printed: Page, urls: dict[str, str]) -> None:
    arrive(printed, "results", f"{urls['results']}&theme=dark")
    hidden(printed, "body > header", ".foot", "form", ".facets", ".export", ".tools")
    expect(printed.locator(".hit h2").first).to_be_visible()
    dark_on_white(printed)
    link = printed.locator(".original").first
    shown = link.evaluate("(e) => getComputedStyle(e, '::after').content")
    assert Counter(shown)["/"] > 2 or "attr(href)" in shown
    assert printed.pdf().startswith(b"%PDF")


def test_a_comparison_on_paper(printed: Page, urls: dict[str, str]) -> None:
    arrive(printed, "compared", urls["compared"])
    hidden(printed, "body > header", ".foot", "form", "summary")
    expect(printed.locator(".figures").last).to_be_visible()
    dark_on_white(printed)
