"""Suggestions while one types, in a real browser: by keys, mouse and touch, and in the middle of a composition."""

import re
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.browser import PHONE, box, follow, options, titles, typed, window


def suggestions_asked(tab: Page) -> list[str]:
    """The addresses of all requests for suggestions from now on."""
    asked: list[str] = []
    tab.on("request", lambda sent: asked.append(sent.url) if "/api/suggest" in sent.url else None)
    return asked


def chosen(tab: Page, option: Locator) -> str:
    follow(tab, option)
    return box(tab).input_value()


def test_the_box_is_a_combobox(tab: Page) -> None:
    expect(box(tab)).to_have_role("combobox")
    for name, value in {"aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "suggestions"}.items():
        expect(box(tab)).to_have_attribute(name, value)
    expect(tab.get_by_role("listbox")).to_have_count(0)
    typed(tab, "布林")
    expect(tab.get_by_role("listbox", name="检索建议")).to_have_id("suggestions")
    expect(tab.get_by_role("option", name="布林肯 词语", exact=True)).to_be_visible()
    expect(tab.get_by_role("option", name="安东尼·布林肯 人名、机构", exact=True)).to_be_visible()
    expect(tab.locator("form").get_by_role("status")).to_have_text(f"{options(tab).count()} 条建议")
    expect(box(tab)).not_to_have_attribute("aria-activedescendant", re.compile(""))


def test_arrows_go_round_and_what_is_typed_stays(tab: Page) -> None:
    typed(tab, "布林")
    last = options(tab).count() - 1
    for key, at in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", last), ("ArrowDown", 0)):
        tab.keyboard.press(key)
        expect(box(tab)).to_have_attribute("aria-activedescendant", f"suggestion-{at}")
        expect(tab.locator('[aria-selected="true"]')).to_have_id(f"suggestion-{at}")
        expect(tab.locator('[aria-selected="true"]')).to_be_in_viewport(ratio=1)
    expect(box(tab)).to_have_value("布林")
    expect(box(tab)).to_be_focused()
    for key in ("Home", "ArrowRight", "End", "ArrowLeft"):
        tab.keyboard.press("ArrowDown")
        expect(tab.locator('[aria-selected="true"]')).to_have_count(1)
        tab.keyboard.press(key)
        expect(tab.locator('[aria-selected="true"]')).to_have_count(0)
        expect(box(tab)).not_to_have_attribute("aria-activedescendant", re.compile(""))
    assert tab.evaluate("document.activeElement.selectionStart") == 1


def test_escape_closes_and_then_leaves_and_down_opens(tab: Page) -> None:
    typed(tab, "布林")
    tab.keyboard.press("Escape")
    expect(box(tab)).to_have_attribute("aria-expanded", "false")
    expect(tab.get_by_role("listbox")).to_have_count(0)
    expect(box(tab)).to_be_focused()
    tab.keyboard.press("ArrowDown")
    expect(box(tab)).to_have_attribute("aria-activedescendant", "suggestion-0")
    tab.keyboard.press("Alt+ArrowUp")
    expect(box(tab)).to_have_attribute("aria-expanded", "false")
    tab.keyboard.press("Alt+ArrowDown")
    expect(box(tab)).to_have_attribute("aria-expanded", "true")
    expect(box(tab)).not_to_have_attribute("aria-activedescendant", re.compile(""))
    tab.keyboard.press("Escape")
    tab.keyboard.press("Escape")
    expect(box(tab)).not_to_be_focused()
    expect(box(tab)).to_have_value("布林")


def test_tab_closes_and_takes_nothing(tab: Page) -> None:
    typed(tab, "布林")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("button", name="搜索")).to_be_focused()
    expect(tab.get_by_role("listbox")).to_have_count(0)
    expect(box(tab)).to_have_value("布林")


def test_enter_without_a_choice_searches_for_what_is_typed(tab: Page) -> None:
    typed(tab, "布林")
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    expect(box(tab)).to_have_value("布林")


def test_a_choice_by_keys_is_found(tab: Page) -> None:
    typed(tab, "antony")
    tab.keyboard.press("ArrowDown")
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    expect(box(tab)).to_have_value("Antony Blinken")
    expect(tab.locator(".hit mark").filter(has_text="布林肯").first).to_be_visible()


def test_a_title_is_found_as_a_string(tab: Page) -> None:
    typed(tab, "两地乐团")
    title = options(tab).first.locator("span").inner_text()
    assert " " in title
    assert chosen(tab, options(tab).first) == f'"{title}"'
    assert title in titles(tab)


def test_a_title_with_quotes_and_tags_is_text(tab: Page) -> None:
    for part in ("云桥工地", "网页安全入门"):
        typed(tab, part)
        title = options(tab).first.locator("span").inner_text()
        chosen(tab, options(tab).first)
        assert titles(tab) == [title]


