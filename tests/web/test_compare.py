"""Comparing terms: the page and its CSV over the small archive, against what searches find."""

import csv
import io
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from indexer import Index, reindex
from search_app import create_app
from search_app.charts.lines import APART, Series, lines
from search_app.charts.periods import Span, periods
from search_app.http.parameters import read_parameters
from tests.factories import page as article

TERMS = ["布林肯", "习近平", "新闻发布会"]


def address(terms: list[str], path: str = "/compare", **more: str) -> str:
    return f"{path}?{urlencode([('term', term) for term in terms] + [(k.rstrip('_'), v) for k, v in more.items()])}"


def shown(client: FlaskClient, terms: list[str], status: int = 200, **more: str) -> BeautifulSoup:
    answer = client.get(address(terms, **more))
    assert answer.status_code == status, answer.text
    return BeautifulSoup(answer.text, "lxml")


def total(client: FlaskClient, **arguments: str) -> int:
    answer = client.get("/api/search", query_string={k.rstrip("_"): v for k, v in arguments.items()})
    assert answer.status_code == 200, answer.text
    return int(answer.json["total"])


def linked(client: FlaskClient, link: Tag) -> int:
    return int(client.get(f"/api/search?{urlsplit(str(link['href'])).query}").json["total"])


def legend(page: BeautifulSoup) -> list[tuple[str, int]]:
    return [
        (item.a.text, int(re.sub(r"\D", "", item.span.text.partition("篇")[0])))
        for item in page.select(".legend li")
        if item.a and item.span
    ]


@pytest.mark.parametrize("within", [{}, {"source": "nyt"}, {"from_": "2021", "to": "2022-06"}, {"chart": "share"}])
def test_totals_are_those_of_searches_as_typed(client: FlaskClient, within: dict[str, str]) -> None:
    page = shown(client, TERMS, **within)
    rest = {name: value for name, value in within.items() if name != "chart"}
    assert legend(page) == [(term, total(client, q=term, also="0", **rest)) for term in TERMS]
    for item, (_, count) in zip(page.select(".legend a"), legend(page), strict=True):
        assert linked(client, item) == count


def test_a_name_does_not_stand_for_another(archive: Callable[..., Path], tmp_path: Path) -> None:
    # The search finds 川普 for 特朗普 as well; a comparison that did would draw one and the same line.
    files = archive(
        *[article(name, url=f"https://cn.nytimes.com/china/2024030{n}/x/", time=f"2024-03-0{n} 09:00:00")
          for n, name in enumerate(["特朗普说", "特朗普来", "川普又说"], 1)]
    )  # fmt: skip
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "synonyms.txt").write_text("特朗普, 川普", encoding="utf-8")
    reindex(files, tmp_path / "index")
    app = create_app({"WENHAI_INDEX": str(tmp_path / "index"), "TESTING": True})
    client = app.test_client()
    assert total(client, q="特朗普") == 3
    page = shown(client, ["特朗普", "川普"])
    assert legend(page) == [("特朗普", 2), ("川普", 1)]
    (main,) = page.select("figure svg[role=img]")
    assert [path["d"] for path in main.select(".line")] == ["M5 0L15 0L25 220", "M5 220L15 220L25 0"]
    app.extensions["wenhai"].close()


@pytest.mark.parametrize("heading", ["各时期的数字", "各来源的数字"])
def test_every_number_of_a_table_leads_to_what_it_counts(client: FlaskClient, heading: str) -> None:
    page = shown(client, TERMS)
    (table,) = page.select(f'.figures[aria-label="{heading}"] table')
    sums = [0] * len(TERMS)
    for row in table.select("tbody tr"):
        counts = row.select("td")[1::2]
        assert len(counts) == len(TERMS)
        for place, cell in enumerate(counts):
            sums[place] += int(cell.text)
            assert cell.a is None if cell.text == "0" else linked(client, cell.a) == int(cell.text)  # type: ignore[arg-type]
    if heading == "各来源的数字":
        assert sums == [count for _, count in legend(page)]
    else:
        outside = page.select_one(".beyond")
        rest = int(re.search(r"\d+", outside.text)[0]) if outside else 0  # type: ignore[index]
        assert sum(sums) + rest == sum(count for _, count in legend(page))


def test_a_share_is_of_all_articles_in_the_same_place(client: FlaskClient) -> None:
    page = shown(client, TERMS, chart="share")
    for row in page.select('.figures[aria-label="各来源的数字"] tbody tr'):
        cells = row.select("td")
        all = int(cells[0].text)
        for count, share in zip(cells[1::2], cells[2::2], strict=True):
            said = float(share.text.strip("%<"))
            assert said == pytest.approx(int(count.text) / all * 100, rel=0.06, abs=0.01)
            if count.a:
                asked = read_parameters({k: v[0] for k, v in parse_qs(urlsplit(str(count.a["href"])).query).items()})
                assert total(client, source=asked.filters.source) == all


