"""Markup of every era to a flat list of blocks, in one walk over the tree."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import PageElement

from indexer.archive.characters import squeeze
from indexer.archive.noise import HIDDEN_STYLE, SKIPPED_CLASS, SKIPPED_TAGS

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = _HEADINGS | frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer header hr "
        "html li main nav ol p pre section summary table tbody tr ul video",
    )
)
_TEXT_IN_FIGURE = frozenset(("p", "table", "blockquote", "ul", "ol", "pre"))
_CAPTION_CLASS = re.compile(
    r"(?:^|\s)(?:wp-caption-text|image-caption|picinfo|tr-caption|m-figure__caption|a-media-legend|Image_caption"
    r"|media-caption\S*|WithCaption-caption\S*)(?=\s|$)"
)


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph. ``kind``: p, h, li, caption, byline or footer. Lines that ``<br>`` parts share their ``group``."""

    text: str
    kind: str
    group: int
    hrefs: tuple[str, ...] = ()
    linked: bool = False


@dataclass(slots=True)
class Page:
    """What a page holds, in its order; ``times`` are the ``<time>`` stamps that stand before its text."""

    blocks: list[Block] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    title: str = ""


class _Builder(LXMLTreeBuilder):
    """bs4's own builder, without what only XML needs (namespaces), and with one parser for all files, whose making
    takes 0.2 ms: 350 files a second become 430."""

    _parser: Any = None

    def parser_for(self, encoding: str | None) -> Any:
        if self._parser is None:
            self._parser = super().parser_for(encoding)  # type: ignore[no-untyped-call]  # bs4 has not typed it
        return self._parser

    def start(self, tag: Any, attrib: Any, nsmap: Any = None) -> None:
        assert self.soup is not None
        self.soup.handle_starttag(tag, None, None, dict(attrib))

    def end(self, tag: Any) -> None:
        assert self.soup is not None
        self.soup.endData()
        self.soup.handle_endtag(tag)


_builders = threading.local()


def read_page(markup: str) -> Page:
    """The blocks of some markup, whatever it is. Raises what bs4 raises for markup that it refuses."""
    if not hasattr(_builders, "own"):
        _builders.own = _Builder(multi_valued_attributes=None)
    # The wrapper keeps bs4 from warning that bare text looks like a file name, and lxml from moving text about.
    soup = BeautifulSoup(f"<div>{markup}</div>", builder=_builders.own)
    walker = _Walker()
    walker.walk(soup)
    return walker.page


@dataclass(slots=True)
class _Frame:
    """An open element: what is left of its children, and what to go back to behind it."""

    name: str
    children: Iterator[PageElement]
    mode: str
    kind: str
    anchor: bool


