"""What finds a word or a string: the smallest queries, in the engine's language, out of our terms."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from indexer.backends.opensearch.layout import GAP, char_terms, pair_terms, word_term

Body = dict[str, Any]
Kind = Literal["body", "title", "word", "string", "title string", "pair", "begins", "title begins", "near"]
Probe = tuple[Kind, str]
"""Something that is counted: in how many articles it occurs. For "near" the text is both strings and the distance, with
line breaks between, for "begins" the beginning."""

NOTHING: Body = {"match_none": {}}
EVERYTHING: Body = {"match_all": {}}
BESIDE = ("byline", "address")
"""Fields of words that are searched beside the text, word by word."""


def any_of(queries: Sequence[Body]) -> Body:
    """What matches one of them at least."""
    if len(queries) == 1:
        return queries[0]
    return {"bool": {"should": list(queries), "minimum_should_match": 1}} if queries else NOTHING


def all_of(queries: Sequence[Body]) -> Body:
    """What matches all of them; they score nothing."""
    return {"bool": {"filter": list(queries)}} if queries else EVERYTHING


def without(query: Body, *unwanted: Body) -> Body:
    """What matches the first and none of the others."""
    return {"bool": {"filter": [query], "must_not": list(unwanted)}}


def word_in(field: str, word: str) -> Body:
    """Where a word occurs in a field."""
    return {"term": {field: {"value": word_term(word)}}}


def values_in(field: str, values: Iterable[str]) -> Body:
    """Where one of the values occurs in a field of whole values."""
    return {"terms": {field: list(values)}}


def string(text: str, title: bool = False) -> Body:
    """Where a folded string occurs: in title, body or captions, or in the title alone."""
    before = "title_" if title else ""
    if len(text) < 2:
        return {"term": {f"{before}chars": {"value": char_terms(text)}}} if text else NOTHING
    return {"match_phrase": {f"{before}pairs": {"query": pair_terms(text)}}}


def begins(text: str, title: bool = False) -> list[Body]:
    """Where a word begins so, a query a field."""
    return [{"prefix": {field: {"value": text}}} for field in (("title",) if title else ("body", *BESIDE))]


def near(left: str, right: str, distance: int) -> Body:
    """Where both strings occur with at most so many characters between them, either way round, in one text."""
    one, other = (
        {"match": {"query": char_terms(text), "mode": "ordered", "max_gaps": 0}} for text in (left, right)
    )  # fmt: skip
    ways = [
        {"all_of": {"mode": "ordered", "max_gaps": min(distance, GAP - 1), "intervals": list(way)}}
        for way in ((one, other), (other, one))
    ]
    return {"intervals": {"chars": {"any_of": {"intervals": ways}}}}


def probe_query(probe: Probe) -> Body:
    """What counts a probe."""
    kind, text = probe
    match kind:
        case "body" | "title":
            return word_in(kind, text)
        case "word":
            return any_of([word_in(field, text) for field in ("body", *BESIDE)])
        case "pair":
            return {"term": {"pairs": {"value": pair_terms(text)}}}
        case "string":
            return string(text)
        case "title string":
            return string(text, title=True)
        case "begins" | "title begins":
            return any_of(begins(text, kind == "title begins"))
        case "near":
            left, right, distance = text.split("\n")
            return near(left, right, int(distance))
