"""Where script runs: keys, and a stepper for marks. Where it does not, nothing is missed. All of it is small."""

import gzip
import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import DESKTOP, PHONE, STATIC, box, follow, submit, titles, typed, window

MOST_SCRIPT = 8_000
"""Bytes of all scripts, gzipped."""


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def bare(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[Page]:
    """Without script."""
    with window(browser, server, java_script_enabled=False, **request.param) as context:
        yield context.new_page()


def test_all_script_is_small() -> None:
    scripts = list(STATIC.glob("*.js"))
    assert sum(len(gzip.compress(path.read_bytes())) for path in scripts) < MOST_SCRIPT
    for path in scripts:
        code = re.sub(r"//.*|/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(r"innerHTML|insertAdjacentHTML|eval\(|document\.write", code), path


# The keys


def test_slash_leads_to_the_box_and_escape_out(tab: Page) -> None:
    tab.goto("/?q=布林肯")
    expect(box(tab)).not_to_be_focused()
    tab.keyboard.press("/")
    expect(box(tab)).to_be_focused()
    assert tab.evaluate("getSelection().toString()") == "布林肯"
    tab.keyboard.type("j/?")
    expect(box(tab)).to_have_value("j/?")
    tab.keyboard.press("Escape")
    expect(box(tab)).not_to_be_focused()
    expect(box(tab)).to_have_value("j/?")


def test_j_and_k_go_through_the_results_and_on_while_reading(tab: Page) -> None:
    tab.goto("/?q=布林肯")
    links = tab.locator(".hit h2 a")
    for key, at in (("k", 0), ("j", 1), ("j", 2), ("k", 1), ("k", 0), ("k", 0)):
        tab.keyboard.press(key)
        expect(links.nth(at)).to_be_focused()
        expect(links.nth(at)).to_be_in_viewport(ratio=1)
    assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    first, second = titles(tab)[:2]
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    expect(tab.locator("h1")).to_have_text(first)
    with tab.expect_navigation():
        tab.keyboard.press("j")
    expect(tab.locator("h1")).to_have_text(second)
    with tab.expect_navigation():
        tab.keyboard.press("k")
    expect(tab.locator("h1")).to_have_text(first)
    tab.keyboard.press("k")
    with tab.expect_navigation():
        tab.keyboard.press("u")
    assert titles(tab)[:2] == [first, second]


def test_j_goes_to_the_next_page_after_the_last_result(tab: Page) -> None:
    tab.goto("/?q=布林肯&size=3")
    for _ in range(5):
        tab.keyboard.press("j")
    expect(tab.get_by_role("link", name="下一页")).to_be_focused()


def test_n_and_p_step_through_the_marks(tab: Page) -> None:
    tab.goto("/?q=布林肯")
    follow(tab, tab.locator(".hit h2 a").first)
    tab.keyboard.press("n")
    expect(tab.locator("mark[aria-current]")).to_have_id("m1")
    tab.keyboard.press("n")
    expect(tab.locator("mark[aria-current]")).to_have_id("m2")
    tab.keyboard.press("p")
    expect(tab.locator("mark[aria-current]")).to_have_id("m1")


@pytest.mark.parametrize("key", ["Control+j", "Alt+j", "Meta+j", "Shift+J", "x"])
def test_other_keys_do_nothing(tab: Page, key: str) -> None:
    tab.goto("/?q=布林肯")
    tab.keyboard.press(key)
    expect(tab.locator(".hit a:focus")).to_have_count(0)


def test_keys_wait_in_fields_and_during_a_composition(tab: Page) -> None:
    tab.goto("/?q=布林肯")
    for flag in ({"isComposing": True}, {"keyCode": 229}):
        tab.locator("body").dispatch_event("keydown", {"key": "j", **flag})
    expect(tab.locator(".hit a:focus")).to_have_count(0)
    tab.get_by_text("作者、来源、日期").click()
    for field in (tab.get_by_role("combobox", name="作者"), tab.get_by_role("combobox", name="来源")):
        field.focus()
        tab.keyboard.press("j")
        expect(field).to_be_focused()


def test_the_help_opens_closes_and_gives_the_focus_back(tab: Page) -> None:
    tab.goto("/?q=布林肯")
    tab.keyboard.press("j")
    help = tab.get_by_role("dialog", name="快捷键")
    tab.keyboard.press("?")
    expect(help).to_be_visible()
    expect(help.get_by_role("button", name="关闭")).to_be_focused()
    expect(help.locator("kbd").filter(has_text=re.compile("^[/jknpu?]$"))).to_have_count(7)
    tab.keyboard.press("j")
    expect(help.get_by_role("button", name="关闭")).to_be_focused()
    tab.keyboard.press("Escape")
    expect(help).to_be_hidden()
    expect(tab.locator(".hit h2 a").first).to_be_focused()
    opener = tab.get_by_role("button", name="快捷键")
    opener.click()
    help.get_by_role("button", name="关闭").click()
    expect(help).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_keys_can_be_turned_off_for_good_and_on_again(tab: Page) -> None:
    tab.goto("/?q=布林肯")
    tab.keyboard.press("?")
    switch = tab.get_by_role("checkbox", name="启用单个字符的快捷键")
    switch.uncheck()
    tab.keyboard.press("Escape")
    for address in ("/?q=布林肯", "/?q=北京"):
        for key in ("j", "/", "?"):
            tab.keyboard.press(key)
        expect(tab.get_by_role("dialog")).to_have_count(0)
        expect(tab.locator(".hit a:focus, input:focus")).to_have_count(0)
        tab.goto(address)
    tab.get_by_role("button", name="快捷键").click()
    expect(switch).not_to_be_checked()
    switch.check()
    tab.keyboard.press("Escape")
    tab.keyboard.press("j")
    expect(tab.locator(".hit h2 a:focus")).to_have_count(1)


# The stepper


def read_with_marks(tab: Page) -> None:
    """The article found with the most marks."""
    tab.goto("/?q=布林肯")
    addresses = [link.get_attribute("href") or "" for link in tab.locator(".hit h2 a").all()]
    count: dict[str, int] = {}
    for address in addresses:
        tab.goto(address)
        count[address] = tab.locator("article mark").count()
    tab.goto(max(count, key=count.__getitem__))


def test_the_stepper_goes_round_and_says_where(tab: Page) -> None:
    read_with_marks(tab)
    marks = tab.locator("article mark")
    most = marks.count()
    assert most > 3
    stepper = tab.get_by_role("navigation", name="标记")
    expect(stepper.get_by_role("status")).to_have_text(f"{most} 处标记")
    expect(stepper.get_by_role("link")).to_have_count(0)
    onward, back = stepper.get_by_role("button", name="下一处标记"), stepper.get_by_role("button", name="上一处标记")
    for step, at in [(onward, number) for number in range(most)] + [(onward, 0), (back, most - 1), (back, most - 2)]:
        step.click()
        expect(stepper.get_by_role("status")).to_have_text(f"{at + 1} / {most}")
        expect(tab.locator("mark[aria-current]")).to_have_id(marks.nth(at).get_attribute("id") or "")
        expect(marks.nth(at)).to_be_in_viewport(ratio=1)
        expect(stepper).to_be_in_viewport()
        expect(step).to_be_focused()
    assert tab.evaluate("getComputedStyle(document.querySelector('mark[aria-current]')).outlineStyle") == "solid"
    for button in stepper.get_by_role("button").all():
        assert min((button.bounding_box() or {})[side] for side in ("width", "height")) >= 24  # type: ignore[literal-required]


def test_the_stepper_begins_where_the_address_says_and_where_the_reader_is(tab: Page) -> None:
    read_with_marks(tab)
    address = tab.url
    tab.goto("/")
    tab.goto(f"{address}#m2")
    expect(tab.get_by_role("navigation", name="标记").get_by_role("status")).to_have_text(re.compile("^2 / "))
    tab.goto("/")
    tab.goto(address)
    tab.set_viewport_size({"width": 390, "height": 300})
    tab.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    tab.keyboard.press("p")
    expect(tab.locator("mark[aria-current]")).to_have_count(1)
    assert tab.locator("mark[aria-current]").get_attribute("id") != "m1"


def test_the_stepper_hides_nothing_that_has_the_focus(tab: Page) -> None:
    read_with_marks(tab)
    tab.set_viewport_size({"width": 390, "height": 300})
    tab.locator(".foot a").first.focus()
    for _ in range(60):
        tab.keyboard.press("Shift+Tab")
        covered = tab.evaluate(
            """() => {
              const focused = document.activeElement, stepper = document.querySelector(".stepper");
              if (!focused.closest("article") || stepper.contains(focused)) return false;
              return focused.getBoundingClientRect().top < stepper.getBoundingClientRect().bottom - 1;
            }"""
        )
        assert not covered
        if tab.evaluate("document.activeElement.matches('.skip')"):
            return
    pytest.fail("The first link of the page was not reached.")


def test_marks_scroll_smoothly_unless_the_reader_wants_no_motion(browser: Browser, server: str) -> None:
    for wish, moves in (("reduce", False), ("no-preference", True)):
        with window(browser, server, reduced_motion=wish) as context:
            tab = context.new_page()
            read_with_marks(tab)
            tab.set_viewport_size({"width": 390, "height": 300})
            tab.evaluate("scrollTo(0, 0)")
            jumped = tab.evaluate(
                """() => {
                  document.querySelector(".marks .previous").click();
                  return scrollY;
                }"""
            )
            assert (jumped == 0) == moves


# Everyone


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_while_suggestions_or_help_are_open_or_marks_stepped_through(tab: Page, theme: str) -> None:
    tab.goto(f"/?q=布林肯&theme={theme}")
    typed(tab, "布林")
    tab.keyboard.press("ArrowDown")
    found = {"suggestions": Axe().run(tab)}
    tab.keyboard.press("Escape")
    tab.keyboard.press("Escape")
    tab.keyboard.press("?")
    found["help"] = Axe().run(tab)
    read_with_marks(tab)
    tab.goto(f"{tab.url}&theme={theme}")
    tab.keyboard.press("n")
    found["marks"] = Axe().run(tab)
    for what, results in found.items():
        assert not results.response["violations"], f"{what}: {results.generate_report()}"


# Without script


def test_without_script_nothing_is_missed(bare: Page) -> None:
    bare.goto("/")
    expect(bare.get_by_role("button", name="快捷键")).to_have_count(0)
    expect(bare.get_by_role("dialog")).to_have_count(0)
    expect(box(bare)).to_have_role("searchbox")
    expect(bare.get_by_role("listbox")).to_have_count(0)
    box(bare).fill("布林肯")
    submit(bare)
    follow(bare, bare.locator(".hit h2 a").first)
    marks = bare.get_by_role("navigation", name="标记")
    expect(marks.get_by_role("button")).to_have_count(0)
    marks.get_by_role("link").first.click()
    expect(bare.locator("#m1")).to_be_in_viewport()
