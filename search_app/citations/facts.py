"""What every citation says of an article, in the form in which all of them need it."""

import re
from datetime import date, datetime
from typing import Protocol
from urllib.parse import quote, urlsplit

from indexer import BEIJING, Article, is_newspaper, outlet_name
from search_app.citations.names import Name, read_list, read_names

LANGUAGE = "zh"
"""Of what lies in the archive: Chinese, in one script or the other."""

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]+")


class Citable(Protocol):
    """What an article and a hit have in common, as far as it is cited."""

    @property
    def id(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def date(self) -> datetime | None: ...
    @property
    def byline(self) -> tuple[str, ...]: ...
    @property
    def source(self) -> str: ...


def line(text: str) -> str:
    """The text on one line, without what can't be seen, so that no record ends within it."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def day(moment: datetime | None) -> date | None:
    """The day in Beijing."""
    return moment.astimezone(BEIJING).date() if moment else None


def today() -> date:
    """The day in Beijing on which something is cited."""
    return datetime.now(BEIJING).date()


def slashed(day: date) -> str:
    """``2021/03/15``, as RIS and Highwire write a day."""
    return day.isoformat().replace("-", "/")


def outlet(article: Citable) -> str:
    """The full name of the outlet."""
    return line(outlet_name(article.source))


def authors(article: Citable) -> tuple[Name, ...]:
    """Who stands in the byline."""
    return read_names(map(line, article.byline))


def translators(article: Article) -> tuple[Name, ...]:
    """Who translated it, but for the outlet itself, which is named anyway."""
    return tuple(name for name in read_list(line(article.translator)) if name.whole != outlet(article))


def in_newspaper(article: Citable) -> bool:
    """Whether the outlet is a newspaper."""
    return is_newspaper(article.source)


def address(url: str) -> str:
    """An address of the web as a URI: what is not allowed in one is percent-encoded (RFC 3986, 2.1). Otherwise
    nothing: what a file is called on somebody's disk can't be cited."""
    url = line(url)
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return ""
    # A percent sign stays: nearly always it begins an escape already.
    return quote(url, safe="%:/?#[]@!$&'()*+,;=~-._")
