"""The description of the API is true: schemathesis asks every address what the description lets it ask."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig

from indexer import Index, parse_day
from search_app import create_app
from search_app.http.parameters import MAX_QUERY_LENGTH
from search_app.openapi import document
from search_app.openapi.parameters import DAY

QUERIES = ["", "布林肯", "Lin Yifan", "纱线期价", "布林垦 北京", '"中国" OR (', "linyi"]

_ANY_DAY = st.dates(min_value=date(1, 1, 1)).map(str)
schemathesis.openapi.format(DAY, st.sampled_from([10, 7, 4]).flatmap(lambda cut: _ANY_DAY.map(lambda day: day[:cut])))


def closed(value: Any) -> Any:
    """The description with no room for fields that it does not tell of. Clients should have that room, tests not."""
    if isinstance(value, list):
        return [closed(one) for one in value]
    if not isinstance(value, dict):
        return value
    value = {name: closed(one) for name, one in value.items()}
    if value.get("type") == "object" and "properties" in value:
        value["additionalProperties"] = False
    return value


@pytest.fixture(scope="module")
def ids(index: Index) -> list[str]:
    return [article.id for article in index.articles()]


schema = schemathesis.openapi.from_dict(
    closed(document()),
    config=SchemathesisConfig.from_dict({"generation": {"deterministic": True, "mode": "all", "database": "none"}}),
)


@schema.hook
def filter_case(context: schemathesis.HookContext, case: schemathesis.Case) -> bool:
    """No span that ends before it begins: the one rule between two parameters, which a schema can't express."""
    query = case.query or {}
    first, last = (parse_day(str(query.get(name) or "")) for name in ("from", "to"))
    return not (first and last and first[0] > last[1])


def telling(case: schemathesis.Case, ids: list[str]) -> schemathesis.Case:
    """The case, every other time with an id that there is and a query that finds something: made up, they never do."""
    id, query = case.path_parameters.get("id"), (case.query or {}).get("q")
    if isinstance(id, str) and re.match("[0-9a-f]{11}[02468ace]", id):
        case.path_parameters["id"] = ids[int(id[:12], 16) % len(ids)]
    if isinstance(query, str) and len(query) < MAX_QUERY_LENGTH and len(query) % 2:
        case.query["q"] = QUERIES[sum(map(ord, query)) % len(QUERIES)]
    return case


@schema.parametrize()
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_answers_are_as_described(case: schemathesis.Case, app: Flask, ids: list[str]) -> None:
    # The transport through WSGI decompresses nothing.
    telling(case, ids).call_and_validate(app=app, headers={"Accept-Encoding": "identity"})


def templates(app: Flask) -> set[str]:
    """The addresses of the API that the application answers, as OpenAPI writes them."""
    rules = (rule.rule for rule in app.url_map.iter_rules())
    return {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)
        for rule in rules
        if rule.startswith("/api/") or rule in ("/healthz", "/readyz")
    }


def test_every_address_is_described_and_no_other(app: Flask) -> None:
    assert set(document()["paths"]) == templates(app)


def test_the_description_is_served_as_it_is(client: FlaskClient) -> None:
    assert client.get("/api/openapi.json").json == document()


def test_it_is_whole_and_says_what_each_part_is() -> None:
    references = set(re.findall(r"#/components/(\w+)/([\w-]+)", str(document())))
    parts = {(kind, name) for kind, parts in document()["components"].items() for name in parts}
    assert references == parts
    for item in document()["paths"].values():
        assert item["get"]["summary"] and item["get"]["description"]
        for status, answer in item["get"]["responses"].items():
            assert "$ref" in answer or answer["description"], status
    operations = [item["get"]["operationId"] for item in document()["paths"].values()]
    assert len(set(operations)) == len(operations)


