"""The pages on names, versions, citations and authors, through Flask's test client over the small archive."""

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient


def page(client: FlaskClient, address: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    return BeautifulSoup(answer.text, "lxml")


def api(client: FlaskClient, address: str) -> dict:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json


def titles(shown: BeautifulSoup) -> list[str]:
    return [a.text for a in shown.select(".hit h2 a")]


def test_an_added_name_is_a_chip_that_takes_it_away(client: FlaskClient) -> None:
    shown = page(client, "/?q=Lin+Yifan")
    assert titles(shown)
    [chip] = shown.select(".also a:not(.all)")
    assert chip.text.startswith("林一帆")
    without = page(client, chip["href"])
    assert titles(without) == []
    assert [a.text for a in without.select("p.also a")]
    assert titles(page(client, without.select_one("p.also a")["href"])) == titles(shown)
    assert titles(page(client, shown.select_one(".also a.all")["href"])) == []


def test_a_guess_is_offered_as_a_link(client: FlaskClient) -> None:
    shown = page(client, "/?q=布林垦+北京")
    assert titles(shown) == []
    link = shown.select_one(".meant a")
    assert link.text == "布林肯"
    assert "布林肯" in titles(page(client, link["href"]))[0]


def test_versions_are_beneath_the_best_one_until_they_are_asked_for(client: FlaskClient) -> None:
    shown = page(client, "/?q=纱线期价")
    [versions] = shown.select(".hit details.versions")
    assert versions.summary.text == "另有 1 个版本"
    assert "2 篇" in shown.h1.text and len(titles(shown)) == 1
    apart = page(client, shown.select_one(".folded a")["href"])
    assert len(titles(apart)) == 2 and not apart.select(".versions")
    assert titles(page(client, apart.select_one(".folded a")["href"])) == titles(shown)
    assert len(api(client, "/api/search?q=纱线期价")["hits"]) == 2
    [hit] = api(client, "/api/search?q=纱线期价&collapse=1")["hits"]
    assert [version["title"] for version in hit["versions"]] == [a.text for a in versions.select("li a:first-child")]


def test_what_differs_between_versions_is_marked(client: FlaskClient) -> None:
    shown = page(client, "/?q=纱线期价")
    compared = page(client, shown.select_one(".versions .compare")["href"])
    changed = [piece.text for piece in compared.select("h1 del, h1 ins")]
    assert changed and all(changed)
    hit = api(client, "/api/search?q=纱线期价&collapse=1")["hits"][0]
    same = page(client, f"/articles/{hit['id']}/against/{hit['id']}")
    assert not same.select(".difference del, .difference ins") and "一字不差" in same.text
    page(client, f"/articles/{hit['id']}/against/000000000000", status=404)


def test_links_into_the_archive_open_here(client: FlaskClient) -> None:
    cited = api(client, "/api/search?q=来源:nyt&size=100")["hits"]
    ids = {hit["id"] for hit in cited}
    linking = 0
    for hit in cited:
        near = api(client, f"/api/articles/{hit['id']}/neighbours")
        shown = page(client, f"/articles/{hit['id']}")
        inside = [a["href"].rpartition("/")[2] for a in shown.select(".text a")]
        assert set(inside) <= set(near["links"].values()) <= ids
        linking += len(inside)
        for one in (*near["cites"], *near["cited_by"], *near["related"]):
            assert shown.select(f".near a[href='/articles/{one['id']}']")
    assert linking >= 5


def test_a_marked_word_inside_a_link_keeps_both(client: FlaskClient) -> None:
    for hit in api(client, "/api/search?q=来源:nyt&size=100")["hits"]:
        shown = page(client, f"/articles/{hit['id']}")
        if link := shown.select_one(".text a"):
            marked = page(client, f"/articles/{hit['id']}?q={link.text[:2]}")
            assert [a.text for a in marked.select(".text a")] == [a.text for a in shown.select(".text a")]
            assert marked.select_one(".text").text == shown.select_one(".text").text
            assert marked.select(".text a mark")
            return
    raise AssertionError("no article of the small archive links to another")


@pytest.mark.parametrize("name", ["林一帆", "Lin Yifan", "lin yifan"])
def test_an_author_has_a_page_under_every_name(client: FlaskClient, name: str) -> None:
    shown = page(client, f"/authors/{name}")
    assert shown.h1.text == "林一帆" and "Lin Yifan" in shown.select_one(".writer").text
    author = api(client, f"/api/authors/{name}")
    assert f"共 {author['articles']} 篇" in shown.select_one("#count").text
    assert len(titles(page(client, shown.select_one(".everything a")["href"] + "&size=100"))) == author["articles"]
    [year] = [a for a in shown.select(".facets a") if "2021" in a.text]
    assert len(titles(page(client, year["href"]))) == int(year.select_one(".count").text)


def test_nobody_of_that_name_is_404(client: FlaskClient) -> None:
    assert "没有这位作者" in page(client, "/authors/无此人", status=404).h1.text
    answer = client.get("/api/authors/无此人")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize("argument", ["also=2", "collapse=yes"])
def test_switches_are_0_or_1(client: FlaskClient, argument: str) -> None:
    assert client.get(f"/api/search?q=桥&{argument}").status_code == 400


def test_translators_narrow_and_let_go(client: FlaskClient) -> None:
    shown = page(client, "/?q=译者:何晏")
    assert len(titles(shown)) == 2
    narrowed = page(client, "/?translator=何晏")
    assert titles(narrowed) == titles(shown) or set(titles(narrowed)) == set(titles(shown))
    assert "译者：何晏" in narrowed.select_one(".chosen a").text
    assert len(titles(page(client, narrowed.select_one(".chosen a")["href"]))) == 10
