"""The table of filters: whatever stands in it is an option, a parameter, a chip and a line of an export."""

from dataclasses import fields
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from indexer import FILTERS, Filters
from indexer.cli import main
from search_app.http.parameters import read_parameters
from search_app.openapi import document


def test_every_filter_is_in_the_table() -> None:
    assert [one.name for one in FILTERS] == [field.name for field in fields(Filters)]


@pytest.mark.parametrize("one", FILTERS, ids=lambda one: one.name)
def test_a_filter_is_everywhere(client: FlaskClient, one) -> None:  # type: ignore[no-untyped-def]
    assert f"--{one.parameter}" in [name for option in main.commands["search"].params for name in option.opts]
    [described] = [p for p in document()["components"]["parameters"].values() if p["name"] == one.parameter]
    taken = document()["paths"]["/api/search"]["get"]["parameters"]
    assert {"$ref": f"#/components/parameters/{one.parameter}"} in taken
    assert (described["description"], described["example"]) == (one.description, one.example)
    arguments = {one.parameter: one.example}
    assert getattr(read_parameters(arguments).filters, one.name)
    page = client.get("/", query_string=arguments).text
    assert 'class="chosen"' in page and f'name="{one.parameter}"' in page
    head = client.get("/export.csv", query_string=arguments).text.splitlines()[2]
    assert head.startswith(f"# 条件,{one.export_label} ")
    assert urlencode(arguments)[:5] in read_parameters(arguments).query_string()
