"""The query language: what is typed, and the tree it becomes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.query import (
    And,
    Dates,
    Everything,
    Exact,
    Name,
    Near,
    Not,
    Nothing,
    Or,
    Prefix,
    Query,
    Sentence,
    Term,
    parse_query,
)

BLINKEN = Term("布林肯", ("布", "林肯"))
BEIJING = Term("北京", ("北京",))
TRADE = Term("贸易", ("贸易",))

TREES = {
    "布林肯 北京": And((BLINKEN, BEIJING)),
    "布林肯 AND 北京": And((BLINKEN, BEIJING)),
    "布林肯　北京": And((BLINKEN, BEIJING)),
    "布林肯，": BLINKEN,
    '"出发前新闻发布会"': Exact("出发前新闻发布会"),
    "“出發前新聞發布會”": Exact("出发前新闻发布会"),
    "「出發前」": Exact("出发前"),
    '""': Nothing(),
    "北京 -贸易": And((BEIJING, Not(TRADE))),
    "北京 NOT 贸易": And((BEIJING, Not(TRADE))),
    "-贸易": Not(TRADE),
    "北京 OR 贸易": Or((BEIJING, TRADE)),
    "北京 | 贸易": Or((BEIJING, TRADE)),
    "北京|贸易": Or((BEIJING, TRADE)),
    "布林肯 (北京 OR 贸易)": And((BLINKEN, Or((BEIJING, TRADE)))),
    "标题:关税": Term("关税", ("关税",), "title"),
    "標題：關稅": Term("关税", ("关税",), "title"),
    'title:"关税"': Exact("关税", "title"),
    "作者:林一帆": Name("author", "林一帆"),
    'author:"Vivian Wang"': Name("author", "vivian wang"),
    "来源:nyt": Name("source", "nyt"),
    "栏目:world": Name("section", "world"),
    "日期:2020-10..2021-03": Dates(date(2020, 10, 1), date(2021, 3, 31)),
    "date:2021": Dates(date(2021, 1, 1), date(2021, 12, 31)),
    "date:2024-02": Dates(date(2024, 2, 1), date(2024, 2, 29)),
    "date:2021-03-05": Dates(date(2021, 3, 5), date(2021, 3, 5)),
    "date:>=2021-01-01": Dates(date(2021, 1, 1), None),
    "date:>2021": Dates(date(2022, 1, 1), None),
    "date:<2021": Dates(None, date(2020, 12, 31)),
    "date:..2021": Dates(None, date(2021, 12, 31)),
    "布林肯 NEAR/20 王毅": Near("布林肯", "王毅", 20),
    "布林肯 NEAR 王毅": Near("布林肯", "王毅", 20),
    "Blink*": Prefix("blink"),
    "习近*": Prefix("习近"),
    "": Everything(),
    " \x00\n": Everything(),
}


@pytest.mark.parametrize("typed", TREES)
def test_trees(typed: str) -> None:
    assert parse_query(typed).root == TREES[typed]


@pytest.mark.parametrize(
    "typed", ["(北京", "(北京))", "北京 OR", "OR", "AND 北京", "NEAR/3 北京", "((", "NOT", "title:("]
)
def test_what_does_not_add_up_is_searched_as_text_and_said(typed: str) -> None:
    query = parse_query(typed)
    assert query.notes
    if "北京" in typed:
        assert "北京" in str(query.root)


def test_a_date_that_is_none_is_text() -> None:
    query = parse_query("日期:昨天")
    assert query.notes == ("“昨天” is not a date; it was searched as text.",)
    assert isinstance(query.root, Term)


@pytest.mark.parametrize(
    "typed",
    [
        "自去年冬天以来，这座小城的居民第一次看到了河上的新桥。",
        "自去年冬天以来 这座小城的居民第一次看到了 Longbridge 河上的新桥",
        "这座桥（见图）自去年冬天以来由“远山”公司建造，居民说：好！",
        "one two three four five six seven eight nine ten",
    ],
)
def test_sentences(typed: str) -> None:
    assert isinstance(parse_query(typed).root, Sentence)


@pytest.mark.parametrize("typed", ["布林肯", "安东尼·布林肯", "世界卫生组织", "Antony Blinken", "北京 上海 广州"])
def test_terms_are_no_sentences(typed: str) -> None:
    assert "Sentence" not in repr(parse_query(typed))


OPERATORS = st.sampled_from(
    ["(", ")", '"', "“", "”", "-", "|", "OR", "AND", "NOT", "NEAR/5", "标题:", "date:", "*", " "]
)


@given(st.lists(OPERATORS | st.text(max_size=4)).map("".join))
def test_never_raises_whatever_is_typed(typed: str) -> None:
    query = parse_query(typed)
    assert isinstance(query, Query)
    str(query.root)


@pytest.mark.parametrize(
    "typed", ["(" * 2000, "-" * 1999 + "北", "(北 " * 600, '"' * 1999, "标题:" * 600, "北 OR " * 400]
)
def test_deep_and_long_queries_end(typed: str) -> None:
    str(parse_query(typed).root)


def test_more_than_can_be_read_is_said() -> None:
    assert parse_query("北" * 2001).notes
