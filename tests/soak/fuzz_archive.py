"""Any bytes as a file of an archive: an article, or a rejection with a sentence; nothing else, and soon.

``python -m tests.soak.fuzz_archive --seconds 600``
"""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.soak.fuzzing import Fuzzer, Target, assert_writable, small_archive

PATHS = ("nyt/1048000.md", "posts/2021-02-25-题.md", "web/1048000_河_灯.html", "\\xff.txt", "a/b/c/..md")
URLS = tuple(
    f"https://{host}/a/1/"
    for host in (
        "cn.nytimes.com", "www.bbc.com", "www.dw.com", "cn.reuters.com", "www.cna.com.tw", "www.epochtimes.com",
        "www.rfa.org", "www.rfi.fr", "cn.ft.com", "chinadigitaltimes.net", "www.zaobao.com", "zh.bitterwinter.org",
        "www.economist.com", "www.voachinese.com", "www.solidot.org", "x.example",
    )
)  # fmt: skip
WORDS = tuple(
    re.findall(
        r"[^~]+",
        "<p>~</p>~<div>~</div>~<br>~<ul>~<li>~<a href='/x'>~</a>~<figure>~<figcaption>~<small>~<img src=/a.jpg>~<i>~"
        "<address>~<footer>~<time datetime='2020-01-01'>~<noscript>~<source srcset='a 1w, b 2w'>~<video>~<title>~"
        "<table><tr><td>~<link rel=canonical href=~<small style='color: #999;'>~<!--1714600000000-->~<![CDATA[~<?xml~"
        "&#0;~&#xD800;~&amp;~---\n~title: ~date: ~author: ~from: ~](https://~翻译：~点击查看本文英文版~获取更多RSS~对本文有贡献~"
        "記者~（中央社記者~日電）~大纪元记者~报导~责编~编译~作者：~译者~延伸阅读~图像来源~(完)~■~//images.weserv.nl/?url=~"
        "/zh-hant/~/dual/~2020年1月1日~Fri, 07 Aug 2020 07:58:55 GMT~17/03/2021 - 10:44~\ufeff~\u200b~\u3000",
    )
)  # fmt: skip


def seeds() -> Iterator[bytes]:
    """Files of the small archive, each behind the byte that chooses its path, some in other encodings."""
    for number, data in enumerate(small_archive().values()):
        yield bytes([number % 256]) + data
    for url in URLS:
        yield b"\0" + f"<!--1714600000000-->\n[题]({url})\n---\n<p>甲。</p>".encode()
    for encoding in ("utf-16", "utf-32", "gb18030", "utf-8-sig"):
        yield b"\1" + "[题](https://x.example/)\n---\n<p>文章。</p>".encode(encoding)


def target(folder: Path) -> Target:
    """Read a file."""
    from indexer.archive import Rejected, identify, parse
    from indexer.plain import article_as_json

    def read(data: bytes) -> None:
        path, data = PATHS[data[0] % len(PATHS)] if data else "a.md", data[1:]
        try:
            identity = identify(data, path)
            article = parse(data, path)
        except Rejected as rejected:
            assert re.fullmatch(r"[A-Z][^\n]{5,300}\.", rejected.reason), rejected.reason
            return
        assert article.title or article.body
        assert article.identity == identity.identity
        assert_writable({**article_as_json(article), "pictures": [picture.address for picture in article.pictures]})
        words = [article.title, article.body, *article.byline, *article.captions, *article.links, article.url]
        assert not any(ord(sign) < 32 and sign != "\n" for word in words for sign in word), "controls"

    return read


FUZZER = Fuzzer("fuzz_archive", seeds, target, WORDS)

if __name__ == "__main__":
    FUZZER.main()