def test_an_author_is_searched_for_as_one(tab: Page) -> None:
    typed(tab, "叶知秋")
    option = tab.get_by_role("option", name="葉知秋 作者", exact=True)
    assert chosen(tab, option) == "作者:葉知秋"
    assert all("葉知秋" in byline for byline in tab.locator(".hit .byline").all_inner_texts())
    assert titles(tab)


def test_only_the_last_term_is_completed(tab: Page) -> None:
    typed(tab, "北京 bul")
    assert chosen(tab, options(tab).first) == "北京 布林肯"
    assert titles(tab)


def test_the_box_of_the_other_pages_suggests_too(tab: Page) -> None:
    tab.goto("/?q=布林肯")
    follow(tab, tab.locator(".hit h2 a").first)
    before = tab.locator("h1").bounding_box()
    typed(tab, "antony")
    assert tab.locator("h1").bounding_box() == before
    assert chosen(tab, options(tab).first) == "Antony Blinken"
    assert titles(tab)


def test_a_tap_chooses(browser: Browser, server: str) -> None:
    with window(browser, server, **PHONE) as context:
        tab = context.new_page()
        tab.goto("/")
        typed(tab, "antony")
        for option in options(tab).all():
            assert (option.bounding_box() or {"height": 0.0})["height"] >= 40
        with tab.expect_navigation():
            options(tab).first.tap()
        expect(box(tab)).to_have_value("Antony Blinken")


def moved(tab: Page) -> float:
    """How much of this page has moved since it was opened, by no wish of the reader's."""
    shifts: float = tab.evaluate(
        """() => new Promise((tell) => {
          let sum = 0;
          const add = (list) => list.getEntries().forEach((entry) => sum += entry.value);
          new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
          setTimeout(() => tell(sum), 200);
        })"""
    )
    return shifts


def test_nothing_moves_and_nothing_is_wider(tab: Page) -> None:
    typed(tab, "布林")
    tab.keyboard.press("ArrowDown")
    assert moved(tab) == 0
    assert tab.evaluate("document.documentElement.scrollWidth") == tab.viewport_size["width"]  # type: ignore[index]
    tab.goto("/?q=布林肯")
    for key in ("j", "Enter"):
        tab.keyboard.press(key)
    tab.wait_for_url("**/articles/*")
    assert moved(tab) == 0
    assert tab.evaluate("document.documentElement.scrollWidth") == tab.viewport_size["width"]  # type: ignore[index]


def test_one_request_for_a_word_and_none_for_nothing(tab: Page) -> None:
    asked = suggestions_asked(tab)
    typed(tab, "bulin")
    assert len(asked) <= 2, "each letter within 120 ms of the one before"
    asked.clear()
    box(tab).fill("")
    expect(box(tab)).to_have_attribute("aria-expanded", "false")
    box(tab).press_sequentially("  ")
    tab.wait_for_timeout(300)
    assert not asked


def test_nothing_is_suggested_in_the_middle_of_a_composition(tab: Page) -> None:
    asked = suggestions_asked(tab)
    box(tab).focus()
    keyboard = tab.context.new_cdp_session(tab)
    for text in ("b", "bu", "bu l", "bu lin"):
        keyboard.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
        tab.wait_for_timeout(200)
    assert box(tab).input_value() == "bu lin"
    for key in ("ArrowDown", "Escape", "Enter"):
        for flag in ({"isComposing": True}, {"keyCode": 229}):
            box(tab).dispatch_event("keydown", {"key": key, **flag})
    tab.wait_for_timeout(200)
    assert not asked
    expect(box(tab)).to_be_focused()
    keyboard.send("Input.insertText", {"text": "布林"})
    expect(options(tab).first).to_be_visible()
    assert len(asked) == 1
    keyboard.send("Input.imeSetComposition", {"text": "k", "selectionStart": 1, "selectionEnd": 1})
    expect(tab.get_by_role("listbox")).to_have_count(0)


def test_an_overtaken_answer_is_not_shown(tab: Page) -> None:
    def late(route: Any) -> None:
        tab.wait_for_timeout(400)
        route.continue_()

    tab.context.route(re.compile("q=blk$"), late)
    box(tab).press_sequentially("blk")
    tab.wait_for_timeout(200)
    typed(tab, "antony")
    tab.wait_for_timeout(500)
    assert options(tab).locator("span").all_inner_texts() == ["Antony Blinken"]


def test_a_failed_request_is_silent(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server, locale="zh-CN")
    raised: list[str] = []
    context.on("weberror", lambda error: raised.append(str(error.error)))
    tab = context.new_page()
    tab.goto("/")
    context.set_offline(True)
    box(tab).press_sequentially("布林")
    tab.wait_for_timeout(300)
    tab.keyboard.press("ArrowDown")
    tab.wait_for_timeout(100)
    expect(tab.get_by_role("listbox")).to_have_count(0)
    context.set_offline(False)
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    assert titles(tab) and not raised
    context.close()
