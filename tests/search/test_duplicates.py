"""Duplicates: what is one family, what is not, and what a reader is shown of the change."""

import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from indexer.analysis import fold
from indexer.duplicates import WIDTH, difference, families, sketch

STORY = (
    "海陵市政府周三宣布，跨江大桥的修复工程将在本月底完工，比原计划提前两个星期。"
    "负责工程的副市长林书远在记者会上说，桥面铺装已经完成八成，剩下的是护栏和照明。"
    "大桥去年夏天在洪水中受损，两岸居民一年来只能靠渡轮往来，早晚高峰常常要排队一个小时。"
    "渡轮公司表示，大桥通车后会保留一条航线，供骑自行车的人和游客使用。"
    "当地商会估计，封桥期间南岸商铺的营业额平均下降了三成，有四十多家小店关门。"
    "商会会长何静怡说，她希望市政府兑现承诺，对受影响的店主发放补贴。"
)
REVISED = STORY.replace("本月底完工", "下月初完工").replace("四十多家", "五十多家")
OTHER = (
    "北原大学的天文学家说，他们在一颗红矮星周围发现了两颗行星，其中一颗的表面可能有液态水。"
    "研究小组用三年时间记录了恒星亮度的微小变化，再用另一台望远镜证实了结果。"
    "论文第一作者沈若溪说，这颗行星离地球四十光年，是今后观测大气的理想目标。"
    "没有参加研究的专家提醒说，红矮星的耀斑可能早已吹走了大气。"
)


def market(day: int, points: str, change: str, volume: str) -> str:
    """One issue of a daily report: the same sentences, other numbers."""
    return (
        f"海陵证券交易所综合指数{day}日收于{points}点，较前一个交易日变动{change}%，"
        f"全天成交额为{volume}亿元。分析师说，投资者继续观望央行的利率决定，市场缺乏方向。"
        f"能源板块有{day * 3}只股票上涨，科技板块有{day * 7 % 40}只股票下跌，银行股收盘时大致持平。"
        f"债券市场方面，十年期国债收益率报2.{day}5%。外汇市场上，一美元兑{change[-1]}.{points[-2:]}元。"
        "交易所提醒投资者注意风险，理性投资，本报告不构成任何买卖建议。"
    )


def grouped(*articles: tuple[str, str], days: list[float] | None = None) -> list[int]:
    rows = np.array([sketch(title, body) for title, body in articles])
    when = None if days is None else np.array(days, np.float64)
    return families(rows, np.ones(len(articles), np.bool_), when).tolist()


def test_a_sketch_is_small_and_the_same_for_the_same_text() -> None:
    one = sketch("大桥修复", STORY)
    assert one.shape == (WIDTH,) and one.dtype == np.uint8 and WIDTH <= 128
    assert (one == sketch("大桥修复", STORY)).all()


def test_script_width_and_punctuation_make_no_difference() -> None:
    body = "臺灣與東亞的經濟學者討論ＡＩ的發展，認為2024年將是轉捩點；" * 4
    assert (sketch("", body) == sketch("", fold(body).replace("，", " ").replace("；", "。\n"))).all()


def test_versions_are_one_family() -> None:
    versions = [
        ("大桥提前完工", STORY),
        ("大桥下月完工", REVISED),
        ("跨江大桥修复将完成", "（海陵社电）" + STORY + "工程总投资为三亿元。"),
        ("提早通車", STORY.replace("，", "，\n")),
    ]
    assert grouped(*versions, days=[5.0, 5.2, 5.5, 5.1]) == [0, 0, 0, 0]


def test_other_stories_are_not() -> None:
    assert grouped(("大桥", STORY), ("行星", OTHER), ("大桥", OTHER[:80] + STORY[:80]), days=[1.0, 1.0, 1.0]) == [
        0,
        1,
        2,
    ]


