"""APA style: Publication Manual of the American Psychological Association, 7th edition.

Section 10.1, example 16 (article in a newspaper: the newspaper is italic) and 10.16, example 110 (page on a news site:
the title is); 9.8 and 9.9 for authors, 9.11 for those that are groups, 9.12 without an author, 9.14 and 9.17 for dates,
9.22 for works without a title, 9.39 for translators, 9.16 for why no date of retrieval is given. Chinese names are
not inverted. The translation of a Chinese title, which 9.38 asks for, is left to the writer.
"""

from datetime import date

from indexer import Article
from search_app.citations.facts import address, authors, day, in_newspaper, line, outlet, translators
from search_app.citations.names import Name
from search_app.citations.runs import Run

_MAX = 20
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_ENDS = ("?", "!", ".", "？", "！", "。", "…")


def apa(article: Article) -> tuple[Run, ...]:
    """The entry of that article in a list of references."""
    paper, site = in_newspaper(article), outlet(article)
    people = _people(authors(article))
    title = [Run(line(article.title), italic=not paper)] if line(article.title) else [Run("[Untitled news article]")]
    others = _listed([_natural(name) for name in translators(article)], " & ")
    if others:
        title.append(Run(f" ({others}, Trans.)"))
    when = Run(f" ({_written(day(article.date))}). ")
    head = [Run(_ended(people)), when, *_stopped(title)] if people else [*_stopped(title), when]
    if people or not site:
        head.append(Run(" "))
    url = address(article.url)
    tail = [Run(site, italic=paper), Run(". ")] if site else []
    return _joined([*head, *tail, Run(url)])


def _joined(runs: list[Run]) -> tuple[Run, ...]:
    """The runs, with no two spaces side by side, none empty, none at the end."""
    result: list[Run] = []
    for run in runs:
        text = run.text.lstrip(" ") if result and result[-1].text.endswith(" ") else run.text
        if text:
            result.append(Run(text, run.italic))
    if result:
        last = result.pop()
        result += [Run(last.text.rstrip(" "), last.italic)] if last.text.strip() else []
    return tuple(result)


def _stopped(title: list[Run]) -> list[Run]:
    return title if title[-1].text.endswith(_ENDS) else [*title, Run(".")]


def _ended(people: str) -> str:
    return people if people.endswith(".") else people + "."


def _written(published: date | None) -> str:
    return f"{published.year}, {_MONTHS[published.month - 1]} {published.day}" if published else "n.d."


def _people(names: tuple[Name, ...]) -> str:
    written = [_person(name) for name in names]
    if len(written) > _MAX:
        return ", ".join(written[: _MAX - 1]) + ", . . . " + written[-1]
    return _listed(written, ", & ")


def _listed(written: list[str], of_two: str) -> str:
    """The names as a list; of two authors, unlike of two translators, a comma stands before the ampersand."""
    if len(written) < 3:
        return of_two.join(written)
    return ", ".join(written[:-1]) + ", & " + written[-1]


def _person(name: Name) -> str:
    if not (name.latin and name.family):
        return name.whole
    return ", ".join(part for part in (name.family, name.initials(".", "-"), name.suffix) if part)


def _natural(name: Name) -> str:
    if not (name.latin and name.family):
        return name.whole
    return " ".join(part for part in (name.initials(".", "-"), name.family, name.suffix) if part)
