"""Files as readers of feeds save them, with made-up text."""

from datetime import datetime

from indexer.archive import parse
from indexer.article import BEIJING, Article

PROMO = '<br><hr><div>获取更多RSS：<br><a href="https://feedx.net">https://feedx.net</a> <br></div>'
NYT = "https://cn.nytimes.com/world/20240502/lantern-river/"
STAMP = 1714600000000  # 2024-05-02 05:46:40 in Beijing


def page(markup: str, url: str = NYT, title: str = "灯河两岸", stamp: int | None = STAMP) -> bytes:
    """A file of the usual layout."""
    comment = "" if stamp is None else f"<!--{stamp}-->\n"
    return f"{comment}[{title}]({url})\n------\n\n{markup}".encode()


def article(markup: str, url: str = NYT, title: str = "灯河两岸", stamp: int | None = STAMP) -> Article:
    """The article in such a file."""
    return parse(page(markup, url, title, stamp), "any/1048000.md")


def beijing(*parts: int) -> datetime:
    """A moment in Beijing time."""
    return datetime(*parts, tzinfo=BEIJING)  # type: ignore[misc, arg-type]
