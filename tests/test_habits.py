"""Where script runs: suggestions while one types, keys, a stepper for marks. Where it does not, nothing is missed."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from indexer.query.lexer import FIELD_OF
from tests.browser import DESKTOP, PHONE, follow, submit, titles, window

STATIC = Path(__file__).parent.parent / "search_app" / "static"
MOST_SCRIPT = 8_000
"""Bytes of all scripts, gzipped."""


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def tab(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[Page]:
    with window(browser, server, reduced_motion="reduce", **request.param) as context:
        page = context.new_page()
        page.goto("/")
        yield page


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def bare(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[Page]:
    """Without script."""
    with window(browser, server, java_script_enabled=False, **request.param) as context:
        yield context.new_page()


def box(tab: Page) -> Locator:
    return tab.get_by_label("检索词")


def options(tab: Page) -> Locator:
    return tab.get_by_role("listbox", name="检索建议").get_by_role("option")


def typed(tab: Page, text: str) -> None:
    box(tab).fill("")
    box(tab).press_sequentially(text)
    expect(box(tab)).to_have_attribute("aria-expanded", "true")


def suggestions_asked(tab: Page) -> list[str]:
    """The addresses of all requests for suggestions from now on."""
    asked: list[str] = []
    tab.on("request", lambda sent: asked.append(sent.url) if "/api/suggest" in sent.url else None)
    return asked


def chosen(tab: Page, option: Locator) -> str:
    follow(tab, option)
    return box(tab).input_value()


def test_all_script_is_small() -> None:
    scripts = list(STATIC.glob("*.js"))
    assert sum(len(gzip.compress(path.read_bytes())) for path in scripts) < MOST_SCRIPT
    for path in scripts:
        code = re.sub(r"//.*|/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(r"innerHTML|insertAdjacentHTML|eval\(|document\.write", code), path


# The combobox


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
