"""The API for readers: the page at ``/api``, made from the same description that programs get."""

from flask import Blueprint, render_template
from flask_babel import gettext as _

from indexer import WenhaiError
from search_app.index import current_index
from search_app.openapi import document
from search_app.openapi.readable import operations

blueprint = Blueprint("api_docs", __name__)


@blueprint.get("/api")
def page() -> str:
    """Every address of the API, with examples that can be followed as far as there is an index."""
    description = document()["info"]["description"]
    about = [line.removeprefix("- ") for line in _(description).split("\n") if line]
    return render_template("api.html", about=about, operations=operations(document(), _known()))


def _known() -> dict[str, str]:
    """The newest article and the author of most, for the examples."""
    try:
        found = current_index().search("", limit=1, sort="newest", facets=("author",), snippets=False)
    except WenhaiError:
        return {}
    ids, names = [hit.id for hit in found.hits], [count.value for count in found.facets["author"]]
    return {name: values[0] for name, values in (("id", ids), ("name", names)) if values}
