"""The query language: text to a small frozen tree, with what was understood."""

from indexer.query.expansion import Added, Thesaurus, expand_names
from indexer.query.kind import QueryKind, kind_of
from indexer.query.parser import parse_query
from indexer.query.tree import (
    And,
    DateRange,
    Expanded,
    FieldFilter,
    MatchAll,
    MatchNone,
    NameVariant,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Sentence,
    TextClause,
    clauses,
    leaves,
)

__all__ = [
    "Added",
    "And",
    "DateRange",
    "Expanded",
    "FieldFilter",
    "MatchAll",
    "MatchNone",
    "NameVariant",
    "Near",
    "Node",
    "Not",
    "Or",
    "Phrase",
    "Prefix",
    "Query",
    "QueryKind",
    "Sentence",
    "TextClause",
    "Thesaurus",
    "clauses",
    "expand_names",
    "kind_of",
    "leaves",
    "parse_query",
]  # fmt: skip
