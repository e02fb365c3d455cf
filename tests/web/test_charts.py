"""Matches over time: periods, axes and bars as plain values, then the drawing on the page."""

import re
from datetime import date, timedelta
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from hypothesis import assume, given
from hypothesis import strategies as st

from indexer import Filters
from search_app.charts import Histogram, histogram
from search_app.charts.periods import beyond, periods, span_of, tally, unit_for
from search_app.charts.scale import along, round_steps
from search_app.charts.words import per_cent
from search_app.http.parameters import Parameters, read_parameters

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
NEAR = st.dates(date(2019, 11, 1), date(2021, 3, 1))
COUNTS = st.dictionaries(DAYS | NEAR, st.integers(1, 3000), min_size=2, max_size=40)


def drawn(counts: dict[date, int], whole: dict[date, int] | None = None, **asked: object) -> Histogram:
    found = histogram(counts, whole, Parameters().changed(**asked))
    assert found
    return found


def asked_by(query_string: str) -> Parameters:
    return read_parameters({name: values[0] for name, values in parse_qs(query_string).items()})


@given(DAYS, DAYS)
def test_every_day_of_a_span_lies_in_just_one_period(one: date, other: date) -> None:
    first, last = sorted((one, other))
    span = periods(first, last, unit_for(first, last))
    assert span[0].first <= first <= span[0].last and span[-1].first <= last <= span[-1].last
    for before, after in pairwise(span):
        assert after.first - before.last == timedelta(days=1)
    assert len(span) <= 201


@pytest.mark.parametrize(
    "first, last, unit",
    [
        ("2021-03-01", "2021-03-01", "day"), ("2021-01-01", "2021-03-31", "day"), ("2021-07-01", "2021-10-01", "day"),
        ("2021-01-01", "2021-04-30", "month"), ("2021-01-01", "2021-12-31", "month"),
        ("2012-06-01", "2022-05-31", "month"), ("2012-06-01", "2022-06-01", "year"), ("1919-05-04", "2021-1-1", "year"),
    ],
)  # fmt: skip
def test_what_is_counted_by(first: str, last: str, unit: str) -> None:
    asked = read_parameters({"from": first, "to": last})
    first_day, last_day = asked.filters.date_from, asked.filters.date_to
    assert first_day and last_day and unit_for(first_day, last_day) == unit


@given(COUNTS, st.none() | NEAR, st.none() | NEAR)
def test_every_article_is_in_one_bar_or_said_to_lie_outside(
    counts: dict[date, int], first: date | None, last: date | None
) -> None:
    assume(not first or not last or first <= last)
    counts = {day: n for day, n in counts.items() if (first or date.min) <= day <= (last or date.max)}
    span = span_of(counts, first, last)
    assert (span is None) == (not counts)
    if span:
        earlier, later = beyond(counts, span)
        assert sum(tally(counts, span)) + earlier + later == sum(counts.values())
        assert earlier + later <= 0.02 * sum(counts.values())
        assert not first or not earlier
        assert not last or not later


def test_strays_do_not_stretch_the_picture() -> None:
    real = {date(2020, 7, 3) + timedelta(days=number): 165 for number in range(380)}
    found = drawn({**real, date(1919, 5, 4): 1, date(2014, 9, 1): 3, date(2090, 1, 1): 1})
    assert found.unit == "month" and found.bars[0].label == "2020年7月" and found.bars[-1].label == "2021年7月"
    assert found.earlier and found.later and (found.earlier.count, found.later.count) == (4, 1)
    assert asked_by(found.earlier.query_string).filters.date_to == date(2020, 6, 30)
    assert asked_by(found.later.query_string).filters.date_from == date(2021, 8, 1)
    # Ten articles hold no strays: each is a tenth of the matter.
    few = drawn({date(1999, 1, 1): 1, date(2020, 7, 3): 9})
    assert (few.unit, len(few.bars), few.earlier) == ("year", 22, None)


