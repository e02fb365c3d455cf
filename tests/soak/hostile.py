"""An index whose every field is hostile, the addresses that show it, and what a browser must not find there."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote, urlencode

from bs4 import BeautifulSoup, Tag
from playwright.sync_api import BrowserContext, Dialog, Error, Page

from indexer import BEIJING, Article, Picture, open_index
from indexer.location import open_writer

_WORD = "石榴"


def hostile_index(root: Path, texts: Sequence[str], addresses: Sequence[str]) -> None:
    """Write an index with an article for each text, in all of its fields, and as many with addresses in theirs. Past
    the archive's reader, which would take most of it out: what stands in an index must do no harm, however it came."""
    writer = open_writer(root)
    for number, text in enumerate(texts):
        writer.add(writer.prepare(_article(number, text, addresses[number % len(addresses)])))
        writer.add(writer.prepare(_article(number, f"{text} 又", addresses[number % len(addresses)], version=True)))
    writer.commit(b"")
    open_index(root).close()


def _article(number: int, text: str, address: str, version: bool = False) -> Article:
    body = f"{_WORD}{text}的故事。\n" + "\n".join(f"{_WORD}树下第{line}个人说：{text}。" for line in range(3))
    return Article(
        url=f"https://h{number}.example/{int(version)}" if version or number % 2 else address + f"#{number}",
        title=f"{text}{_WORD}",
        body=body,
        byline=(text, f"{_WORD}{number}"),
        date=datetime(2024, 1, 1, tzinfo=BEIJING) + timedelta(days=number),
        source=text,
        section=text,
        captions=(text, f"{_WORD}{text}"),
        translator=text,
        contributors=(text,),
        bios=(text,),
        original_url=address,
        links=(address, f"https://h{number}.example/1"),
        anchors=(text, _WORD),
        lead_picture=address,
        pictures=(Picture(address, text), Picture("https://a.example/x.jpg", f"{_WORD}{text}")),
        path=f"{text}.md",
    )


def shown(root: Path) -> Iterator[str]:
    """The addresses of pages that show what stands in the index: lists, articles, versions, authors, feeds."""
    index = open_index(root)
    articles = list(index.articles())
    yield from ("/", f"/?q={_WORD}&size=100", f"/?q={_WORD}&size=100&collapse=0&script=hant", f"/compare?term={_WORD}")
    yield from (f"/api/search?q={_WORD}", f"/feed.atom?q={_WORD}", "/opensearch.xml", f"/?q={_WORD}&language=en")
    for article in articles:
        q = quote(article.byline[0])
        yield f"/articles/{article.id}?q={_WORD}&at=1"
        yield f"/articles/{article.id}?q={q}&pictures=1&script=hant"
        yield f"/authors/{quote(article.byline[0], safe='')}"
        yield f"/api/articles/{article.id}"
    for one, other in pairwise(articles):
        yield f"/articles/{one.id}/against/{other.id}"


def asked(text: str, id: str) -> Iterator[str]:
    """The addresses that take a text from whoever asks: every parameter of every place, and places that are not."""
    for name in ("q", "author", "translator", "source", "section", "from", "to", "sort", "also", "without", "collapse",
                 "chart", "page", "size", "language", "theme", "script", "density", "at", "pictures"):  # fmt: skip
        value = urlencode({name: text})
        yield f"/?{value}"
        if name in ("q", "without", "at", "pictures"):
            yield f"/articles/{id}?{value}"
        if name in ("q", "source", "from", "chart"):
            yield f"/compare?term={_WORD}&{value}"
    yield f"/?q={quote(text)}&without={quote(text)}&author={quote(text)}&language=en"
    yield f"/compare?{urlencode([('term', text), ('term', _WORD)])}"
    for start in ("/api/search?q=", "/api/search?size=", "/api/suggest?q=", "/suggest.json?q=", "/feed.atom?q="):
        yield start + quote(text)
    for start in ("/articles/", "/authors/", "/api/articles/", "/api/authors/", "/nowhere/", "/static/", "/export."):
        yield start + quote(text, safe="")
    yield f"/articles/{id}/against/{quote(text, safe='')}"
    yield f"/api?{quote(text)}"
    yield f"/nowhere?{quote(text)}={quote(text)}"


