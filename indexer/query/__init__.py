"""The query language: text to a small frozen tree, with what was understood."""

from indexer.query.kind import QueryKind, kind_of
from indexer.query.parser import parse_query
from indexer.query.tree import (
    Also,
    And,
    Dates,
    Everything,
    Exact,
    Form,
    Name,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    Prefix,
    Query,
    Sentence,
    Term,
    clauses,
    leaves,
)
from indexer.query.widen import Added, Thesaurus, widen

__all__ = [
    "Added", "Also", "And", "Dates", "Everything", "Exact", "Form", "Name", "Near", "Node", "Not", "Nothing",
    "Or", "Prefix", "Query", "QueryKind", "Sentence", "Term", "Thesaurus", "clauses", "kind_of", "leaves",
    "parse_query", "widen",
]  # fmt: skip