@given(COUNTS, st.sampled_from(["count", "share"]), st.integers(0, 50))
def test_bars_are_as_high_as_their_values(counts: dict[date, int], chart: str, others: int) -> None:
    whole = {day: n + others for day, n in counts.items()}
    found = drawn(counts, whole, q="x", chart=chart)
    top = round_steps(
        max(bar.count if chart == "count" else bar.share or 0 for bar in found.bars), whole=chart == "count"
    )[-1]
    for bar in found.bars:
        assert bar.x >= 0 and bar.x + bar.width <= found.width
        assert bar.y >= 0 and bar.y + bar.height == found.height
        value = bar.count if chart == "count" else bar.share or 0
        assert abs(bar.height - value / top * found.height) <= 1
        assert (bar.height > 0) == (bar.count > 0)
    assert all(before.x + before.width < after.x for before, after in pairwise(found.bars))
    assert found.sides[0].at == found.height and found.sides[-1].at == 0


@given(COUNTS, st.integers(0, 50))
def test_a_share_is_of_all_articles_of_that_period(counts: dict[date, int], others: int) -> None:
    whole = {day: n + others for day, n in counts.items()}
    for bar in drawn(counts, whole, q="x").bars:
        asked = asked_by(bar.query_string)
        first, last = asked.filters.date_from, asked.filters.date_to
        assert first and last and asked.q == "x"
        inside = [day for day in whole if first <= day <= last]
        assert bar.count == sum(counts[day] for day in inside)
        assert bar.share == (bar.count / sum(whole[day] for day in inside) if inside else None)


@given(st.floats(1e-6, 1e9), st.booleans())
def test_ticks_ascend_in_round_numbers(largest: float, whole: bool) -> None:
    steps = round_steps(largest, whole=whole)
    assert 2 <= len(steps) <= 5 and steps[0] == 0 and steps[-1] >= largest * (1 - 1e-6)
    assert list(steps) == sorted(set(steps))
    assert f"{steps[1]:e}"[:8] in ("1.000000", "2.000000", "5.000000")
    assert not whole or all(step == int(step) for step in steps)


@given(DAYS, DAYS)
def test_few_periods_are_named_and_the_first_of_them_in_full(one: date, other: date) -> None:
    first, last = sorted((one, other))
    span = span_of({first: 1, last: 1}, first, last)
    assert span
    ticks = along(span)
    assert 1 <= len(ticks) <= 14
    assert [tick.at for tick in ticks] == sorted({tick.at for tick in ticks}) and 0 < ticks[0].at <= ticks[-1].at < 100
    assert sum(not tick.minor for tick in ticks) <= 7
    assert ("月" if span.unit == "day" else "年") in ticks[0].label


def test_one_period_is_no_picture() -> None:
    assert histogram({}, None, Parameters()) is None
    assert histogram({date(2021, 3, 5): 7}, None, Parameters()) is None
    asked = Parameters(filters=Filters(date_from=date(2021, 3, 5), date_to=date(2021, 3, 5)))
    assert histogram({date(2021, 3, 5): 7}, {date(2021, 3, 5): 9}, asked) is None


def test_a_date_filter_shows_where_nothing_is_found_but_not_where_nothing_is() -> None:
    asked = {"q": "x", "date_from": date(1900, 1, 1), "date_to": date(2020, 3, 31)}
    whole = {date(2020, 1, 5): 3, date(2020, 2, 9): 4, date(2020, 3, 2): 5}
    found = drawn({date(2020, 2, 9): 1}, whole, **asked)
    assert (found.bars[0].label, found.bars[-1].label) == ("2020年1月5日", "2020年3月2日")
    assert sum(bar.count for bar in found.bars) == 1
    assert [bar.share for bar in found.bars if bar.share is not None] == [0, 0.25, 0]