def test_a_cut_reprint_of_the_same_day_is_one_family_but_not_weeks_later() -> None:
    story = STORY + OTHER
    cut = story[: len(story) * 6 // 10]
    assert grouped(("大桥提前完工", story), ("大桥", cut), days=[7.0, 7.3]) == [0, 0]
    assert grouped(("大桥提前完工", story), ("大桥", cut), days=[7.0, 40.0]) == [0, 1]


def test_issues_of_a_daily_report_are_not_versions() -> None:
    reports = [
        (f"综合指数收于{points}点", market(day, points, change, volume))
        for day, points, change, volume in [(3, "3127.48", "0.62", "512"), (4, "3098.15", "-0.94", "478")]
    ]
    for days in ([3.0, 4.0], [3.0, 23.0], None):
        assert grouped(*reports, days=days) == [0, 1]
    assert grouped(reports[0], reports[0], days=[3.0, 300.0]) == [0, 0]


def test_a_common_gallery_does_not_make_a_family() -> None:
    gallery = "".join(f"图集之{number}：{OTHER}" for number in "甲乙丙丁")
    assert grouped(("大桥", STORY + gallery), ("行星", OTHER[::-1] + "".join(reversed(STORY)) + gallery)) == [0, 1]


def test_without_dates_only_near_copies_are_found() -> None:
    much = STORY + OTHER
    assert grouped(("大桥", much), ("大桥", much.replace("八成", "七成"))) == [0, 0]
    assert grouped(("大桥", STORY), ("大桥", STORY[:150])) == [0, 1]
    assert grouped(("大桥", STORY), ("大桥", STORY[:150]), days=[float("nan"), 3.0]) == [0, 1]


def test_short_texts_are_one_only_if_title_and_text_are() -> None:
    assert grouped(("快讯", "本站视频"), ("快訊！", "本站視頻。"), ("快讯", "本站视频甲"), ("通知", "本站视频")) == [
        0,
        0,
        2,
        3,
    ]
    assert grouped(("同题", ""), ("同题", ""), ("同题", "……")) == [0, 1, 2]


def test_the_dead_are_alone() -> None:
    rows = np.array([sketch("大桥", STORY)] * 4)
    assert families(rows, np.array([False, True, False, True])).tolist() == [0, 1, 2, 1]


def test_no_chains() -> None:
    """From each text to the next a tenth changes; the last has little of the first."""
    letters = [chr(0x4E00 + number) for number in np.random.default_rng(0).permutation(2000)]
    texts = ["".join(letters[: 1000 - 100 * step] + letters[1000 : 1000 + 100 * step]) for step in range(8)]
    found = grouped(*(("题", text) for text in texts), days=[1.0] * len(texts))
    assert found[1] == 0
    assert all(number - family <= 4 for number, family in enumerate(found))


def test_nothing_and_what_does_not_fit() -> None:
    none = np.zeros((0, WIDTH), np.uint8)
    assert families(none, np.zeros(0, np.bool_)).tolist() == []
    with pytest.raises(ValueError, match="do not fit"):
        families(none, np.zeros(1, np.bool_))
    with pytest.raises(ValueError, match="do not fit"):
        families(np.zeros((1, 5), np.uint8), np.zeros(1, np.bool_))


@given(
    st.lists(st.tuples(st.sampled_from([STORY, REVISED, OTHER, STORY + OTHER, "短", ""]), st.booleans()), max_size=12)
)
@settings(deadline=None)
def test_a_family_is_named_by_its_least_member(documents: list[tuple[str, bool]]) -> None:
    rows = np.array([sketch("题", body) for body, _ in documents], np.uint8).reshape(-1, WIDTH)
    alive = np.array([living for _, living in documents], np.bool_)
    found = families(rows, alive, np.zeros(len(documents)))
    for number, family in enumerate(found.tolist()):
        assert family <= number and found[family] == family
        assert alive[number] or (found == number).sum() == 1
        if alive[number] and documents[number][0]:
            assert family == next(n for n in range(number + 1) if alive[n] and family == found[n])
    for body in (STORY, REVISED, OTHER):
        assert (
            len({f for f, (text, living) in zip(found.tolist(), documents, strict=True) if text == body and living}) < 2
        )


@given(st.text(), st.text())
@settings(deadline=None)
def test_any_text_has_a_sketch(title: str, body: str) -> None:
    assert sketch(title, body).any() == any(letter.isalnum() for letter in fold(body) if ord(letter) < 0x32400)


def alike(size: int) -> NDArray[np.uint8]:
    """Sketches of one template: a sixth of the bins differ."""
    rng = np.random.default_rng(1)
    rows = np.tile(sketch("题", STORY), (size, 1))
    return np.where(rng.random(rows.shape) < 0.16, rng.integers(1, 256, rows.shape), rows).astype(np.uint8)


def test_thousands_of_one_template_take_bounded_time() -> None:
    started = time.perf_counter()
    families(alike(5_000), np.ones(5_000, np.bool_))
    assert time.perf_counter() - started < 10


def shown(old: str, new: str) -> str:
    marks = {"kept": "{}", "removed": "[-{}]", "added": "[+{}]"}
    return "".join(marks[piece.kind].format(piece.text) for piece in difference(old, new))


@pytest.mark.parametrize(
    "old, new, expected",
    [
        ("", "", ""),
        ("大桥通车。", "大桥通车。", "大桥通车。"),
        ("大橋通車。", "大桥通车。", "大桥通车。"),
        ("", "大桥通车。", "[+大桥通车。]"),
        ("大桥通车。", "", "[-大桥通车。]"),
        ("大桥通车。天气晴朗。", "大桥通车。渡轮停航。天气晴朗。", "大桥通车。[+渡轮停航。]天气晴朗。"),
        ("地震造成12人死亡。", "地震造成128人死亡。", "地震造成[-12][+128]人死亡。"),
        ("市长林书远说。", "市長沈若溪說。", "[-市长林书远说。][+市長沈若溪說。]"),
        ("甲说：“好！”乙走了。", "甲说：“好！”丙来了。", "甲说：“好！”[-乙走了。][+丙来了。]"),
    ],
)
def test_difference_by_sentence_then_by_word(old: str, new: str, expected: str) -> None:
    assert shown(old, new) == expected


def test_difference_of_a_revision_shows_the_change_and_no_more() -> None:
    changed = [piece for piece in difference(STORY, REVISED) if piece.kind != "kept"]
    assert [piece.kind for piece in changed] == ["removed", "added"] * 2
    assert sum(len(piece.text) for piece in changed) <= 10


TEXTS = st.lists(
    st.sampled_from(
        ["大桥通车。", "大橋通車。", "渡轮停航！", "渡轮明天停航！", "\n", " ", "……", "3.5%", "Ok. ", "甲"]
    ),
    max_size=14,
).map("".join)


@given(TEXTS | st.text(), TEXTS | st.text())
@settings(max_examples=300, deadline=None)
def test_pieces_make_up_both_texts(old: str, new: str) -> None:
    pieces = difference(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new
    left = "".join(piece.text for piece in pieces if piece.kind != "added")
    assert "".join(fold(left).split()) == "".join(fold(old).split())
    assert all(piece.text for piece in pieces)
    assert all(one.kind != other.kind for one, other in pairwise(pieces))
    if fold(old) == fold(new):
        assert {piece.kind for piece in pieces} <= {"kept"}


@pytest.mark.parametrize(
    "old, new",
    [
        ("。" * 100_000, "。" * 99_999 + "甲"),
        (" " * 100_000, " " * 99_999 + "甲"),
        ("甲乙" * 50_000, "甲丙" * 50_000),
        ("甲。乙。丙。" * 16_000, "乙。甲。丙。丁。" * 12_000),
        (("的了" * 240 + "。") * 200, ("的乙" * 240 + "。") * 200),
    ],
)
def test_long_texts_take_bounded_time(old: str, new: str) -> None:
    started = time.perf_counter()
    assert difference(old, new)
    assert time.perf_counter() - started < 5
