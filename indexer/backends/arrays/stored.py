"""How an article is kept: its head, which a list of results shows, as it is; the rest compressed by itself.

zlib is told beforehand what articles are likely to hold: ``frequent.txt``, the words that take up most of Chinese text
(of the dictionary of jieba 0.42.1, MIT licence, by frequency times length less one), the most frequent last. That makes
95 MB of 62,653 articles 86. Each segment keeps what its articles were compressed with.
"""

import json
import zlib
from functools import cache
from pathlib import Path

from indexer.article import Article
from indexer.search.article_codec import REST, Head, to_article, to_head, to_values

_DECODER = json.JSONDecoder()


def pack(article: Article) -> tuple[bytes, bytes]:
    """An article's head and the rest of it, in bytes."""
    head, values = to_values(article)
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
    return f"{words}{_json(dict.fromkeys(reversed(REST), ''))}".encode("gb18030")


def unpack_head(head: bytes) -> Head:
    """The head again."""
    # The decoder itself: json.loads spends twice as long on finding out what it was given.
    return to_head(_DECODER.raw_decode(head.decode("utf-8", "surrogatepass"))[0])


def unpack(head: bytes, rest: bytes, known_words: bytes) -> Article:
    """The article again, from the dictionary that it was compressed with."""
    encoded = zlib.decompressobj(zdict=known_words).decompress(rest)
    text = encoded[1:].decode("gb18030") if encoded[:1] == b"g" else encoded[1:].decode("utf-8", "surrogatepass")
    return to_article(unpack_head(head), json.loads(text))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
