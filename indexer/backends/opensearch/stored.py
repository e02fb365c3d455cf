"""How an article is kept on the engine, which compresses it: its head and the rest, as JSON."""

import json
import re

from indexer.article import Article
from indexer.search.article_codec import Head, to_article, to_head, to_values

_HALF = re.compile("[\ud800-\udfff]")


def pack(article: Article) -> tuple[str, str]:
    """An article's head and the rest of it, as JSON."""
    head, rest = to_values(article)
    return _json(head), _json(rest)


def unpack_head(head: str) -> Head:
    """The head again."""
    return to_head(json.loads(head))


def unpack(head: str, rest: str) -> Article:
    """The article again."""
    return to_article(unpack_head(head), json.loads(rest))


def _json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # Half a surrogate pair can't be sent; as JSON writes it, it can.
    return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", text)