def examples() -> Iterator[Any]:
    parts = closed(document())
    for address, item in parts["paths"].items():
        answer = item["get"]["responses"]["200"]["content"]["application/json"]
        yield pytest.param(answer["schema"], answer["example"], id=address)
    for name, answer in parts["components"]["responses"].items():
        for content in answer.get("content", {}).values():
            yield pytest.param(content["schema"], content["example"], id=name)
    for kind in ("parameters", "headers"):
        for name, one in parts["components"][kind].items():
            if "example" in one:
                yield pytest.param(one["schema"], one["example"], id=f"{kind}-{name}")


@pytest.mark.parametrize(("schema", "example"), list(examples()))
def test_every_example_is_of_its_kind(schema: dict[str, Any], example: object) -> None:
    whole = {**schema, "components": closed(document())["components"]}
    jsonschema_rs.validator_for(whole, validate_formats=True).validate(example)


@pytest.mark.parametrize("address", sorted(document()["paths"]))
def test_answers_without_an_index_are_described(address: str, tmp_path: Path) -> None:
    app = create_app({"WENHAI_INDEX": str(tmp_path / "none")})
    case = schema[address]["GET"].Case(path_parameters={"id": "5d1c0a7be3f2", "name": "林一帆"}, query={"q": "x"})
    answer = case.call(app=app, headers={"Accept-Encoding": "identity"})
    assert answer.status_code == (200 if address in ("/api/openapi.json", "/healthz") else 503)
    case.validate_response(answer, excluded_checks=[not_a_server_error])


@pytest.mark.parametrize("address", sorted(document()["paths"]))
def test_what_has_not_changed_and_what_is_not_allowed_are_described(
    address: str, client: FlaskClient, ids: list[str]
) -> None:
    path = address.format(id=ids[0], name="林一帆")
    described = document()["paths"][address]["get"]["responses"]
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers.get("ETag", "")})
    assert again.status_code == (304 if "304" in described else 200)
    refused = client.post(path)
    assert (refused.status_code, refused.mimetype) == (405, "application/problem+json") and "405" in described
    allowed = client.options(path)
    for answer in (refused, allowed):
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert not [name for name, _ in first.headers if name.startswith("Access-Control")]


def test_the_first_of_several_counts_and_the_unknown_do_not(client: FlaskClient) -> None:
    assert client.get("/api/search?size=1&size=0&unknown=1").json["size"] == 1
    assert client.get("/api/search?size=0&size=1").status_code == 400


def test_there_is_one_spelling_of_an_address(client: FlaskClient) -> None:
    for address in ("/api//search", "/api/search/", "/api/authors//a", "/api/articles/%ED%A0%80", "/api/authors/%00"):
        answer = client.get(address)
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json"), address


def test_the_page_for_readers_tells_all_of_it(client: FlaskClient) -> None:
    shown = BeautifulSoup(client.get("/api").text, "lxml")
    for address, item in document()["paths"].items():
        section = shown.select_one(f"#{item['get']['operationId']}")
        assert section.select_one(".address").text == f"GET {address}"
        named = [code.text for code in section.select("table:first-of-type th code")]
        for parameter in item["get"]["parameters"]:
            name = parameter["$ref"].rpartition("/")[2]
            assert document()["components"]["parameters"][name]["name"] in named
        assert [dt.text for dt in section.select("dt")] == list(item["get"]["responses"])
    assert {"hits[].snippet.text", "understood.also[].names", "facets.year"} <= {
        c.text for c in shown.select("th code")
    }
    links = [a["href"] for a in shown.select("section p a")]
    assert len(links) == len(document()["paths"])
    for link in links:
        assert client.get(link).status_code == 200, link


def test_the_page_for_readers_needs_no_index(tmp_path: Path) -> None:
    client = create_app({"WENHAI_INDEX": str(tmp_path / "none")}).test_client()
    shown = BeautifulSoup(client.get("/api").text, "lxml")
    assert len(shown.select("main section")) == len(document()["paths"])
