"""Passages and marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.query import parse_query
from indexer.snippet import PASSAGE_LENGTH, Marker, Marks


def mark(text: str, query: str, field: str = "body") -> Marks:
    return Marker(parse_query(query).root).marks(text, field)


def marked(text: str, query: str, field: str = "body") -> list[str]:
    return [text[start:end] for start, end in mark(text, query, field)]


@pytest.mark.parametrize(
    "query, text, expected",
    [
        ("习近平", "習近平與习近平，習 近 平", ["習近平", "习近平"]),
        ("習近平", "习近平说", ["习近平"]),
        ("tiktok", "ＴｉｋＴｏｋ和TikTok", ["ＴｉｋＴｏｋ", "TikTok"]),
        ("布林肯", "布林肯到访。林肯，布。", ["布林肯"]),
        ("布林肯", "林肯纪念堂的布告", ["林肯", "布"]),
        ("art", "art in party", ["art", "art"]),
        ("Art-10", "The art 10 party", []),
        ("北京 -上海", "北京与上海", ["北京"]),
        ("北京 OR 上海", "北京与上海", ["北京", "上海"]),
        ("blink*", "Blinken, unblinking", ["Blinken"]),
        ("布林肯 NEAR/5 王毅", "布林肯会见王毅", ["布林肯", "王毅"]),
        ("标题:北京", "北京", []),
        ("作者:林一帆", "林一帆", []),
        ('"中中"', "中中中", ["中中中"]),
        ("", "北京", []),
    ],
)
def test_marks(query: str, text: str, expected: list[str]) -> None:
    assert marked(text, query) == expected


def test_a_query_for_titles_is_marked_in_titles() -> None:
    assert marked("北京的桥", "标题:北京", "title") == ["北京"]


@given(
    st.lists(st.sampled_from(["北", "北京", "京", "a", "ab", "ab京", " ", "。", "\n", "x1", "é"]), max_size=60).map(
        "".join
    ),
    st.sampled_from(["北京", "a", "ab", "a*", '"京"', "北 a", "北京 OR ab", "北 NEAR/3 a", "x1 京", "标题:a"]),
    st.sampled_from(["title", "body"]),
    st.integers(0, 60),
    st.integers(0, 60),
)
def test_matches_are_the_marks_of_any_part(text: str, query: str, field: str, start: int, end: int) -> None:
    marker = Marker(parse_query(query).root)
    matches, marks = marker.matches(text, field), marker.marks(text, field)
    assert matches.between(0, len(text)) == marks and len(matches) == len(marks)
    end = min(end, len(text))
    inside = [(max(s, start) - start, min(e, end) - start) for s, e in marks if s < end and e > start]
    if start < end:
        assert list(matches.between(start, end)) == inside
    assert matches.before(start) == sum(s < start for s, _ in marks)


@pytest.mark.parametrize("query", ["云", "云桥", "a", "a*", '"桥a"', "云 OR a"])
def test_many_matches_are_found_as_few_are(query: str) -> None:
    """Beyond a thousand they are found with arrays."""
    piece = "云桥a b aa，云a桥。ab\n"
    marker = Marker(parse_query(query).root)
    one = marker.marks(piece)
    many = marker.matches(piece * 2_000).between(0, 2_000 * len(piece))
    assert many == tuple((s + n * len(piece), e + n * len(piece)) for n in range(2_000) for s, e in one)


@given(st.text(), st.text())
def test_marks_are_ordered_ranges_and_leave_the_text_alone(text: str, query: str) -> None:
    at = 0
    for start, end in mark(text, query):
        assert at <= start < end <= len(text)
        at = end + 1


@given(
    st.text(alphabet="北京上海。！，\n 桥ab", max_size=400), st.sampled_from(["北京", "桥", "北京 桥", '"海。"', "ab*"])
)
def test_a_snippet_is_a_piece_of_the_body_with_its_matches_marked(body: str, query: str) -> None:
    snippet = Marker(parse_query(query).root).snippet(body)
    assert snippet.text in body
    assert len(snippet.text) <= max(PASSAGE_LENGTH, 2)
    if mark(body, query):
        assert snippet.marks
    for start, end in snippet.marks:
        assert 0 <= start < end <= len(snippet.text)


@given(st.text(alphabet="甲乙丙。\n", min_size=1, max_size=300), st.integers(0, 299), st.integers(1, 6))
def test_every_match_in_the_passage_is_marked(body: str, start: int, size: int) -> None:
    needle = body[start % len(body) :][:size].partition("\n")[0].partition("。")[0]
    snippet = Marker(parse_query(f'"{needle}"').root).snippet(body)
    marked = {at for start, end in snippet.marks for at in range(start, end)}
    for at in range(len(snippet.text)):
        if needle and snippet.text.startswith(needle, at):
            assert marked >= set(range(at, at + len(needle)))
    assert marked or not needle


def test_the_passage_with_more_of_the_query_wins_and_begins_with_a_sentence() -> None:
    filler = "远处的山上下了一整天的雪，没有人出门。" * 12
    body = f"北京下雪了。{filler}北京与上海之间的新桥今天开通！人们很高兴。{filler}"
    snippet = Marker(parse_query("北京 上海").root).snippet(body)
    assert snippet.text.startswith("北京与上海之间的新桥今天开通！")


def test_a_match_in_a_caption_alone_shows_the_caption() -> None:
    assert Marker(parse_query("灯塔").root).snippet("正文没有。", ("海边的灯塔。",)).text == "海边的灯塔。"


def test_without_a_match_the_beginning_is_shown() -> None:
    assert Marker(parse_query("作者:林一帆").root).snippet("第一句。第二句。").text == "第一句。第二句。"
