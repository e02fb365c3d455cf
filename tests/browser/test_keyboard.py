"""The keyboard alone, with scripts allowed and without: everything can be reached, and one sees where one is."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import probes
from tests.browser.places import Opening, arrive
from tests.support.browser import DESKTOP, titles, window

LOW = {"viewport": {"width": 390, "height": 500}}
"""A window in which something that sticks to its edge could cover much."""
MOST_STOPS = 400


@pytest.mark.parametrize(
    "name, options",
    [("front", DESKTOP), ("results", LOW), ("article", LOW), ("compared", DESKTOP), ("refused", LOW)],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_focus_is_seen_and_goes_as_one_reads(
    opening: Opening, urls: dict[str, str], name: str, options: dict[str, object]
) -> None:
    tab = opening(**options).new_page()
    arrive(tab, name, urls[name])
    tab.evaluate(probes.OPEN)
    stops = list(walk(tab))
    reachable = tab.evaluate(probes.REACHABLE)
    assert {stop["order"] for stop in stops} == set(reachable)
    assert [stop for stop in stops if stop["wrong"]] == []
    for before, after in pairwise(stops):
        assert after["order"] >= before["order"]
        if after["region"] == before["region"]:
            assert after["top"] > before["top"] - 8 or after["left"] > before["left"], (before, after)
    tab.close()


def walk(tab: Page) -> Iterator[dict]:
    """Every stop from the top of the page to its end."""
    tab.evaluate(probes.TO_TOP)
    for _ in range(MOST_STOPS):
        tab.keyboard.press("Tab")
        stop = tab.evaluate(probes.HIDDEN_FOCUS)
        if stop is None:
            return
        yield stop
    raise AssertionError(f"The page does not end after {MOST_STOPS} stops.")


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def page(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[Page]:
    with window(browser, server, java_script_enabled=request.param, reduced_motion="reduce", **DESKTOP) as context:
        tab = context.new_page()
        tab.goto("/")
        yield tab


def reach(tab: Page, selector: str, key: str = "Tab") -> None:
    """Press Tab until something has the focus."""
    for _ in range(MOST_STOPS):
        tab.keyboard.press(key)
        if tab.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"Nothing leads to {selector}.")


def enter(tab: Page, key: str = "Enter") -> None:
    with tab.expect_navigation():
        tab.keyboard.press(key)


def test_from_the_first_page_to_an_article_the_next_one_and_back(page: Page) -> None:
    page.keyboard.type("布林肯")
    reach(page, "search button")
    enter(page, "Space")
    found = titles(page)

    # That it is the first stop, test_browser says; on a loaded machine a key right after a page is lost at times.
    reach(page, ".skip")
    expect(page.get_by_role("link", name="跳到正文")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.locator("main :focus").count() == 1

    reach(page, ".hit h2 a")
    enter(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(found[0])
    reach(page, '.place [rel="next"]')
    enter(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(found[1])
    reach(page, ".place .back")
    enter(page)
    assert titles(page) == found


def test_what_narrows_is_opened_filled_and_taken_away(page: Page) -> None:
    page.goto("/?q=布林肯")
    total = page.get_by_role("heading", level=1).inner_text()
    reach(page, ".more summary")
    page.keyboard.press("Space")
    reach(page, "#source")
    page.keyboard.press("ArrowDown")
    reach(page, "#q", "Shift+Tab")
    enter(page)
    assert page.get_by_role("heading", level=1).inner_text() != total
    reach(page, ".chosen a")
    enter(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(total)
    reach(page, ".facets li a")
    enter(page)
    expect(page.locator(".chosen li")).to_have_count(1)


def test_settings_and_exports(page: Page) -> None:
    page.goto("/?q=布林肯")
    reach(page, '.export a[href*=".csv"]')
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".csv")
    reach(page, ".settings summary")
    page.keyboard.press("Enter")
    reach(page, "#set-theme")
    page.keyboard.press("End")
    reach(page, ".settings button")
    enter(page, "Space")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
