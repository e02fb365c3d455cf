"""Of what kind a query is: for logs and metrics, which tell such queries apart by what they cost."""

from typing import Literal

from indexer.query.tree import DateRange, FieldFilter, MatchAll, MatchNone, Near, Node, Phrase, Sentence, leaves

QueryKind = Literal["all", "filters", "words", "quoted", "sentence"]
"""Everything; only names and dates; and else by the dearest of its parts: a sentence, a quoted string, words."""


def kind_of(root: Node) -> QueryKind:
    """The kind of a query, by the tree as it was typed, before names were added."""
    found = list(leaves(root))
    if any(isinstance(leaf, Sentence) for leaf in found):
        return "sentence"
    if any(isinstance(leaf, Phrase | Near | MatchNone) for leaf in found):
        return "quoted"
    if found and all(isinstance(leaf, MatchAll) for leaf in found):
        return "all"
    return "filters" if found and all(isinstance(leaf, FieldFilter | DateRange) for leaf in found) else "words"
