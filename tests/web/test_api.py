"""What the HTTP API answers, through Flask's test client over the small archive; that it is described, test_openapi."""

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

import indexer


def search(client: FlaskClient, **arguments: object) -> dict:
    answer = client.get("/api/search", query_string={name.rstrip("_"): value for name, value in arguments.items()})
    assert answer.status_code == 200, answer.text
    return answer.json


def test_the_shape_of_the_json(client: FlaskClient) -> None:
    found = search(client, q="布林肯", size=3, page=2)
    assert list(found) == [
        "query", "understood", "total", "exact", "entries", "took_ms", "page", "size", "hits", "facets",
    ]  # fmt: skip
    assert (found["query"], found["page"], found["size"]) == ("布林肯", 2, 3)
    assert set(found["understood"]) == {"query", "notes", "also", "meant"}
    assert set(found["facets"]) == {"author", "translator", "source", "section", "year"}
    assert all(set(count) == {"value", "count"} for counts in found["facets"].values() for count in counts)
    for hit in search(client, q="布林肯", size=100)["hits"]:
        assert set(hit) == {
            "id", "url", "title", "date", "byline", "source", "section", "score", "exact", "snippet", "title_marks",
            "versions",
        }  # fmt: skip
        assert hit["date"] is None or datetime.fromisoformat(hit["date"]).utcoffset() == timedelta(hours=8)


def test_the_marks_of_a_snippet_give_back_what_was_searched(client: FlaskClient) -> None:
    hits = search(client, q='"布林肯"', size=100)["hits"]
    marked_texts = {
        text[start:end]
        for hit in hits
        for text, marks in ((hit["snippet"]["text"], hit["snippet"]["marks"]), (hit["title"], hit["title_marks"]))
        for start, end in marks
    }
    assert marked_texts and all(indexer.fold(text) == indexer.fold("布林肯") for text in marked_texts)


def test_filters_narrow(client: FlaskClient) -> None:
    everything = search(client)
    by_author = search(client, author="林一帆", size=100)
    assert 0 < by_author["total"] < everything["total"]
    assert all("林一帆" in hit["byline"] for hit in by_author["hits"])
    source = everything["facets"]["source"][0]
    by_source = search(client, source=source["value"], size=100)
    assert by_source["total"] == source["count"]
    assert {hit["source"] for hit in by_source["hits"]} == {source["value"]}


def test_dates_are_days_months_and_years_in_beijing(client: FlaskClient) -> None:
    year = search(client)["facets"]["year"][0]
    for first, last in (
        (year["value"], year["value"]),
        (f"{year['value']}-01", f"{year['value']}-12"),
        (f"{year['value']}-01-01", f"{year['value']}-12-31"),
    ):
        found = search(client, from_=first, to=last, size=100)
        assert found["total"] == year["count"]
        assert all(hit["date"].startswith(year["value"]) for hit in found["hits"])


def test_sorting(client: FlaskClient) -> None:
    newest = [hit["date"] for hit in search(client, sort="newest", size=50)["hits"] if hit["date"]]
    oldest = [hit["date"] for hit in search(client, sort="oldest", size=50)["hits"] if hit["date"]]
    assert newest == sorted(newest, reverse=True)
    assert oldest == sorted(oldest)


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_articles_without_a_date_stand_last_whichever_way(client: FlaskClient, sort: str) -> None:
    undated = [hit["date"] is None for hit in search(client, sort=sort, size=100)["hits"]]
    assert undated == sorted(undated)


def test_dates_the_wrong_way_round_are_refused(client: FlaskClient) -> None:
    answer = client.get("/api/search?from=2022&to=2021")
    assert answer.status_code == 400 and "晚于" in answer.json["detail"]


def test_suggestions(client: FlaskClient) -> None:
    found = client.get("/api/suggest", query_string={"q": "linyi"}).json
    assert found["kinds"][found["suggestions"].index("林一帆")] in ("name", "author")
    assert client.get("/api/suggest").json == {"query": "", "suggestions": [], "kinds": []}
