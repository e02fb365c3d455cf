"""How an article is kept: its head, which a list of results shows, as it stands; the rest compressed by itself.

zlib is told beforehand what articles are likely to hold: ``frequent.txt``, the words that take up most of Chinese text
(of the dictionary of jieba 0.42.1, MIT licence, by frequency times length less one), the most frequent last. That makes
95 MB of 62,653 articles 86. Each segment keeps what its articles were compressed with.
"""

import json
import zlib
from dataclasses import fields
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from indexer.article import BEIJING, Article, Picture

_HEAD = ("url", "title", "source", "section", "byline")
_REST = tuple(field.name for field in fields(Article) if field.name not in (*_HEAD, "date"))
_DECODER = json.JSONDecoder()
_TUPLES = ("captions", "contributors", "bios", "links", "anchors")


class Head(NamedTuple):
    """What is shown of an article in a list."""

    id: str
    url: str
    title: str
    source: str
    section: str
    byline: tuple[str, ...]
    date: datetime | None


def pack(article: Article) -> tuple[bytes, bytes]:
    """An article's head and the rest of it, in bytes."""
    head = [article.id, article.date and article.date.timestamp(), *(getattr(article, name) for name in _HEAD)]
    values = {name: value for name in _REST if (value := getattr(article, name))}
    if article.pictures:
        values["pictures"] = [(picture.address, picture.caption) for picture in article.pictures]
    rest = _json(values)
    try:
        # Two bytes a Chinese character: 92 MB for 62,653 articles, where compressed UTF-8 is 107.
        encoded = b"g" + rest.encode("gb18030")
    except UnicodeEncodeError:  # half a surrogate pair
        encoded = b"u" + rest.encode("utf-8", "surrogatepass")
    packer = zlib.compressobj(6, zdict=dictionary())
    return _json(head).encode("utf-8", "surrogatepass"), packer.compress(encoded) + packer.flush()


@cache
def dictionary() -> bytes:
    """What articles are likely to hold."""
    words = Path(__file__).with_name("frequent.txt").read_text(encoding="utf-8").strip()
    return f"{words}{_json(dict.fromkeys(reversed(_REST), ''))}".encode("gb18030")


def unpack_head(head: bytes) -> Head:
    """The head again."""
    # The decoder itself: json.loads spends twice as long on finding out what it was given.
    (id, date, url, title, source, section, byline), _ = _DECODER.raw_decode(head.decode("utf-8", "surrogatepass"))
    when = None if date is None else datetime.fromtimestamp(date, BEIJING)
    return Head(id, url, title, source, section, tuple(byline), when)


def unpack(head: bytes, rest: bytes, known_words: bytes) -> Article:
    """The article again, from the dictionary that it was compressed with."""
    known = unpack_head(head)
    encoded = zlib.decompressobj(zdict=known_words).decompress(rest)
    text = encoded[1:].decode("gb18030") if encoded[:1] == b"g" else encoded[1:].decode("utf-8", "surrogatepass")
    values: dict[str, Any] = json.loads(text)
    for name in _TUPLES:
        if name in values:
            values[name] = tuple(values[name])
    if "pictures" in values:
        values["pictures"] = tuple(Picture(*picture) for picture in values["pictures"])
    return Article(**{name: getattr(known, name) for name in _HEAD}, date=known.date, **values)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
