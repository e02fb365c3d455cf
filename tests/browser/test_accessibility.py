"""WCAG 2.2 AA on every page, at every size and in both themes: what axe and our own measuring find."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page

from indexer import Index
from search_app import create_app
from tests.browser import probes
from tests.browser.places import PLACES, TWINS, Opening, Place, address, arrive
from tests.support.browser import DESKTOP, PHONE

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIEWS = {"desktop": {**DESKTOP, "color_scheme": "light"}, "phone": {**PHONE, "color_scheme": "dark"}}
SHOTS = os.environ.get("WENHAI_SCREENSHOTS")
"""Where pictures of every page are to be kept."""
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
"""https://www.w3.org/TR/WCAG22/#text-spacing"""
LARGE = "html { font-size: 200%; }"
SIZES = {
    "400% zoom": (320, 256, ""), "small phone, spaced": (320, 640, SPACED), "desktop, spaced": (1280, 800, SPACED),
    "large text": (1280, 800, LARGE), "large text on half a screen": (640, 800, LARGE),
}  # fmt: skip


@dataclass(frozen=True)
class Visit:
    """A page that has been opened, and all that was asked for on the way."""

    name: str
    view: str
    tab: Page
    asked: list[str]
    moved: list[str]


@pytest.fixture(scope="module")
def windows(opening: Opening) -> dict[str, Page]:
    """A tab for each view."""
    tabs = {view: opening(**options).new_page() for view, options in VIEWS.items()}
    for tab in tabs.values():
        tab.add_init_script(f"({probes.SHIFTS})()")
    return tabs


@pytest.fixture(
    scope="module",
    params=[(view, name) for view in VIEWS for name in PLACES if view == "phone" or name not in TWINS],
    ids="-".join,
)
def visit(request: pytest.FixtureRequest, windows: dict[str, Page], urls: dict[str, str]) -> Iterator[Visit]:
    """Each page in each view, and a picture of it for CI. All tests of one run before the next is opened."""
    view, name = request.param
    tab, asked = windows[view], list[str]()

    def note(sent: object) -> None:
        asked.append(sent.url)  # type: ignore[attr-defined]

    tab.on("request", note)
    arrive(tab, name, urls[name])
    tab.wait_for_timeout(50)
    moved = tab.evaluate("window.shifted")
    if SHOTS:
        tab.screenshot(path=Path(SHOTS) / f"{name}-{view}.png", full_page=not PLACES[name].typed)
    yield Visit(name, view, tab, asked, moved)
    tab.remove_listener("request", note)


def test_nothing_moves_while_a_page_loads(visit: Visit) -> None:
    assert visit.moved == []


def test_no_other_host_is_asked_but_for_pictures_that_were_wished_for(visit: Visit) -> None:
    others = [url for url in visit.asked if not url.startswith("http://127.0.0.1:")]
    assert bool(others) == (visit.name == "pictures"), others


