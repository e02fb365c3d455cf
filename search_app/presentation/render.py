"""Text to what a page shows. Marked text is escaped here and nowhere else; the rest, Jinja escapes by itself."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from urllib.parse import urlsplit

from babel.dates import format_date
from flask import Flask, url_for
from flask_babel import get_locale, gettext
from markupsafe import Markup, escape

from indexer import BEIJING, Article, set_filters, translated
from search_app.citations import coins
from search_app.http.preferences import current_preferences
from search_app.presentation.script import lang, language_of, outlet, shown, spoken, straight

Range = tuple[int, int]
_start, _end = itemgetter(0), itemgetter(1)
Anchor = tuple[int, int, str]
"""Characters of a text that link to the article with an id."""

_LINKED = 50_000_000
"""Characters that are looked through for the words of links: some 20 ms."""
_LINK = Markup('<a href="{}">{}</a>')


def marked(text: str, marks: Iterable[Range] = (), numbers: Iterator[int] | None = None) -> Markup:
    """The text, escaped, with each range of ``marks`` in a ``<mark>`` element, whose id is ``m`` and the next of
    ``numbers``."""
    whole = escape(text)
    # Nothing to escape in most texts: each of 50,000 pieces by itself takes 0.1 s.
    safe: Callable[[str], str] = escape if len(whole) > len(text) else str
    pieces: list[str] = []
    at = 0
    for start, end in marks:
        start, end = max(start, at), min(end, len(text))
        if start < end:
            begun = f'<mark id="m{next(numbers)}">' if numbers else "<mark>"
            pieces += (safe(text[at:start]), begun, safe(text[start:end]), "</mark>")
            at = end
    if not pieces:
        return whole
    pieces.append(safe(text[at:]))
    # Not Markup.join, which escapes each of 100,000 pieces once more, in Python.
    return Markup("".join(pieces))  # nosec B704


def linked(article: Article, links: Mapping[str, str]) -> list[Anchor]:
    """Where the text of an article links to articles that are here: ``links`` maps addresses to ids. Ascending."""
    anchors: list[Anchor] = []
    at, left = 0, _LINKED
    for address, text in zip(article.links, article.anchors, strict=True):
        if not text or address not in links or left < 0:
            continue
        start = article.body.find(text, at)
        left -= (start if start >= 0 else len(article.body)) - at
        if start >= 0:
            at = start + len(text)
            anchors.append((start, at, links[address]))
    return anchors


def paragraphs(
    text: str, marks: Sequence[Range] = (), anchors: Sequence[Anchor] = (), numbers: Iterator[int] | None = None
) -> list[Markup]:
    """The paragraphs of a text, marked and linked; a mark over a line end goes on after it."""
    result: list[Markup] = []
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        if line.strip():
            first, last = bisect_left(anchors, at, key=_start), bisect_right(anchors, end, key=_end)
            here = [(s - at, e - at, id) for s, e, id in anchors[first:last]]
            result.append(_with_links(line, _within(marks, at, end), here, numbers))
        at = end + 1
    return result


def _with_links(line: str, marks: Sequence[Range], anchors: Sequence[Anchor], numbers: Iterator[int] | None) -> Markup:
    pieces: list[Markup] = []
    at = 0
    for start, end, id in anchors:
        pieces.append(marked(line[at:start], _within(marks, at, start), numbers))
        inner = marked(line[start:end], _within(marks, start, end), numbers)
        pieces.append(_LINK.format(url_for("articles.article", id=id), inner))
        at = end
    return Markup("").join([*pieces, marked(line[at:], _within(marks, at, len(line)), numbers)])


def _within(marks: Sequence[Range], start: int, end: int) -> list[Range]:
    first, last = bisect_right(marks, start, key=_end), bisect_left(marks, end, key=_start)
    return [(max(s, start) - start, min(e, end) - start) for s, e in marks[first:last]]


def moment(at: datetime | None) -> str:
    """A moment in Beijing as readers write it, ``2024年4月27日 09:13``. Midnight sharp is what a date without a time
    becomes."""
    if at is None:
        return ""
    local = at.astimezone(BEIJING)
    return _written(local, str(get_locale() or "zh_Hans"))


# Babel and Flask-Babel take 30 microseconds for each, and the next page shows many of them again.
@lru_cache(maxsize=4096)
def _written(local: datetime, language: str) -> str:
    day = format_date(local, "long", language)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return day
    return gettext("%(day)s %(time)s", day=day, time=f"{local:%H:%M}")


def web_address(url: str) -> str:
    """The address, if it is one of the web; otherwise nothing, so that no link can run a script."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""


def grouped(number: int) -> str:
    """A number with a comma between thousands."""
    return f"{number:,}"


def milliseconds(took: float) -> str:
    """A time as a reader takes it in."""
    if took < 1:
        return gettext("不到 1 毫秒")
    return gettext("%(n)s 毫秒", n=f"{took:.0f}") if took < 1000 else gettext("%(n)s 秒", n=f"{took / 1000:.1f}")


def note(told: str) -> str:
    """A sentence of the library on how a query was taken, in the reader's language."""
    return translated(told, current_preferences().language)


def install(app: Flask) -> None:
    """Make these known to the templates."""
    app.jinja_env.filters.update(
        set_filters=set_filters,
        marked=lambda text, marks=(): marked(shown(text), marks),
        moment=moment,
        web_address=web_address,
        outlet=outlet,
        grouped=grouped,
        milliseconds=milliseconds,
        note=note,
        shown=shown,
        coins=coins,
        language_of=language_of,
        lang=lang,
        spoken=spoken,
        straight=straight,
    )