FOUND = """() => {
  const wrong = [...document.querySelectorAll('[data-hostile], [name=hostile], base, object, embed, iframe')];
  for (const e of document.querySelectorAll('*')) {
    for (const { name, value } of e.attributes) {
      if (/^on/i.test(name)) wrong.push(e);
      if (/^(href|src|action|formaction|xlink:href|data)$/i.test(name) && e.namespaceURI.endsWith('xhtml')) {
        if (!/^(https?|about|chrome-extension):$/.test(new URL(value, document.baseURI).protocol)) wrong.push(e);
      }
    }
    if (e.localName === 'script' && !/^\\/static\\//.test(e.getAttribute('src') ?? '')) wrong.push(e);
    if (e.localName === 'style' || (e.localName === 'meta' && e.httpEquiv)) wrong.push(e);
  }
  return wrong.map((e) => e.outerHTML.slice(0, 200));
}"""
"""What stands on a page that no template has. Not asked of XML, which Chromium shows by a page of its own."""


_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ALONE = ("bdi", "option", "text", "th", "textarea")
"""Elements that no text outside is written on one line with."""


def turned(page: str) -> list[str]:
    """Texts of a page that turn about others beside them, and titles that a browser shows among its own words."""
    html = BeautifulSoup(page, "html.parser")
    texts = [one for one in html.find_all(string=_TURNING) if not one.find_parent(_keeps_to_itself)]
    named = [one for one in html.find_all(True) for name in ("title", "alt", "aria-label") if _turns(one, name)]
    return [str(one)[:200] for one in (*texts, *named)]


def _keeps_to_itself(element: Tag) -> bool:
    return element.name in _ALONE or element.get("dir") == "auto"


def _turns(element: Tag, name: str) -> bool:
    return bool(_TURNING.search(str(element.get(name, ""))))


class Watcher:
    """A tab that notes what must not happen: a dialog, an error of script, a violation of the policy, an element."""

    def __init__(self, context: BrowserContext, server: str) -> None:
        self.tried, self.wrong, self._server = 0, list[str](), server
        context.route(lambda url: not url.startswith(server), lambda route: route.abort())
        self.page: Page = context.new_page()
        self.page.on("dialog", self._dialog)
        self.page.on("console", lambda message: self._said(message.text))
        self.page.on("pageerror", lambda error: self.wrong.append(f"{self.page.url}: {error}"))

    def _dialog(self, dialog: Dialog) -> None:
        self.wrong.append(f"{self.page.url}: a dialog")
        dialog.dismiss()

    def _said(self, text: str) -> None:
        # A picture that is not there, or an answer of 404, is said, too.
        if "Security Policy" in text or "Refused to" in text or "TrustedHTML" in text:
            self.wrong.append(f"{self.page.url}: {text}")

    def visit(self, address: str) -> None:
        """Go there, open all that can be opened, point at all that can be pointed at."""
        self.tried += 1
        try:
            answer = self.page.goto(self._server + address, wait_until="load")
        except Error as error:
            if "Download is starting" not in error.message:
                raise
            return
        if answer is None or "html" not in answer.headers.get("content-type", ""):
            return
        self.page.evaluate(
            "() => { for (const e of document.querySelectorAll('details')) e.open = true;"
            " for (const e of document.querySelectorAll('main *')) {"
            " e.dispatchEvent(new MouseEvent('mouseover', { bubbles: true })); } }"
        )
        self.wrong.extend(f"{address}: {found}" for found in self.page.evaluate(FOUND))
