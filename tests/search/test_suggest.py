"""Suggestions: what is offered while one types, and for words that occur nowhere."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from indexer.analysis import cutter, fold
from indexer.arrays import read_arrays, write_arrays
from indexer.suggest import Entry, Suggester, build, frequent, title_phrases
from indexer.suggest.pinyin import readings

ENTRIES = [
    Entry("布林肯", "name", 90),
    Entry("Antony Blinken", "name", 60),
    Entry("安东尼·布林肯", "name", 20),
    Entry("布加勒斯特", "word", 8),
    Entry("习近平", "name", 300),
    Entry("新加坡", "word", 50),
    Entry("吸金", "word", 2),
    Entry("香港", "word", 400),
    Entry("西安", "word", 20),
    Entry("國安法", "phrase", 70),
    Entry("重庆", "word", 30),
    Entry("女权", "word", 9),
    Entry("旅行", "word", 12),
    Entry("曾荫权", "name", 7),
    Entry("曾经", "word", 15),
    Entry("G20峰会", "phrase", 5),
    Entry("Beyoncé", "name", 4),
    Entry("Xenia Orlova", "author", 3),
    Entry("世界卫生组织", "name", 40),
    Entry("武汉", "word", 200),
    Entry("武汉封城", "phrase", 30),
    Entry("沈婉如", "author", 11),
]


@pytest.fixture(scope="module")
def suggester() -> Suggester:
    return Suggester(build(ENTRIES))


def texts(found: list[Entry]) -> list[str]:
    return [entry.text for entry in found]


@pytest.mark.parametrize(
    "typed",
    ["布", "布林肯", "bulinken", "bu lin ken", "bu'lin'ken", "Bulin", "blk", "布lin", "布lk", "布 l", "bùlín", "布林k"],
)  # fmt: skip
def test_a_name_is_found_in_han_in_pinyin_and_by_its_initials(suggester: Suggester, typed: str) -> None:
    assert texts(suggester.complete(typed))[0] == "布林肯"


@pytest.mark.parametrize(
    "typed, text",
    [
        ("ant", "Antony Blinken"), ("blink", "Antony Blinken"), ("ANTONY  B", "Antony Blinken"),
        ("antony blinken ", "Antony Blinken"),
        ("安东尼布", "安东尼·布林肯"), ("安东尼‧布", "安东尼·布林肯"), ("adn", "安东尼·布林肯"),
        ("andongnib", "安东尼·布林肯"),
        ("国安", "國安法"), ("國安", "國安法"), ("guoanfa", "國安法"), ("习", "习近平"), ("習近", "习近平"),
        ("chongq", "重庆"), ("nvq", "女权"), ("nuq", "女权"), ("nüq", "女权"), ("lvxing", "旅行"), ("luxing", "旅行"),
        ("zengyin", "曾荫权"), ("zyq", "曾荫权"), ("cengyin", "曾荫权"), ("g20feng", "G20峰会"), ("g20fh", "G20峰会"),
        ("beyonce", "Beyoncé"), ("beyoncé", "Beyoncé"), ("whfc", "武汉封城"), ("shijie", "世界卫生组织"),
    ],
)  # fmt: skip
def test_what_begins_so_is_found(suggester: Suggester, typed: str, text: str) -> None:
    assert text in texts(suggester.complete(typed))


@pytest.mark.parametrize(
    "typed, text",
    [
        ("林肯", "布林肯"), ("linken", "布林肯"), ("lk", "布林肯"), ("zhongqing", "重庆"), ("zengjing", "曾经"),
        ("布li肯", "布林肯"), ("布do", "安东尼·布林肯"),
        ("orlovs", "Xenia Orlova"), ("布林肯访", "布林肯"), ("inken", "Antony Blinken"), ("加lin", "布林肯"),
        ("luquan", "女权"),
    ],
)  # fmt: skip
def test_what_begins_otherwise_is_not(suggester: Suggester, typed: str, text: str) -> None:
    assert text not in texts(suggester.complete(typed))


@pytest.mark.parametrize("typed", ["", " ", "·", "'", "，", "zzzz", "☃", "\n", "龘"])
def test_nothing_is_found_for_nothing(suggester: Suggester, typed: str) -> None:
    assert suggester.complete(typed) == []


def test_what_is_typed_in_full_comes_first_then_the_heaviest(suggester: Suggester) -> None:
    assert texts(suggester.complete("x"))[:3] == ["香港", "习近平", "新加坡"]
    assert texts(suggester.complete("武汉")) == ["武汉", "武汉封城"]
    assert texts(suggester.complete("xian"))[:2] == ["西安", "香港"]
    assert texts(suggester.complete("xijin"))[:2] == ["习近平", "吸金"]
    assert texts(suggester.complete("xjp"))[:2] == ["习近平", "新加坡"]
    assert len(suggester.complete("x", limit=2)) == 2
    assert suggester.complete("x", limit=0) == []


def test_pinyin_comes_before_initials_that_only_begin_so() -> None:
    suggester = Suggester(build([Entry("安徽", "word", 10), Entry("爱能网络", "name", 30)]))
    assert texts(suggester.complete("an")) == ["安徽", "爱能网络"]


def test_one_text_is_one_entry_with_its_best_kind_and_its_highest_weight() -> None:
    twice = [
        Entry("tiktok", "word", 50),
        Entry("TikTok", "name", 9),
        Entry("台灣", "word", 3),
        Entry("台湾", "word", 8),
    ]
    suggester = Suggester(build(twice))
    assert suggester.complete("t") == [Entry("TikTok", "name", 50), Entry("台湾", "word", 8)]


def test_empty_texts_are_left_out_and_blanks_become_one() -> None:
    suggester = Suggester(build([Entry("", "word", 9), Entry(" ", "word", 9), Entry(" Lake\n Como ", "name", 2)]))
    assert suggester.complete("lake c") == suggester.complete("l") == [Entry("Lake Como", "name", 2)]


def test_an_index_without_entries_suggests_nothing() -> None:
    empty = Suggester(build([]))
    assert empty.complete("a") == [] and empty.similar("布林垦") == [] and empty.similar("Blinkin") == []
    assert empty.similar("Blinkin", latin=["blinken"]) == ["blinken"]


def test_arrays_survive_a_file(tmp_path: Path) -> None:
    write_arrays(tmp_path / "suggest", build(ENTRIES))
    suggester = Suggester(read_arrays(tmp_path / "suggest"))
    assert texts(suggester.complete("blk"))[0] == "布林肯"
    assert suggester.similar("布林垦") == ["布林肯"]


def test_building_on_what_was_built_gives_the_same() -> None:
    before = build(ENTRIES[:15])
    again, fresh = build(ENTRIES, before), build(ENTRIES)
    assert {name: array.tolist() for name, array in again.items()} == {
        name: array.tolist() for name, array in fresh.items()
    }
    fewer = Suggester(build(ENTRIES[:3], fresh))
    assert texts(fewer.complete("x")) == []


@pytest.mark.parametrize(
    "word, meant",
    [
        ("布林垦", "布林肯"), ("布琳肯", "布林肯"), ("布林根", "布林肯"), ("布宁肯", "布林肯"), ("习进平", "习近平"),
        ("習進平", "习近平"),
        ("想港", "香港"), ("五汉", "武汉"), ("世界卫生祖织", "世界卫生组织"), ("世界卫生组", "世界卫生组织"),
        ("世卫界生组织", "世界卫生组织"),
        ("国暗法", "國安法"), ("Blinkin", "Blinken"), ("blniken", "Blinken"), ("Antony Blinkin", "Antony Blinken"),
        ("Anthony Blinkin", "Antony Blinken"), ("beyonse", "Beyoncé"), ("bulinken", "布林肯"), ("lüxing", "旅行"),
        ("省婉如", "沈婉如"),
    ],
)  # fmt: skip
def test_what_was_meant(suggester: Suggester, word: str, meant: str) -> None:
    assert suggester.similar(word)[:1] == [meant]


@pytest.mark.parametrize(
    "word",
    [
        "布林肯",
        "Blinken",
        "BLINKEN",
        "林",
        "布根",
        "布林",
        "经济",
        "蓝天白云",
        "Blank",
        "Bl",
        "2024",
        "3.14",
        "",
        " ",
        "·",
        "清欢",
        "Kenblin",
    ],
)
def test_nothing_near_is_nothing_offered(suggester: Suggester, word: str) -> None:
    assert suggester.similar(word) == []


def test_no_guess_where_something_sounds_right() -> None:
    suggester = Suggester(build([Entry("李文良", "name", 9), Entry("李文生", "name", 99), Entry("李文海", "name", 5)]))
    assert suggester.similar("李文亮") == ["李文良"]
    assert suggester.similar("李文都") == ["李文生"]


def test_words_of_the_index_count_and_come_after_entries(suggester: Suggester) -> None:
    assert suggester.similar("blinkem", latin=["blinked", "blanket", "unlinked"]) == ["Blinken", "blinked"]
    assert suggester.similar("economx", latin=["economy", "economics"]) == ["economy"]
    assert suggester.similar("parlaiment", limit=1, latin=["parliamentary", "parliament"]) == ["parliament"]


TITLES = [
    "沈婉如当选临海市市长", "临海市议会通过预算", "临海市议会休会", "临海市议会与市长的争执", "临海市议会批准新桥",
    "市长沈婉如访问北港", "沈婉如：新桥将在明年开放", "沈婉如与White House会谈", "White House对新桥的看法",
    "White House与北港",
    "White House称不会让步", "White House在2024年", "沈婉如的一年",
]  # fmt: skip


def candidates(titles: list[str]) -> Counter[str]:
    return Counter(phrase for title in titles for phrase in title_phrases(cutter().words(fold(title))))


def test_phrases_of_titles_are_suggested_and_their_fragments_are_not() -> None:
    found = {entry.text: entry for entry in frequent(candidates(TITLES * 2))}
    assert found["沈婉如"] == Entry("沈婉如", "phrase", 10)
    assert found["white house"].weight == 10
    assert found["临海市议会"].kind == "phrase"
    assert not {"婉如", "沈婉", "white", "house", "市议会", "在", "的", "2024"} & found.keys()
    assert not any(text[0] in "的与在将" or text[-1] in "的与在将" for text in found)


def test_what_stands_in_few_titles_is_not_suggested() -> None:
    assert frequent(candidates(TITLES[:4])) == []


def test_common_words_side_by_side_are_no_phrase() -> None:
    numbers = {
        "经济": 900,
        "问题": 800,
        "经济 问题": 6,
        "国 经济": 20,
        "国": 5000,
        "数字": 40,
        "货币": 90,
        "数字 货币": 30,
    }
    assert texts(frequent(numbers)) == ["经济", "问题", "货币", "数字货币"]


@given(st.lists(st.text("中国经济的在abc12", min_size=1, max_size=4), max_size=12))
def test_candidates_are_runs_of_the_title(words: list[str]) -> None:
    joined = f" {' '.join(words)} "
    found = title_phrases(words)
    assert len(set(found)) == len(found)
    assert all(f" {phrase} " in joined for phrase in found)


@given(st.lists(st.text("重庆银行长乐g2 ·王的曾", min_size=1, max_size=8), max_size=8))
@example(["卡拉ok"])
def test_readings_are_those_of_pypinyin(words: list[str]) -> None:
    for word, reading in zip(words, readings(words), strict=True):
        theirs = lazy_pinyin(word, v_to_u=False, errors="ignore")
        assert [syllable for syllable in reading.split() if syllable.islower()] == theirs


LIKELY = st.text("布林肯习近平西安香港國安法重庆女blinkexü·' G20", max_size=7)


@given(st.lists(st.builds(Entry, LIKELY, st.sampled_from(["name", "word"]), st.integers(1, 99)), max_size=12), LIKELY)
def test_every_entry_is_found_by_its_own_beginnings(entries: list[Entry], word: str) -> None:
    suggester = Suggester(build(entries))
    for entry in entries:
        for end in range(1, len(entry.text) + 1):
            typed = entry.text[:end]
            found = suggester.complete(typed, limit=500)
            assert len({fold(one.text) for one in found}) == len(found)
            if typed.strip(" ·'"):
                assert fold(" ".join(entry.text.split())) in {fold(one.text) for one in found}
    assert fold(word).strip() not in map(fold, suggester.similar(word))


SPELLED = [
    Entry("习近平", "word", 900), Entry("西进平", "author", 3), Entry("王毅", "phrase", 50), Entry("网易", "word", 40),
    Entry("欧阳山", "author", 9), Entry("周青", "author", 2), Entry("近平", "word", 70),
    Entry("香港国安法", "phrase", 80),
]  # fmt: skip


@pytest.mark.parametrize(
    "typed, han",
    [
        ("Xi Jinping", "习近平"), ("xi jin ping", None), ("Jinping Xi", None), ("Xijinping", None), ("Wang Yi", None),
        ("Ouyang Shan", "欧阳山"), ("Zhou Qing", None), ("Xi Jin", None), ("Xianggang Guoanfa", None), ("", None),
    ],
)  # fmt: skip
def test_a_latin_name_that_spells_one_han_name(typed: str, han: str | None) -> None:
    assert Suggester(build(SPELLED)).spelled(typed) == han
