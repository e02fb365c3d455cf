"""Names in two scripts: what is learnt from brackets, and what must not be."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import Article
from indexer.names import NameGroup, learn_names, name_evidence


def learn(*bodies: str, bios: tuple[str, ...] = ()) -> dict[str, NameGroup]:
    """The groups learnt from an article for each body (and one for each bio), by each of their Latin forms."""
    articles = [Article(f"https://example.org/{i}", "无题", body) for i, body in enumerate(bodies)]
    articles += [Article(f"https://example.org/bio{i}", "无题", bios=(bio,)) for i, bio in enumerate(bios)]
    evidence = Counter(string for article in articles for string in name_evidence(article))
    return {latin: group for group in learn_names(evidence) for latin in group.latin}


def test_evidence_is_the_bracket_with_what_stands_before_it() -> None:
    article = Article(
        "https://example.org/1",
        "無題",
        "昨天，國務卿布林肯（Antony Blinken）說：“好”。",
        bios=("林一帆(Ivan Lin)是记者。",),
    )
    assert set(name_evidence(article)) == {"国务卿布林肯(Antony Blinken", "林一帆(Ivan Lin"}


@pytest.mark.parametrize(
    "body",
    [
        "他说“算了”(Forget It)。",
        "小说《远方》(Far Away)。",
        "会议在周三(8日)开始。",
        "他来了(见图)。",
        "股价上涨(涨幅3.2%)。",
        "（Reuters）",
    ],
)
def test_no_evidence_where_no_name_is_glossed(body: str) -> None:
    assert name_evidence(Article("https://example.org/1", "无题", body)) == ()


def test_titles_and_offices_are_taken_off() -> None:
    names = learn(
        "美国国务卿布林肯(Antony Blinken)说。", "新任国务卿安东尼·布林肯（Antony Blinken）说。", "，布林肯(Blinken)说。"
    )
    assert set(names["Antony Blinken"].han) == {"布林肯", "安东尼·布林肯"}
    assert names["Blinken"] is names["Antony Blinken"]


def test_regional_renderings_stand_together_in_either_script() -> None:
    names = learn(
        "，总统马克龙(Emmanuel Macron)说。", "，總統馬克宏（Emmanuel Macron）說。", "、馬克宏(Emmanuel Macron)、"
    )
    assert names["Emmanuel Macron"].han == ("马克宏", "马克龙")


def test_the_latin_may_come_first() -> None:
    assert learn("记者 Antony Blinken（布林肯）到场。")["Antony Blinken"].han == ("布林肯",)


def test_interpuncts_and_spellings_are_one() -> None:
    names = learn(
        "，约翰‧麦凯恩(John McCain)、",
        "，约翰・麦凯恩(JOHN MCCAIN)、",
        "，约翰·麦凯恩(John Mc.Cain)、",
        "、约翰·麦凯恩(John McCain)",
    )
    assert names["John McCain"].han == ("约翰·麦凯恩",)
    assert names["John McCain"].latin == ("John McCain", "McCain")


def test_a_bio_tells_the_chinese_name_of_a_journalist() -> None:
    names = learn(bios=("林晓月(Vivian Lin)是本报记者。", "周岚(Grace Zhou)常驻上海。"))
    assert names["Vivian Lin"].han == ("林晓月",)
    assert names["Grace Zhou"].han == ("周岚",)


def test_organisations_need_three_articles() -> None:
    bodies = ["，世界卫生组织(WHO)说", "。据世界卫生组织(WHO)说", "“世界卫生组织(WHO)”"]
    assert learn(*bodies)["WHO"].han == ("世界卫生组织",)
    assert "WHO" not in learn(*bodies[:2])


def test_one_acronym_of_two_organisations() -> None:
    bodies = ["，美国广播公司(ABC)说", "，农业银行(ABC)说"] * 3
    evidence = Counter(string for body in bodies for string in name_evidence(Article("u", "无题", body)))
    assert {group.han for group in learn_names(evidence)} == {("美国广播公司",), ("农业银行",)}


def test_a_surname_alone_belongs_to_who_clearly_bears_it() -> None:
    one = "，默克尔(Angela Merkel)说"
    assert "Merkel" in learn(one, one, "、默克尔(Merkel)说")
    assert "Merkel" in learn(one, one, one)
    assert "Merkel" not in learn(one)
    two = "，威尔逊(Anna Wilson)说"
    assert "Wilson" not in learn(two, "，威尔逊(Robert Wilson)说", "、威尔逊(Wilson)说")


def test_two_chinese_names_with_one_pinyin_are_two_people() -> None:
    evidence = Counter({"李娜(Li Na": 3, "李纳(Li Na": 3})
    assert {group.han for group in learn_names(evidence)} == {("李娜",), ("李纳",)}


@pytest.mark.parametrize(
    "body",
    [
        "他支持自由(Freedom)。",
        "昨天在会议上(Geneva)。",
        "这家公司(Acme)倒闭。",
        "他引用谚语(Haste makes waste)。",
        "的总统(Joe Biden)说",
    ],
)
def test_what_does_not_sound_alike_is_no_name(body: str) -> None:
    assert learn(body) == {}


@given(st.text(alphabet="布林肯的总统·()（）ABab ,，、。-", max_size=60))
def test_any_text_gives_evidence_that_can_be_learnt_from(text: str) -> None:
    evidence = name_evidence(Article("https://example.org/1", text, text))
    assert len(set(evidence)) == len(evidence)
    for group in learn_names(dict.fromkeys(evidence, 3)):
        assert group.han and group.latin and len(group.han) == len(group.han_articles)
        assert all(2 <= len(han) <= 12 for han in group.han)