def test_links_do_not_reach_beyond_the_days_asked_for() -> None:
    days = {date(2020, month, 15): 1 for month in range(3, 10)}
    found = drawn(days, days, q="日期:2020 x", date_from=date(2020, 3, 10), date_to=date(2020, 9, 20), source="nyt")
    first, last = (asked_by(found.bars[place].query_string) for place in (0, -1))
    assert (first.filters.date_from, first.filters.date_to) == (date(2020, 3, 10), date(2020, 3, 31))
    assert (last.filters.date_from, last.filters.date_to) == (date(2020, 9, 1), date(2020, 9, 20))
    assert first.q == "日期:2020 x" and first.filters.source == "nyt"


@pytest.mark.parametrize(
    "share, text",
    [(None, ""), (0, "0%"), (1, "100%"), (0.371, "37%"), (0.0451, "4.5%"), (0.00321, "0.32%"), (0.00001, "<0.01%"),
     (0.0997, "10%"), (0.00998, "1.0%")],
)  # fmt: skip
def test_shares_are_written_with_two_figures(share: float | None, text: str) -> None:
    assert per_cent(share) == text


def shown(client: FlaskClient, **arguments: str) -> Tag | None:
    answer = client.get("/", query_string={name.rstrip("_"): value for name, value in arguments.items()})
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "lxml").select_one(".timeline")


def total(client: FlaskClient, address: str) -> int:
    return int(client.get(f"/api/search?{urlsplit(address).query}").json["total"])


@pytest.mark.parametrize("arguments", [{"q": "布林肯"}, {"q": "布林肯", "chart": "share"}, {"author": "林一帆"}])
def test_each_bar_leads_to_what_it_counts(client: FlaskClient, arguments: dict[str, str]) -> None:
    figure = shown(client, **arguments)
    assert figure
    bars, rows = figure.select("svg a"), figure.select("tbody tr")
    assert len(bars) == len(rows) > 1
    counted = 0
    for bar, row in zip(bars, rows, strict=True):
        cells = [cell.text for cell in row.select("th, td")]
        assert bar["href"] == row.a["href"] and bar["tabindex"] == "-1"
        said = [cells[0], f"{cells[1]} 篇", *[cell for cell in cells[2:] if cell != "–"]]
        assert bar.title and bar.title.text == " · ".join(said)
        assert total(client, str(bar["href"])) == int(cells[1])
        counted += int(cells[1])
    # Whatever is in no bar is said to be elsewhere.
    outside = re.findall(r"(\d+) 篇", "".join(note.text for note in figure.select(".beyond")))
    assert counted + sum(map(int, outside)) == client.get("/api/search", query_string=arguments).json["total"]


def test_the_picture_says_what_it_shows_and_switches(client: FlaskClient) -> None:
    figure = shown(client, q="布林肯", source="nyt", sort="newest")
    assert figure and figure.svg
    assert figure.svg["role"] == "img"
    assert re.fullmatch(r"每.篇数，\d.+至\d.+，最多的是\d.+：\d+ 篇，占 .+%", str(figure.svg["aria-label"]))
    (switch,) = [link for link in figure.select("figcaption a") if "占比" in link.text]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(str(switch["href"])).query).items()}
    assert asked == {"q": "布林肯", "source": "nyt", "sort": "newest", "chart": "share"}
    other = shown(client, **asked)
    assert other and other.svg and "占当" in str(other.svg["aria-label"])
    assert [row.text for row in other.select("tbody tr")] == [row.text for row in figure.select("tbody tr")]


def test_without_a_query_a_share_is_of_the_archive_or_there_is_none(client: FlaskClient) -> None:
    by_source = shown(client, source="nyt")
    assert by_source and "占比" in by_source.text
    by_date = shown(client, **{"from": "1990", "to": "2030"})
    assert by_date and "占比" not in by_date.text
    assert shown(client, q='"没有任何文章含有这一句话"') is None


def test_a_hostile_query_stays_text(client: FlaskClient) -> None:
    figure = shown(client, q='布林肯 OR "></a><script>alert(1)</script>&from=1')
    assert figure and not figure.select("script")
    assert parse_qs(urlsplit(str(figure.select("svg a")[0]["href"])).query)["q"] == [
        '布林肯 OR "></a><script>alert(1)</script>&from=1'
    ]
