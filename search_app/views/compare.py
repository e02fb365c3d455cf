"""The page that compares terms, and its figures as CSV."""

import csv
import io

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from indexer import BadParameter
from search_app.citations import today
from search_app.http.parameters import Parameters, read_parameters, read_query
from search_app.http.streaming import disposition
from search_app.index import current_index
from search_app.presentation.comparison import MAX_TERMS, Compared, Comparison, compare
from search_app.presentation.corpus_overview import overview

_EXAMPLES = (("特朗普", "川普"), ("新冠", "武汉肺炎"), ("疫苗", "口罩", "核酸"))

blueprint = Blueprint("compare", __name__)


@blueprint.get("/compare")
def page() -> str:
    """Two to five terms as lines over time and by outlet; without any, what this page is for."""
    asked = read_compared(request.args)
    index = current_index()
    return render_template(
        "compare.html",
        asked=asked,
        most=MAX_TERMS,
        comparison=compare(index, asked) if asked.terms else None,
        overview=overview(index),
        examples=[Compared(terms, Parameters()) for terms in _EXAMPLES],
        other=asked.query_string(chart="share" if asked.within.chart == "count" else "count"),
        everywhere=asked.query_string(source=""),
        as_csv=asked.query_string(chart="count"),
    )


@blueprint.get("/compare.csv")
def table() -> Response:
    """The table of the page: ``period``, ``all`` articles of it, and for each term how many hold it and which share.
    In UTF-8 with a byte order mark, without which spreadsheets take it for something else."""
    asked = read_compared(request.args)
    if not asked.terms:
        raise BadParameter(_("没有要比较的词：请用 term 给出一到 %(n)s 个。", n=MAX_TERMS))
    index = current_index()
    text = "\ufeff" + _as_csv(asked, compare(index, asked, by_outlet=False))
    response = Response(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = disposition(" ".join(asked.terms), today(), "csv")
    response.headers["X-Wenhai-Generation"] = index.status().generation
    return response


def read_compared(arguments: MultiDict[str, str]) -> Compared:
    """The terms, each a ``term`` or a line of ``q``, and what narrows them; raises BadParameter."""
    lines = [*arguments.getlist("term"), *(line for text in arguments.getlist("q") for line in text.splitlines())]
    terms = tuple(dict.fromkeys(term for line in lines if (term := read_query({"q": line}).strip())))
    if len(terms) > MAX_TERMS:
        raise BadParameter(
            _("一次最多比较 %(most)s 个词（term），收到 %(n)s 个，请减去几个。", most=MAX_TERMS, n=len(terms))
        )
    known = {name: arguments[name] for name in ("source", "from", "to", "chart") if name in arguments}
    return Compared(terms, read_parameters(known))


def _as_csv(asked: Compared, comparison: Comparison) -> str:
    # A term never begins a cell: a spreadsheet would run one that begins with =.
    heads = [head for term in asked.terms for head in (f"count {term}", f"share {term}")]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["period", "all", *heads])
    for row in comparison.periods:
        figures = [figure for cell in row.cells for figure in (cell.count, _decimal(cell.share))]
        writer.writerow([row.id, row.all, *figures])
    return text.getvalue()


def _decimal(share: float | None) -> str:
    return "" if share is None else f"{share:.6f}"
