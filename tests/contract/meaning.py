"""What a reader means: names in every form, versions of one article, words that stand nowhere, prose pasted in."""

from collections.abc import Callable, Iterator

import pytest

from indexer import Index, open_index, reindex
from tests.factories import Places, page

STORY = (
    "云桥镇的老船工在渡口守了三十年，如今桥修好了，他把渡船拴在柳树下，每天早晨仍去擦一遍船板。",
    "镇长说，渡船会留在原处，孩子们可以上去坐坐；桥头还要立一块木牌，写上每一位摆渡人的名字。",
    "当天约有四百人来看第一辆班车过桥，司机按了三声喇叭，对岸的茶馆放了一挂鞭炮。",
)
PAGES = (
    page("会谈", "美国国务卿布林肯(Antony Blinken)周一抵达。", "前总统特朗普(Donald Trump)未作评论。"),
    page("致词", "国务卿布林肯（Antony Blinken）在会上致词。", "前总统特朗普（Donald Trump）也发了声明。"),
    page("树苗", "布林肯(Antony Blinken)种下树苗。", "特朗普(Donald Trump)送来一把铲子。"),
    page("台湾来信", "前總統川普（Donald Trump）今天表示感謝。", time="2024-03-06 09:00:00"),
    page("又一封信", "川普(Donald Trump)的信寄到了。", time="2024-03-06 10:00:00"),
    page("第三封信", "川普（Donald Trump）說謝謝。", time="2024-03-06 11:00:00"),
    page("只有汉字", "布林肯离开时下着雨。"),
    page("只有繁体", "川普離開時下著雨。"),
    page("只有英文", "Only Blinken stayed in the garden."),
    page("小号", "他吹小号(trumpet)，也懂Trumpism的意思。"),
    page("渡船留在柳树下", *STORY, time="2024-04-01 08:00:00", byline="王月眉"),
    page("渡船留在柳树下（更新）", *STORY, "夜里下了一场小雨。", time="2024-04-01 12:00:00", byline="VIVIAN WANG"),
    page("渡船的来历", "渡船是五十年前造的，用的是杉木。", time="2024-04-02 12:00:00", byline="周青"),
)
BIO = page("桥的夜", "桥灯亮了。", byline="VIVIAN WANG").replace(
    "</section>", "</section><footer><p>王月眉(Vivian Wang)是《纽约时报》驻华记者。</p></footer>"
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, places: Places) -> Iterator[Index]:
    root, place = tmp_path_factory.mktemp("told"), places()
    (root / "archive").mkdir()
    for number, text in enumerate((*PAGES, BIO)):
        (root / "archive" / f"{number}.md").write_text(text, encoding="utf-8")
    reindex(root / "archive", place)
    index = open_index(place)
    yield index
    index.close()


def titles(index: Index, query: str, **options: object) -> list[str]:
    return [hit.title for hit in index.search(query, limit=50, **options).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "query, other, also_found",
    [
        ("Blinken", "布林肯", "只有汉字"),
        ("Antony Blinken", "布林肯", "只有汉字"),
        ("布林肯", "Blinken", "只有英文"),
        ("特朗普", "川普", "只有繁体"),
        ("川普", "特朗普", "会谈"),
        ("Donald Trump", "川普", "只有繁体"),
    ],
)
def test_a_name_is_found_in_every_form_below_what_was_typed(
    told: Index, query: str, other: str, also_found: str
) -> None:
    plain = titles(told, query, expand=False)
    assert also_found not in plain
    found = told.search(query, limit=50)
    assert [added.typed for added in found.understood.also] == [query.lower()]
    assert other in found.understood.also[0].names
    assert [hit.title for hit in found.hits][: len(plain)] == plain
    assert also_found in [hit.title for hit in found.hits][len(plain) :]
    assert found.exact == len(plain) < found.total == len(found.hits)


def test_other_names_are_marked_and_can_be_taken_away(told: Index) -> None:
    [hit] = [hit for hit in told.search("Blinken").hits if hit.title == "只有汉字"]
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.marks] == ["布林肯"]
    assert told.marker("Blinken").marks("布林肯离开。") == ((0, 3),)
    assert told.marker("Blinken", expand=False).marks("布林肯离开。") == ()
    assert "只有汉字" not in titles(told, "Blinken", without=["布林肯"])
    assert "布林肯" not in told.search("Blinken", without=["布林肯"]).understood.also


@pytest.mark.parametrize("query", ['"Blinken"', "“川普”", "标题:布林肯", "Blink*", "-川普 桥"])
def test_quotes_beginnings_and_exclusions_are_left_alone(told: Index, query: str) -> None:
    results = told.search(query)
    assert results.total == told.search(query, expand=False).total
    if query != "标题:布林肯":
        assert results.understood.also == ()


def test_a_latin_name_is_no_part_of_a_longer_word(told: Index) -> None:
    for query in ("特朗普", "川普"):
        assert "小号" not in titles(told, query)


