"""What there is to tell of one request, and how a view adds what it searched for."""

from dataclasses import dataclass

from flask import g

from indexer import QueryKind, Results
from search_app.http.parameters import Parameters


@dataclass(frozen=True, slots=True)
class Search:
    """What a request searched for, of what kind that is, and how many articles it found."""

    query: str
    kind: QueryKind
    total: int
    exact: int


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One request when its answer has left: ``path`` without the query, ``rule`` the pattern that it fits, if any, and
    ``kind`` one of ``kinds.KINDS``; ``bytes`` of the body as sent, ``seconds`` from the arrival until the last byte was
    handed over. ``whole`` says that the body came to its end; ``generation`` is of the index that answered, empty where
    none was asked. ``address`` and ``forwarded`` (X-Forwarded-For as it came) say who asked."""

    method: str
    path: str
    rule: str
    status: int
    kind: str
    bytes: int
    seconds: float
    whole: bool
    generation: str
    search: Search | None
    address: str
    forwarded: str


def note_search(asked: Parameters, results: Results) -> None:
    """Note what this request searched for; the last one counts."""
    kind = results.understood.kind
    g.searched = Search(asked.q, "filters" if kind == "all" and asked.filtered else kind, results.total, results.exact)
