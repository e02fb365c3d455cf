"""How an article is kept on the engine, which compresses it: its head, which a list of results shows, and the rest."""

import json
import re
from dataclasses import fields
from datetime import datetime
from typing import Any

from indexer.article import BEIJING, Article, Picture
from indexer.engine import Reference

_HEAD = ("url", "title", "source", "section", "byline")
_REST = tuple(field.name for field in fields(Article) if field.name not in (*_HEAD, "date"))
_TUPLES = ("captions", "contributors", "bios", "links", "anchors")
_HALF = re.compile("[\ud800-\udfff]")


def pack(article: Article) -> tuple[str, str]:
    """An article's head and the rest of it, as JSON."""
    head = [article.id, article.date and article.date.timestamp(), *(getattr(article, name) for name in _HEAD)]
    values = {name: value for name in _REST if (value := getattr(article, name))}
    if article.pictures:
        values["pictures"] = [(picture.address, picture.caption) for picture in article.pictures]
    return _json(head), _json(values)


def unpack_head(head: str) -> tuple[Reference, str]:
    """What is shown of an article in a list, and its section."""
    id, date, url, title, source, section, byline = json.loads(head)
    when = None if date is None else datetime.fromtimestamp(date, BEIJING)
    return Reference(id, url, title, when, tuple(byline), source), section


def unpack(head: str, rest: str) -> Article:
    """The article again."""
    known, section = unpack_head(head)
    values: dict[str, Any] = json.loads(rest)
    for name in _TUPLES:
        if name in values:
            values[name] = tuple(values[name])
    if "pictures" in values:
        values["pictures"] = tuple(Picture(*picture) for picture in values["pictures"])
    return Article(
        url=known.url, title=known.title, byline=known.byline, date=known.date, source=known.source, section=section,
        **values,
    )  # fmt: skip


def _json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # Half a surrogate pair can't be sent; as JSON writes it, it can.
    return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", text)
