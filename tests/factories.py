"""What tests make: files as feeds save them, articles and the owner's words, all of it made up; and where the small
archive of this project lies."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from indexer.archive import parse
from indexer.article import BEIJING, Article

DATA = Path(__file__).parent / "data"
ARCHIVE = DATA / "archive"
"""The small archive."""
Places = Callable[[], str | os.PathLike[str]]
"""Gives the location of a new index each time it is called."""

PROMO = '<br><hr><div>获取更多RSS：<br><a href="https://feedx.net">https://feedx.net</a> <br></div>'
NYT = "https://cn.nytimes.com/world/20240502/lantern-river/"
STAMP = 1714600000000  # 2024-05-02 05:46:40 in Beijing


def page(
    title: str,
    *paragraphs: str,
    url: str = "",
    time: str = "2024-03-05 09:00:00",
    byline: str = "林一帆",
    fed: int = 1_709_600_000_000,
) -> str:
    """A file as the feed of the New York Times leaves it since 2021."""
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f"<!--{fed}-->\n[{title}]({url or f'https://cn.nytimes.com/china/20240305/{abs(hash(title))}/'})\n------\n\n"
        f'<address>{byline}</address><time datetime="{time}">{time[:10]}</time><section>{body}</section>'
    )


def feed_file(markup: str, url: str = NYT, title: str = "灯河两岸", stamp: int | None = STAMP) -> bytes:
    """A file of the layout that all feeds share, around any markup."""
    comment = "" if stamp is None else f"<!--{stamp}-->\n"
    return f"{comment}[{title}]({url})\n------\n\n{markup}".encode()


def article(markup: str, url: str = NYT, title: str = "灯河两岸", stamp: int | None = STAMP) -> Article:
    """The article in such a file."""
    return parse(feed_file(markup, url, title, stamp), "any/1048000.md")


def beijing(*parts: int) -> datetime:
    """A moment in Beijing time."""
    return datetime(*parts, tzinfo=BEIJING)  # type: ignore[misc, arg-type]


def write_lexicon(folder: Path, words: str = "", synonyms: str = "") -> Path:
    """The owner's words and synonyms in a folder, which is given."""
    folder.mkdir(exist_ok=True)
    (folder / "words.txt").write_text(words, encoding="utf-8")
    (folder / "synonyms.txt").write_text(synonyms, encoding="utf-8")
    return folder
