"""Promises of the port, held by every engine: exact, script-blind, countable, the same every time."""

import random
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer import (
    BEIJING,
    Article,
    ArticleNotFound,
    BadParameter,
    Filters,
    Index,
    Suggestion,
    fold,
    open_index,
    reindex,
)
from indexer.search.port import Sort
from tests.factories import Places, page

Build = Callable[..., Index]


def titles(index: Index, query: str, **options: object) -> list[str]:
    return [hit.title for hit in index.search(query, limit=100, **options).hits]  # type: ignore[arg-type]


def strings_of(index: Index) -> list[str]:
    return [fold("\n".join([a.title, a.body, *a.captions])) for a in index.articles()]


def test_a_quoted_string_is_found_if_and_only_if_it_stands(index: Index) -> None:
    texts = strings_of(index)
    rng = random.Random(7)
    for _ in range(1500):
        line = rng.choice([line for line in rng.choice(texts).split("\n") if line])
        start = rng.randrange(len(line))
        needle = line[start : start + rng.choice([1, 1, 2, 2, 3, 4, 5, 7, 12, 30])].replace('"', "")
        if rng.random() < 0.2:
            needle = needle[::-1]
        if needle.strip():
            truth = sum(needle in text for text in texts)
            assert index.search(f'"{needle}"', snippets=False).total == truth, needle


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(alphabet="甲乙丙ab \n", min_size=1, max_size=12), min_size=1, max_size=4), st.data())
def test_exactness_on_made_up_texts(
    tmp_path_factory: pytest.TempPathFactory, places: Places, paragraphs: list[str], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("made")
    for number, text in enumerate(paragraphs):
        (folder / f"{number}.md").write_text(page(f"题{number}", text), encoding="utf-8")
    place = places()
    reindex(folder, place)
    index = open_index(place)
    texts = strings_of(index)
    needle = data.draw(st.text(alphabet="甲乙丙ab ", min_size=1, max_size=4).filter(str.strip))
    assert index.search(f'"{needle}"').total == sum(needle in text for text in texts)
    index.close()


def test_both_scripts_find_the_same(index: Index) -> None:
    one, other = index.search("習近平", limit=50), index.search("习近平", limit=50)
    assert one.total == other.total > 1
    assert [hit.id for hit in one.hits] == [hit.id for hit in other.hits]
    marked = {hit.snippet.text[s:e] for hit in one.hits for s, e in hit.snippet.marks}
    assert {"习近平", "習近平"} <= marked


def test_taking_the_marks_out_gives_back_the_text(index: Index) -> None:
    for hit in index.search("布林肯", limit=50).hits:
        article = index.get(hit.id)
        assert hit.title == article.title
        assert hit.snippet.text in (article.body, *article.captions) or hit.snippet.text in article.body
        for start, end in hit.title_marks:
            assert fold(hit.title[start:end]) in ("布林肯", "林肯", "布")


BOOKS = (
    page("河上的新桥", "布林肯在北京参观新桥。", byline="林一帆, 王小川"),
    page("山里的小学", "北京的来信谈到贸易。", byline="ANNA DE VRIES", time="2023-12-31 23:59:00"),
    page("海边的灯塔", "林肯牌手表与布。灯塔关税。", byline="林一帆", time="2024-01-01 00:00:00"),
    page("关税与桥", "没有别的。TikTok unblinking 布林肯德。", byline="Vivian Wang", time="2022-05-01 12:00:00"),
)


@pytest.mark.parametrize(
    "query, expected",
    [
        ("布林肯", {"河上的新桥", "海边的灯塔", "关税与桥"}),
        ("布林肯 北京", {"河上的新桥"}),
        ('"布林肯"', {"河上的新桥", "关税与桥"}),
        ("北京 -贸易", {"河上的新桥"}),
        ("-北京", {"海边的灯塔", "关税与桥"}),
        ("贸易 OR 关税", {"山里的小学", "海边的灯塔", "关税与桥"}),
        ("(贸易 | 关税) NOT 灯塔", {"山里的小学", "关税与桥"}),
        ("标题:关税", {"关税与桥"}),
        ('标题:"桥"', {"河上的新桥", "关税与桥"}),
        ("作者:林一帆", {"河上的新桥", "海边的灯塔"}),
        ("author:vries", {"山里的小学"}),
        ('author:"vivian wang"', {"关税与桥"}),
        ("author:vivi", set()),
        ("林一帆", {"河上的新桥", "海边的灯塔"}),
        ("来源:nyt", {"河上的新桥", "山里的小学", "海边的灯塔", "关税与桥"}),
        ("来源:纽约时报中文网", {"河上的新桥", "山里的小学", "海边的灯塔", "关税与桥"}),
        ("来源:bbc", set()),
        ("日期:2024", {"河上的新桥", "海边的灯塔"}),
        ("date:2023-12-31", {"山里的小学"}),
        ("date:<2023", {"关税与桥"}),
        ("布林肯 NEAR/2 北京", {"河上的新桥"}),
        ("北京 NEAR/1 布林肯", {"河上的新桥"}),
        ("布林肯 NEAR/3 新桥", set()),
        ("新桥 NEAR/30 布林肯", {"河上的新桥"}),
        ("tik*", {"关税与桥"}),
        ("blink*", set()),
        ("unbl*", {"关税与桥"}),
        ("布林*", {"河上的新桥", "关税与桥"}),
        ("火星", set()),
        ('""', set()),
        ("", {"河上的新桥", "山里的小学", "海边的灯塔", "关税与桥"}),
        ("有人在北京参观了一座新桥然后写信谈到贸易", {"河上的新桥", "山里的小学"}),
    ],
)
def test_what_is_found_and_what_is_not(indexed: Build, query: str, expected: set[str]) -> None:
    index = indexed(*BOOKS)
    results = index.search(query)
    assert {hit.title for hit in results.hits} == expected
    assert results.total == len(expected)


def test_the_exact_string_comes_first_and_both_are_counted(indexed: Build) -> None:
    results = indexed(*BOOKS).search("布林肯")
    assert [hit.exact for hit in results.hits] == [True, True, False]
    assert results.hits[-1].title == "海边的灯塔"
    assert (results.total, results.exact) == (3, 2)


def test_order_by_date(indexed: Build) -> None:
    index = indexed(*BOOKS)
    newest = ["河上的新桥", "海边的灯塔", "山里的小学", "关税与桥"]
    assert titles(index, "", sort="newest") == newest
    assert titles(index, "", sort="oldest") == newest[::-1]


def test_filters_and_facets(indexed: Build) -> None:
    index = indexed(*BOOKS)
    assert titles(index, "", filters={"author": "王小川"}) == ["河上的新桥"]
    assert titles(index, "", filters=Filters(date_to=date(2023, 12, 31)), sort="oldest") == ["关税与桥", "山里的小学"]
    assert titles(index, "", filters={"date_from": "2024", "author": "林一帆"}) == ["河上的新桥", "海边的灯塔"]
    facets = index.search("", facets=("author", "year", "source", "section")).facets
    assert [(c.value, c.count) for c in facets["year"]] == [("2024", 2), ("2023", 1), ("2022", 1)]
    assert (facets["author"][0].value, facets["author"][0].count) == ("林一帆", 2)
    assert [(c.value, c.count) for c in facets["source"]] == [("nyt", 4)]
    assert [(c.value, c.count) for c in facets["section"]] == [("china", 4)]
    assert index.search("灯塔", facets=("author",)).facets["author"][0].count == 1


@pytest.mark.parametrize(
    "options",
    [
        {"sort": "best"}, {"limit": -1}, {"offset": -1}, {"limit": "x"}, {"facets": ("colour",)},
        {"filters": {"colour": "red"}}, {"filters": {"date_from": "yesterday"}}, {"filters": {"author": 3}},
    ],
)  # fmt: skip
def test_bad_parameters_are_sentences(index: Index, options: dict[str, object]) -> None:
    with pytest.raises(BadParameter, match=r"\w.*[.]$"):
        index.search("北京", **options)  # type: ignore[arg-type]


def test_pages_cover_every_result_once_in_one_order(index: Index) -> None:
    whole = [hit.id for hit in index.search("", limit=500).hits]
    assert len(whole) == len(set(whole)) == len(index)
    paged = [hit.id for start in range(0, len(index) + 7, 7) for hit in index.search("", limit=7, offset=start).hits]
    assert paged == whole
    assert [hit.id for hit in index.search("北京", limit=500).hits] == [
        h.id for h in index.search("北京", limit=500).hits
    ]


def test_every_article_comes_back_as_it_was_read(index: Index) -> None:
    articles = list(index.articles())
    assert len(articles) == len(index)
    for article in articles:
        assert isinstance(article, Article)
        assert index.get(article.id) == article
        assert article.date is None or article.date.utcoffset().total_seconds() == 8 * 3600  # type: ignore[union-attr]
    with pytest.raises(ArticleNotFound):
        index.get("000000000000")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30))
