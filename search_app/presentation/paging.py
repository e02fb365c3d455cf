"""The links from page to page of the results."""

from dataclasses import dataclass

from search_app.http.parameters import Parameters

_AROUND = 2


@dataclass(frozen=True, slots=True)
class Step:
    """A page and the query string that leads to it."""

    page: int
    query_string: str


@dataclass(frozen=True, slots=True)
class Paging:
    """Where a page of results stands among the others: ``steps`` are the first page, those around it, and the last."""

    page: int
    last: int
    previous: Step | None
    next: Step | None
    steps: tuple[Step, ...]


def paging(asked: Parameters, total: int) -> Paging:
    """The steps from the page asked for; where it lies beyond the last, backwards only."""
    last = max(1, -(-total // asked.size))
    page = asked.page

    def step(number: int) -> Step:
        return Step(number, asked.changed(page=number).query_string())

    around = {number for number in range(page - _AROUND, page + _AROUND + 1) if 1 <= number <= last}
    return Paging(
        page=page,
        last=last,
        previous=step(min(page - 1, last)) if page > 1 else None,
        next=step(page + 1) if page < last else None,
        steps=tuple(step(number) for number in sorted({1, *around, last})),
    )
