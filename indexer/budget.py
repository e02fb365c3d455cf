"""How much one search may take, so that nobody's question holds up all others'.

Other bounds stand where they apply: characters of a query that are read in ``query/parser.py``, names added to one in
``query/widen.py``, values of a facet and citing articles in ``engine/__init__.py``. What begins so (``a*``) is bounded
by the words of the archive and by the time.
"""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from indexer.errors import SearchTooExpensive

MAX_CLAUSES = 256
"""Terms, strings, names and dates in one query. Each keeps arrays of its matches until the end: 900 frequent characters
took 446 MB with 62,653 articles, so 256 take up to 130, and 500 with four times the articles."""

_most: ContextVar[float] = ContextVar("most", default=math.inf)
_until: ContextVar[float] = ContextVar("until", default=math.inf)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Within this, whatever one thread searches and marks may take so many seconds of its processor time altogether;
    then it raises SearchTooExpensive. Time of others does not count: a busy machine refuses no more than an idle one.

    Time is looked at between one list of matches and the next, which are 0.4 s apart at most (62,653 articles).
    """
    most, until = _most.set(seconds), _until.set(time.thread_time() + seconds)
    try:
        yield
    finally:
        _until.reset(until)
        _most.reset(most)


def check_time() -> None:
    """Raise SearchTooExpensive where the time is up; elsewhere 0.3 µs are gone."""
    until = _until.get()
    if until < math.inf and time.thread_time() > until:
        raise SearchTooExpensive(
            "This takes more than the {most:g} s of processor time that one question may, and was given "
            "up. Ask for less at once: fewer terms, longer beginnings than T*, rarer words with NEAR.",
            most=_most.get(),
        )


def check_clauses(number: int) -> None:
    """Raise SearchTooExpensive where a query has more clauses than that."""
    if number > MAX_CLAUSES:
        raise SearchTooExpensive(
            "This query has {number} terms and conditions, and one may have {most_clauses}. Make several of it.",
            number=number,
            most_clauses=MAX_CLAUSES,
        )
