"""Text to what a page shows. Marked text is escaped here and nowhere else; the rest, Jinja escapes by itself."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from urllib.parse import urlsplit

from flask import Flask, url_for
from markupsafe import Markup, escape

from indexer import Article, outlet_name

Range = tuple[int, int]
Anchor = tuple[int, int, str]
"""Characters of a text that link to the article with an id."""

_LINK = Markup('<a href="{}">{}</a>')

_BEIJING = timezone(timedelta(hours=8))


def marked(text: str, marks: Iterable[Range] = ()) -> Markup:
    """The text, escaped, with each range of ``marks`` in a ``<mark>`` element."""
    pieces: list[Markup] = []
    at = 0
    for start, end in marks:
        start, end = max(start, at), min(end, len(text))
        if start < end:
            pieces += (escape(text[at:start]), Markup("<mark>{}</mark>").format(text[start:end]))
            at = end
    return Markup("").join([*pieces, escape(text[at:])])


def linked(article: Article, links: Mapping[str, str]) -> list[Anchor]:
    """Where the text of an article links to articles that are here: ``links`` maps addresses to ids. Ascending."""
    anchors: list[Anchor] = []
    at = 0
    for address, text in zip(article.links, article.anchors, strict=True):
        start = article.body.find(text, at) if text and address in links else -1
        if start >= 0:
            at = start + len(text)
            anchors.append((start, at, links[address]))
    return anchors


def paragraphs(text: str, marks: Sequence[Range] = (), anchors: Sequence[Anchor] = ()) -> list[tuple[Markup, bool]]:
    """The paragraphs of a text, marked and linked, each with whether it holds a mark; a mark over a line end goes on
    after it."""
    result: list[tuple[Markup, bool]] = []
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        inside = [(max(s, at) - at, min(e, end) - at) for s, e in marks if s < end and e > at]
        if line.strip():
            here = [(s - at, e - at, id) for s, e, id in anchors if s >= at and e <= end]
            result.append((_with_links(line, inside, here), bool(inside)))
        at = end + 1
    return result


def _with_links(line: str, marks: Sequence[Range], anchors: Sequence[Anchor]) -> Markup:
    pieces: list[Markup] = []
    at = 0
    for start, end, id in anchors:
        inner = marked(line[start:end], _within(marks, start, end))
        pieces += (
            marked(line[at:start], _within(marks, at, start)),
            _LINK.format(url_for("pages.article", id=id), inner),
        )
        at = end
    return Markup("").join([*pieces, marked(line[at:], _within(marks, at, len(line)))])


def _within(marks: Sequence[Range], start: int, end: int) -> list[Range]:
    return [(max(s, start) - start, min(e, end) - start) for s, e in marks if s < end and e > start]


def beijing(moment: datetime | None) -> str:
    """A moment as readers write it, ``2024年4月27日 09:13``. Midnight sharp is what a date without a time becomes."""
    if moment is None:
        return ""
    local = moment.astimezone(_BEIJING)
    day = f"{local.year}年{local.month}月{local.day}日"
    return day if (local.hour, local.minute, local.second) == (0, 0, 0) else f"{day} {local:%H:%M}"


def web_address(url: str) -> str:
    """The address, if it is one of the web; otherwise nothing, so that no link can run a script."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""


def grouped(number: int) -> str:
    """A number with a thin space between thousands."""
    return f"{number:,}".replace(",", "\u2009") if number >= 10_000 else str(number)


def milliseconds(took: float) -> str:
    """A time as a reader takes it in."""
    if took < 1:
        return "不到 1 毫秒"
    return f"{took:.0f} 毫秒" if took < 1000 else f"{took / 1000:.1f} 秒"


def register(app: Flask) -> None:
    """Make these known to the templates."""
    app.jinja_env.filters.update(
        marked=marked,
        beijing=beijing,
        web_address=web_address,
        outlet=outlet_name,
        grouped=grouped,
        milliseconds=milliseconds,
    )