def test_any_query_has_an_answer_and_the_total_is_the_count(index: Index, query: str) -> None:
    results = index.search(query, limit=1000)
    assert results.total == len(results.hits)
    assert results.exact == sum(hit.exact for hit in results.hits) <= results.total


def test_every_character_of_unicode_in_one_article(indexed: Build) -> None:
    text = "".join(map(chr, range(0x3400, sys.maxunicode + 1))).encode("utf-8", "ignore").decode()
    index = indexed(page("甲", *(text[at : at + 9000] for at in range(0, len(text), 9000))), page("乙", "别的。"))
    body = fold(next(article.body for article in index.articles() if article.title == "甲"))
    assert len(set(body)) > 524_288
    for start in range(100, len(body) - 9, 99_991):
        needle = body[start : start + 3].partition("\n")[0].replace('"', "")
        if needle.strip():
            assert index.search(f'"{needle}"').total >= 1
    assert index.search('"甲丁乙"').total == 0


def test_suggestions_are_authors_then_titles(indexed: Build) -> None:
    index = indexed(*BOOKS)
    assert index.suggest("林一") == (Suggestion("林一帆", "author"),)
    assert index.suggest("lyf") == index.suggest("linyif") == index.suggest("林一")
    assert [one.text for one in index.suggest("桥") if one.kind == "title"] == ["河上的新桥", "关税与桥"]
    assert index.suggest("  ") == ()


