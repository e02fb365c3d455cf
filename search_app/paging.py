"""The links from page to page of the results."""

from dataclasses import dataclass

from search_app.parameters import Parameters

_AROUND = 2


@dataclass(frozen=True, slots=True)
class Step:
    """A page and the query string that leads to it."""

    page: int
    query_string: str


@dataclass(frozen=True, slots=True)
class Paging:
    """Where a page of results stands among the others."""

    page: int
    last: int
    first: Step | None
    previous: Step | None
    next: Step | None
    window: tuple[Step, ...]


def paging(asked: Parameters, total: int) -> Paging:
    """The steps from the page asked for; where it lies beyond the last, backwards only."""
    last = max(1, -(-total // asked.size))
    page = asked.page

    def step(number: int) -> Step:
        return Step(number, asked.changed(page=number).query_string())

    middle = min(max(page, 1 + _AROUND), max(last - _AROUND, 1))
    return Paging(
        page=page,
        last=last,
        first=step(1) if page > 1 else None,
        previous=step(min(page - 1, last)) if page > 1 else None,
        next=step(page + 1) if page < last else None,
        window=tuple(step(n) for n in range(max(1, middle - _AROUND), min(last, middle + _AROUND) + 1)),
    )