def test_the_csv_is_the_table(client: FlaskClient) -> None:
    terms = ["布林肯", '标题:关税 OR "新闻发布会"', "=1+1"]
    answer = client.get(address(terms, "/compare.csv", from_="2019"))
    assert answer.mimetype == "text/csv" and "attachment" in answer.headers["Content-Disposition"]
    head, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert head == ["period", "all", *[cell for term in terms for cell in (f"count {term}", f"share {term}")]]
    table = shown(client, terms, from_="2019").select('.figures[aria-label="各时期的数字"] tbody tr')
    assert len(rows) == len(table) > 1
    for row, shown_row in zip(rows, table, strict=True):
        cells = [cell.text for cell in shown_row.select("td")]
        assert [row[1], *row[2::2]] == [cells[0], *cells[1::2]]
        year, *month_day = row[0].split("-")
        assert shown_row.th and re.findall(r"\d+", shown_row.th.text) == [year, *[str(int(part)) for part in month_day]]
        for count, share in zip(row[2::2], row[3::2], strict=True):
            assert share == (f"{int(count) / int(row[1]):.6f}" if row[1] != "0" else "")


def test_the_drawings(client: FlaskClient) -> None:
    page = shown(client, TERMS)
    main = page.select_one("figure svg")
    assert main and main["role"] == "img" and all(f"“{term}”" in str(main["aria-label"]) for term in TERMS)
    assert [path["class"] for path in main.select(".line")] == [["line", f"line-{n}"] for n in (1, 2, 3)]
    assert [text.text for text in main.select("text[class^=name]")] == ["布林肯", "习近平", "新闻发布会"]
    small = page.select(".multiples li")
    assert 1 <= len(small) <= 6
    for item in small:
        assert item.svg and item.svg["role"] == "img" and item.a and item.a.text in str(item.svg["aria-label"])
        inside = client.get(str(item.a["href"]))
        assert inside.status_code == 200 and "比较所有来源" in inside.text
        assert [term for term, _ in legend(BeautifulSoup(inside.text, "lxml"))] == TERMS


def test_lines_of_q_are_terms_too_and_doubles_are_one(client: FlaskClient) -> None:
    answer = client.get("/compare", query_string={"term": " 布林肯 ", "q": "拜登\r\n\n布林肯\n关税"})
    assert [term for term, _ in legend(BeautifulSoup(answer.text, "lxml"))] == ["布林肯", "拜登", "关税"]


def test_without_a_term_the_page_says_what_it_is_for(client: FlaskClient) -> None:
    for page in (shown(client, []), shown(client, ["", " "])):
        assert page.select("input[name=term]") and len(page.select("input[name=term]")) == 5
        (example, *_) = page.select(".about a")
        assert client.get(str(example["href"])).status_code == 200
    answer = client.get("/compare.csv")
    assert answer.status_code == 400 and "term" in answer.text


def test_what_cannot_be_compared_is_said(client: FlaskClient) -> None:
    six = [f"词{number}" for number in range(6)]
    assert "一次最多比较 5 个词" in shown(client, six, status=400).text
    assert "2000" in shown(client, ["长" * 2001], status=400).text
    assert "chart" in shown(client, ["布林肯"], status=400, chart="pie").text
    assert "from" in shown(client, ["布林肯"], status=400, from_="x").text
    nothing = shown(client, ['"没有任何文章含有这一句话"'])
    assert legend(nothing) == [('"没有任何文章含有这一句话"', 0)] and not nothing.select("figure, table")


def test_one_term_and_one_day_are_no_errors(client: FlaskClient) -> None:
    assert shown(client, ["布林肯"]).select("figure")
    day = client.get("/api/search?q=布林肯").json["hits"][0]["date"][:10]
    page = shown(client, ["布林肯"], from_=day, to=day)
    assert not page.select("figure") and page.select("tbody tr")


@pytest.mark.parametrize(
    "term", ['"><script>alert(1)</script>', "{{ 7*7 }}", "'; DROP TABLE x", "a&term=b#c", "%s %(n)s"]
)
def test_hostile_terms_stay_text(client: FlaskClient, term: str) -> None:
    page = shown(client, ["布林肯", term])
    assert not page.select("script:not([src])") and "49" not in page.h1.text  # type: ignore[union-attr]
    assert [text for text, _ in legend(page)] == ["布林肯", term]
    assert [box["value"] for box in page.select("input[name=term]")][:2] == ["布林肯", term]
    for link in page.select('a[href^="/compare"]'):
        asked = parse_qs(urlsplit(str(link["href"])).query)
        assert asked.get("term", [])[:2] in (["布林肯", term], [])


def test_names_at_the_ends_of_lines_do_not_cover_each_other(index: Index) -> None:
    first, last = (read_parameters({"from": day}).filters.date_from for day in ("2021-01", "2021-12"))
    assert first and last
    span = Span("month", periods(first, last, "month"))
    same = [Series(str(number), (1,) * 12, (None,) * 11 + (0.5,)) for number in range(5)]
    drawn = lines(same, span, "count", 100)
    assert drawn
    ends = sorted(line.end for line in drawn.lines)
    assert all(after - before >= APART for before, after in pairwise(ends)) and ends[-1] <= 100
    # Where there is nothing to be a share of, a line breaks off; alone, a value is a dot.
    shares = lines(same[:1], span, "share", 100)
    assert shares and shares.lines[0].path == "M115 17h0"