def test_periods_are_counted_in_beijing_and_whole(indexed: Build) -> None:
    night = datetime(2024, 3, 1, 0, 30, tzinfo=BEIJING)  # still February in Greenwich
    days = [night, night + timedelta(days=1), night + timedelta(days=400), datetime(1949, 10, 1, tzinfo=BEIJING)]
    index = indexed(
        *[page(f"桥 {n}", url=f"https://a.example/{n}", time=f"{day:%Y-%m-%d %H:%M:%S}") for n, day in enumerate(days)]
    )
    facets = index.search("桥", limit=0, facets=("year", "month", "day")).facets
    assert [(c.value, c.count) for c in facets["month"]] == [("2025-04", 1), ("2024-03", 2), ("1949-10", 1)]
    assert [c.value for c in facets["day"]] == ["2025-04-05", "2024-03-02", "2024-03-01", "1949-10-01"]
    assert [(c.value, c.count) for c in facets["year"]] == [("2025", 1), ("2024", 2), ("1949", 1)]
    assert index.search("海", facets=("day",)).facets["day"] == ()


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("query", ["布林肯", "新闻发布会上的问题", "", "没有这个词组"])
def test_every_article_found_is_read_in_the_order_of_the_hits(index: Index, query: str, sort: Sort) -> None:
    filters = {"date_from": "2015"}
    results = index.search(query, limit=100, sort=sort, filters=filters)
    found = list(index.every(query, sort=sort, filters=filters))
    assert [(one.article.id, one.exact) for one in found] == [(hit.id, hit.exact) for hit in results.hits]
    assert len(found) == results.total
    with pytest.raises(BadParameter):
        index.every(query, sort="best")  # type: ignore[arg-type]
