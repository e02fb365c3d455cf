"""The query language: text to a small frozen tree, with what was understood."""

from indexer.query.parser import parse_query
from indexer.query.tree import (
    And,
    Dates,
    Everything,
    Exact,
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
    leaves,
)

__all__ = [
    "And", "Dates", "Everything", "Exact", "Name", "Near", "Node", "Not", "Nothing", "Or", "Prefix", "Query",
    "Sentence", "Term", "leaves", "parse_query",
]  # fmt: skip