def test_an_author_is_found_by_the_name_in_the_other_script(told: Index) -> None:
    by_her = {"渡船留在柳树下", "渡船留在柳树下（更新）", "桥的夜"}
    for query in ('author:"Vivian Wang"', "作者:王月眉", 'author:"VIVIAN WANG"'):
        assert set(titles(told, query)) == by_her
    assert set(titles(told, "", filters={"author": "王月眉"})) == by_her
    assert set(titles(told, '作者:"Vivian Wang"', expand=False)) == {"渡船留在柳树下（更新）", "桥的夜"}
    author = told.author("vivian wang")
    assert (author.articles, set(author.names)) == (3, {"王月眉", "VIVIAN WANG"})
    [count] = [count for count in told.search("", facets=["author"]).facets["author"] if count.value in author.names]
    assert count.count == 3


def test_versions_of_one_article_are_one_where_that_is_asked_for(told: Index) -> None:
    apart, folded = told.search("渡船", limit=50), told.search("渡船", limit=50, collapse=True)
    assert (apart.total, apart.entries, len(apart.hits)) == (3, 3, 3)
    assert (folded.total, folded.entries, len(folded.hits)) == (3, 2, 2)
    [hit] = [hit for hit in folded.hits if hit.versions]
    assert {hit.title, hit.versions[0].title} == {"渡船留在柳树下", "渡船留在柳树下（更新）"}
    assert hit.title == next(hit.title for hit in apart.hits if "柳树" in hit.title)
    assert all(not hit.versions for hit in apart.hits)
    near = told.neighbours(hit.id)
    assert [one.title for one in near.versions] == [hit.versions[0].title]
    assert near.versions[0].id not in [one.id for one in near.related]
    # A version that the query does not find is not counted among those found.
    [alone] = told.search("小雨", collapse=True).hits
    assert alone.versions == ()


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_pages_of_folded_results_have_each_family_once(told: Index, sort: str) -> None:
    whole = told.search("", limit=100, sort=sort, collapse=True)  # type: ignore[arg-type]
    paged = [
        hit.id for at in range(0, 20, 3) for hit in told.search("", limit=3, offset=at, sort=sort, collapse=True).hits
    ]  # type: ignore[arg-type]
    assert paged == [hit.id for hit in whole.hits]
    shown = [id for hit in whole.hits for id in (hit.id, *(one.id for one in hit.versions))]
    assert len(set(shown)) == len(shown) == whole.total == len(told)
    assert len(whole.hits) == whole.entries == len(told) - 1


@pytest.mark.parametrize(
    "typed, meant", [("布林垦", "布林肯"), ("Blinkan", "Blinken"), ("特朗铺", "特朗普"), ("布林垦 树苗", "布林肯")]
)
def test_a_word_that_stands_nowhere_is_not_replaced_but_asked_about(told: Index, typed: str, meant: str) -> None:
    results = told.search(typed)
    assert results.exact == 0
    assert meant in [one.word for one in results.understood.meant]
    best = next(one for one in results.understood.meant if one.word == meant)
    assert told.search(best.query).total > 0


@pytest.mark.parametrize("typed", ["布林肯", "渡船", "龘靐", "x", "Blinken 树苗", '"布林垦"'])
def test_what_stands_somewhere_or_is_near_to_nothing_is_not_asked_about(told: Index, typed: str) -> None:
    assert told.search(typed).understood.meant == ()


def test_suggestions_in_both_scripts_and_in_pinyin(told: Index) -> None:
    for typed in ("布", "布林", "bulinken", "bulin", "blk"):
        assert "布林肯" in [one.text for one in told.suggest(typed)]
    for typed in ("Antony", "blinken", "BLINK"):
        assert "Antony Blinken" in [one.text for one in told.suggest(typed)]
    assert "川普" in [one.text for one in told.suggest("cp")]
    assert told.suggest("zzz") == ()
    for one in told.suggest("渡船"):
        assert told.search(f'"{one.text}"').total


def test_pasted_prose_is_a_sentence_whatever_marks_stand_in_it(told: Index) -> None:
    prose = "「老船工」在渡口守了三十年（如今桥修好了），他把渡船拴在柳树下，每天早晨仍去擦一遍船板"
    assert titles(told, prose)[0].startswith("渡船留在柳树下")
    assert titles(told, '"老船工" 在渡口守了三十年如今桥修好了他把渡船拴在柳树下 -小雨') == ["渡船留在柳树下"]
    assert titles(told, "“无此字句”") == []


def test_neighbouring_words_of_a_sentence_count(indexed: Callable[..., Index]) -> None:
    index = indexed(
        page("散", "陈大文种了青麦。后来丰子收到信，恺歌旧宅也修好了，画展在河边办。"),
        page("聚", "丰子恺的画展在河边办。信收到了，旧宅修好，后来歌者种了青麦。", time="2024-03-04 09:00:00"),
    )
    assert titles(index, "听说丰子恺的画展后来在河边的旧宅里又办了一次") == ["聚", "散"]


def test_a_chinese_name_is_found_by_its_pinyin(indexed: Callable[..., Index]) -> None:
    index = indexed(*(page(f"周青禾{verb}渡口", f"第{verb}次。") for verb in ("到访", "离开", "重返", "赞扬", "告别")))
    results = index.search("Zhou Qinghe")
    assert (results.total, results.exact) == (5, 0)
    assert [(one.typed, one.names) for one in results.understood.also] == [("zhou qinghe", ("周青禾",))]
    for query in ('"Zhou Qinghe"', "Qinghe Zhou"):
        assert index.search(query).total == 0
    assert index.search("Zhou Qinghe", without=["周青禾"]).total == 0