def violations(tab: Page) -> list[str]:
    found = Axe().run(tab, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {node['html']} {node['failureSummary']}" for one in found for node in one["nodes"]]


def test_axe_finds_nothing(visit: Visit) -> None:
    visit.tab.evaluate(probes.OPEN)
    assert violations(visit.tab) == []


def test_every_target_is_large_enough_for_a_finger(visit: Visit) -> None:
    visit.tab.evaluate(probes.OPEN)
    assert visit.tab.evaluate(probes.SMALL) == []


@pytest.mark.parametrize("name", ["front", "results", "article", "compared"])
def test_axe_finds_nothing_in_what_is_closed_nor_without_our_scripts(
    opening: Opening, urls: dict[str, str], name: str
) -> None:
    context = opening(**PHONE)
    context.route("**/*.js", lambda route: route.abort())
    tab = context.new_page()
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        arrive(tab, name, urls[name])
        assert violations(tab) == []


@pytest.mark.parametrize("name", PLACES)
def test_nothing_is_lost(windows: dict[str, Page], opening: Opening, urls: dict[str, str], name: str) -> None:
    tab = windows.setdefault("any size", opening().new_page())
    arrive(tab, name, urls[name])
    if not PLACES[name].typed:
        tab.evaluate(probes.OPEN)
    for size, (width, height, style) in SIZES.items():
        tab.set_viewport_size({"width": width, "height": height})
        tab.evaluate(probes.STYLED, style)
        assert tab.evaluate(probes.LOST) == [], size


def check(tab: Page, pairs: list[tuple[str, str]], least: float) -> None:
    for pair, (one, other) in zip(pairs, tab.evaluate(probes.COLOURS, pairs), strict=True):
        assert probes.contrast(one, other) >= least, pair


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_stand_out(opening: Opening, urls: dict[str, str], scheme: str) -> None:
    tab = opening(color_scheme=scheme).new_page()
    arrive(tab, "compared", urls["compared"])
    grounds = ["var(--paper)", "var(--sheet)"]
    text = [(f"var(--{name})", ground) for name in ("ink", "soft", "link", "seen") for ground in grounds]
    text += [("var(--on-accent)", "var(--accent)"), ("var(--on-mark)", "var(--mark)")]
    drawn = [(f"var(--{name})", ground) for name in ("edge", "accent") for ground in grounds]
    drawn += [(f"var(--line-{n})", "var(--paper)") for n in range(1, 6)]
    check(tab, text, 4.5)
    check(tab, drawn, 3)
    arrive(tab, "results", urls["results"])
    check(tab, [(tab.evaluate(probes.BARS), "var(--paper)")], 3)


def test_forced_colours_keep_every_difference(opening: Opening, urls: dict[str, str]) -> None:
    tab = opening(forced_colors="active").new_page()
    arrive(tab, "front", urls["front"])
    assert tab.locator("search button").evaluate("(e) => getComputedStyle(e).borderTopWidth") != "0px"
    current = tab.locator('.paging [aria-current="page"]')
    assert current.evaluate("(e) => getComputedStyle(e).borderTopWidth") == "2px"
    arrive(tab, "results", urls["results"])
    [[bars, ground]] = tab.evaluate(probes.COLOURS, [[tab.evaluate(probes.BARS), "Canvas"]])
    assert probes.contrast(bars, ground) >= 3
    assert violations(tab) == []


def test_nothing_is_animated_for_who_wants_no_motion(opening: Opening, urls: dict[str, str]) -> None:
    tab = opening(reduced_motion="reduce").new_page()
    for name in ("results", "article", "compared"):
        arrive(tab, name, urls[name])
        assert tab.evaluate(probes.MOTION) == []


@pytest.fixture(scope="module")
def shut(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app({"WENHAI_INDEX": str(tmp_path_factory.mktemp("shut") / "index")})


def read(place: Place, index: Index, client: FlaskClient, shut: Flask) -> BeautifulSoup:
    answer = (shut.test_client() if place.status == 503 else client).get(address(place, index))
    assert answer.status_code == place.status
    return BeautifulSoup(answer.text, "lxml")


@pytest.mark.parametrize("name", PLACES)
def test_landmarks_headings_and_names(name: str, index: Index, client: FlaskClient, shut: Flask) -> None:
    page = read(PLACES[name], index, client, shut)
    levels = [int(heading.name[1]) for heading in page.select("main :is(h1, h2, h3, h4)")]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))

    assert [len(page.select(f"body > {one}")) for one in ("header", "main", "footer")] == [1, 1, 1]
    searches = page.select("search, [role=search]")
    assert searches and not any(one.find_parent("search") for one in searches)
    for kind in (searches, page.select("nav"), page.select("aside"), page.select("[role=region]")):
        names = [one.get("aria-label") or one.get("aria-labelledby") or "" for one in kind]
        assert max(Counter(names).values(), default=1) == 1, names
    assert all(nav.get("aria-label") for nav in page.select("nav, aside, [role=region]"))

    ids = Counter(one["id"] for one in page.select("[id]"))
    assert not [id for id, times in ids.items() if times > 1]
    assert not page.select("[tabindex]:not([tabindex='0'], [tabindex='-1']), [style], img:not([alt])")
    for drawing in page.select("svg"):
        named = drawing.get("role") == "img" and drawing.get("aria-label")
        assert named or drawing.get("aria-hidden") or drawing.find_parent("svg")
    for field in page.select("input:not([type=hidden]), select"):
        assert page.select(f'label[for="{field["id"]}"]') or field.find_parent("label")
    assert {one["lang"] for one in page.select("[lang]")} <= {"zh-Hans", "zh-Hant", "zh", "en"}


def test_every_page_has_a_title_of_its_own(index: Index, client: FlaskClient, shut: Flask) -> None:
    titles = Counter()
    for name, place in PLACES.items():
        if name not in {
            "suggestions",
            "keys",
            "pictures",
            "share",
            "english",
            "english-front",
            "english-article",
            "closed",
        }:
            titles[read(place, index, client, shut).title.text] += 1  # type: ignore[union-attr]
    assert max(titles.values()) == 1, titles
    assert all(re.search(r".+ – 文海$", title) for title in titles if title != "文海")