class _Walker:
    def __init__(self) -> None:
        self.page = Page()
        self.mode = "p"  # p, caption, byline, footer, figure or title
        self.kind = "p"  # p, h or li; counts only in mode p
        self.anchor = False
        self.group = 0
        self.pictured = -1  # the group that the last picture stands in
        self.pieces: list[str] = []
        self.worded = False  # whether any of the pieces is more than white space
        self.length = 0  # characters in all blocks so far
        self.unlinked = 0
        self.hrefs: list[str] = []

    def walk(self, root: Tag) -> None:
        """One pass, with a stack of our own: markup may be nested deeper than Python may call."""
        stack = [_Frame("", iter(root.contents), "p", "p", False)]
        while stack:
            node = next(stack[-1].children, None)
            if node is None:
                frame = stack.pop()
                self.leave(frame)
            elif isinstance(node, Tag):
                if (opened := self.enter(node)) is not None:
                    stack.append(opened)
            elif type(node) is NavigableString and self.mode != "figure":
                self.text(node)
        self.flush()

    def text(self, text: str) -> None:
        self.pieces.append(text)
        if text.isspace():
            return
        self.worded = True
        if not self.anchor:
            self.unlinked += len(text.strip(" |｜,，、·•-–—:：.。\n\t\xa0\u3000"))

    def enter(self, tag: Tag) -> _Frame | None:
        """Open an element; None if there is nothing in it for us."""
        name = tag.name
        if name == "br":
            self.part()
            return None
        if name == "img":
            self.picture(tag)
            return None
        attrs = tag.attrs
        if name in SKIPPED_TAGS or (attrs and _skipped(attrs)):
            if name in _BLOCKS:
                self.part()
            return None
        frame = _Frame(name, iter(tag.contents), self.mode, self.kind, self.anchor)
        if name in _BLOCKS:
            self.part()
            self.group += 1
        self.switch(name, tag)
        return frame

    def switch(self, name: str, tag: Tag) -> None:
        """Change what text counts as, inside the element just opened."""
        if name == "a":
            self.anchor = True
            self.hrefs.append(str(tag.attrs.get("href", "")))
        elif name in ("td", "th"):
            self.pieces.append(" ")
        elif name in _HEADINGS:
            self.kind = "h"
        elif name == "li":
            self.kind = "li"
        elif name == "title":
            self.mode = "title"
        elif name == "time":
            self.time(tag)
        elif name == "footer" and self.mode == "p":
            self.mode = "footer"
        elif name == "figcaption" or (name == "small" and self.captions(tag)) or _is_caption(tag.attrs):
            self.part()
            self.mode = "caption"
        elif name == "figure":
            self.mode = "figure"
        elif self.mode == "figure" and name in _TEXT_IN_FIGURE and "role" not in tag.attrs:  # bbc: p role=text, credit
            self.mode = "p"
        elif not self.page.blocks and (name == "address" or self.opens_byline(name, tag)):
            self.mode = "byline"

    def captions(self, small: Tag) -> bool:
        """Whether a ``<small>`` is a caption: grey below its picture (nyt 2020, voa, dw), or next to it (nyt 2021)."""
        if "#999" in str(small.attrs.get("style", "")):
            return True
        return self.pictured == self.group and not self.worded

    def opens_byline(self, name: str, tag: Tag) -> bool:
        """Whether this is the ``<div><i>names<br>time</i></div>`` that feeds of 2020 begin with, or economist's."""
        if name == "i":
            parent = tag.parent
            return parent is not None and parent.name == "div" and parent.contents[0] is tag
        return tag.attrs.get("data-test-id") == "Article Byline"

    def leave(self, frame: _Frame) -> None:
        if frame.mode != self.mode:
            self.flush()
        if frame.name in _BLOCKS:
            self.part()
            self.group += 1
        self.mode, self.kind, self.anchor = frame.mode, frame.kind, frame.anchor

    def time(self, tag: Tag) -> None:
        stamp = tag.attrs.get("datetime") or tag.attrs.get("pudate")
        if stamp and self.length < 100:
            self.page.times.append(str(stamp))
            self.mode = "title"  # What is shown of the time is no text of the article.

    def picture(self, tag: Tag) -> None:
        attrs = tag.attrs
        for name in ("data-src", "data-original", "src"):
            if (address := str(attrs.get(name, "")).strip()) and not address.startswith("data:"):
                self.page.pictures.append(address)
                break
        if not self.worded:
            self.pictured = self.group

    def part(self) -> None:
        """Part what comes from what was: another paragraph, but in a caption, which is one whatever it holds."""
        if self.mode == "caption":
            self.pieces.append(" ")
        else:
            self.flush()

    def flush(self) -> None:
        """Close the paragraph that is open."""
        if not self.pieces:
            return
        text = squeeze("".join(self.pieces))
        if text and self.mode == "title":
            self.page.title = self.page.title or text
        elif text:
            kind = self.kind if self.mode in ("p", "figure") else self.mode
            linked = bool(self.hrefs) and not self.unlinked
            self.page.blocks.append(Block(text, kind, self.group, tuple(filter(None, self.hrefs)), linked))
        self.length += len(text)
        self.pieces = []
        self.worded = False
        self.unlinked = 0
        self.hrefs = []


def _skipped(attrs: dict[str, object]) -> bool:
    if "hidden" in attrs or attrs.get("aria-hidden") == "true" or attrs.get("data-test-id") == "Dateline":
        return True
    style = attrs.get("style")
    if style and HIDDEN_STYLE.search(str(style)):
        return True
    return _skipped_name(f"{attrs.get('class', '')} {attrs.get('id', '')}")


@lru_cache(maxsize=4096)
def _skipped_name(names: str) -> bool:
    return len(names) > 1 and SKIPPED_CLASS.search(names) is not None


def _is_caption(attrs: dict[str, object]) -> bool:
    name = attrs.get("class")
    return bool(name) and _caption_name(str(name))


@lru_cache(maxsize=4096)
def _caption_name(names: str) -> bool:
    return _CAPTION_CLASS.search(names) is not None
