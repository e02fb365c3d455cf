"""Elements and text, in their order, to a flat list of blocks and images: every era's markup, in one walk."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from indexer.archive.characters import squeeze
from indexer.archive.entry import Rejected
from indexer.archive.images import Image, image_address, is_ornament
from indexer.archive.limits import Limits
from indexer.archive.noise import HIDDEN_STYLE, SKIPPED_CLASS, SKIPPED_TAGS
from indexer.archive.page import Block, Page

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = _HEADINGS | frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer header hr "
        "html li main nav ol p pre section summary table tbody tr ul video",
    )
)
_TEXT_IN_FIGURE = frozenset(("p", "table", "blockquote", "ul", "ol", "pre"))
_MOVING = frozenset(("video", "iframe", "object", "embed"))
_CAPTION_CLASS = re.compile(
    r"(?:^|\s)(?:wp-caption-text|image-caption|picinfo|tr-caption|m-figure__caption|a-media-legend|Image_caption"
    r"|media-caption\S*|WithCaption-caption\S*)(?=\s|$)"
)


@dataclass(slots=True)
class _Frame:
    """An open element: whether it holds anything yet, and what to go back to behind it."""

    name: str
    mode: str
    kind: str
    anchor: bool
    figure: int = 0
    empty: bool = True


class Walker:
    """Is told of every element that opens and closes, and of what stands in ``pending`` between them."""

    def __init__(self, limits: Limits) -> None:
        self.page = Page()
        self.limits = limits
        self.depth = 0
        self.mode = "p"  # p, caption, byline, footer, figure or title
        self.kind = "p"  # p, h or li; counts only in mode p
        self.anchor = False
        self.group = 0
        self.figures = 0
        self.figure = 0  # the number of the figure that is open
        self.pictured = -1  # the group that the last picture stands in
        self.pieces: list[str] = []
        self.worded = False  # whether any of the pieces is more than white space
        self.length = 0  # characters in all blocks so far
        self.unlinked = 0
        self.links: list[tuple[str, int, int]] = []  # address, and the pieces that are linked: first, behind the last
        self.pending: list[str] = []  # text that may go on
        self.stack = [_Frame("", "p", "p", False)]
        self.skipped = 0  # how many open elements are in one that has nothing for us, that one included
        self.absent = False  # whether the last picture had no address, only a script that would find one
        self.standing_in = False  # whether what is skipped is the ``<noscript>`` that stands in for it
        self.offered = ""  # what the last ``<source>`` offers for the next picture

    def open(self, name: str, attrs: Mapping[str, str]) -> None:
        """An element begins."""
        self.depth += 1
        if self.depth > self.limits.nesting:
            raise Rejected("The markup is nested too deeply, {over}", over=self.limits.over("nesting"))
        if self.skipped:
            self.skipped += 1
            if self.standing_in and name == "img":
                self.picture(attrs)
            return
        self.string(node=False)
        parent = self.stack[-1]
        if (frame := self.enter(name, attrs, parent)) is not None:
            self.stack.append(frame)
        else:
            self.skipped = 1
            self.standing_in = self.absent and name == "noscript"
        parent.empty = False

    def close(self) -> None:
        """The element that began last ends."""
        self.depth -= 1
        if self.skipped:
            self.skipped -= 1
            self.pending.clear()
            return
        self.string(node=False)
        self.leave(self.stack.pop())

    def string(self, node: bool) -> None:
        """The text that is pending has come to its end: before a comment or the like, if it is a ``node``, or a tag."""
        if self.skipped:
            return
        if self.pending:
            text = "".join(self.pending)
            self.pending.clear()
            node = True
            if self.mode != "figure":
                self.text(text)
        if node:
            self.stack[-1].empty = False

    def finish(self) -> Page:
        """The page, when everything is read."""
        self.string(node=False)
        while len(self.stack) > 1:
            self.leave(self.stack.pop())
        self.flush()
        return self.page

    def text(self, text: str) -> None:
        if text.isspace():
            self.pieces.append("\n" if "\n" in text else " ")
            return
        self.pieces.append(text)
        self.worded = True
        if not self.anchor:
            self.unlinked += len(text.strip(" |｜,，、·•-–—:：.。\n\t\xa0\u3000"))

    def enter(self, name: str, attrs: Mapping[str, str], parent: _Frame) -> _Frame | None:
        """Open an element; None if there is nothing in it for us."""
        if name == "br":
            self.part()
            return None
        if name == "img":
            self.picture(attrs)
            return None
        if name in SKIPPED_TAGS or (attrs and _skipped(attrs)):
            if name in _BLOCKS:
                self.part()
            if name in _MOVING:
                self.image("")
            return None
        frame = _Frame(name, self.mode, self.kind, self.anchor, self.figure)
        if name in _BLOCKS:
            self.part()
            self.group += 1
        self.switch(name, attrs, parent)
        return frame

    def switch(self, name: str, attrs: Mapping[str, str], parent: _Frame) -> None:
        """Change what text counts as, inside the element just opened."""
        if name == "a":
            self.anchor = True
            self.end_link()  # As in a browser: a link in a link ends the first one.
            self.links.append((attrs.get("href", ""), len(self.pieces), -1))
        elif name in ("td", "th"):
            self.pieces.append(" ")
        elif name in _HEADINGS:
            self.kind = "h"
        elif name == "li":
            self.kind = "li"
        elif name == "title":
            self.mode = "title"
        elif name == "source":
            self.offered = image_address(attrs)
        elif name == "time":
            self.time(attrs)
        elif name == "footer" and self.mode == "p":
            self.mode = "footer"
        elif name == "figcaption" or (name == "small" and self.captions(attrs)) or _is_caption(attrs):
            self.part()
            self.mode = "caption"
        elif name == "figure":
            self.mode = "figure"
            self.figures += 1
            self.figure = self.figures
        elif self.mode == "figure" and name in _TEXT_IN_FIGURE and "role" not in attrs:  # bbc: p role=text, credit
            self.mode = "p"
        elif not self.page.blocks and (name == "address" or self.opens_byline(name, attrs, parent)):
            self.mode = "byline"

    def captions(self, small: Mapping[str, str]) -> bool:
        """Whether a ``<small>`` is a caption: grey below its picture (nyt 2020, voa, dw), or next to it (nyt 2021)."""
        if "#999" in small.get("style", ""):
            return True
        return self.pictured == self.group and not self.worded

    def opens_byline(self, name: str, attrs: Mapping[str, str], parent: _Frame) -> bool:
        """Whether this is the ``<div><i>names<br>time</i></div>`` that feeds of 2020 begin with, or economist's."""
        if name == "i":
            return parent.name == "div" and parent.empty
        return attrs.get("data-test-id") == "Article Byline"

    def leave(self, frame: _Frame) -> None:
        if frame.name == "a":
            self.end_link()
        if frame.mode != self.mode:
            self.flush()
        if frame.name in _BLOCKS:
            self.part()
            self.group += 1
        self.mode, self.kind, self.anchor, self.figure = frame.mode, frame.kind, frame.anchor, frame.figure

    def end_link(self) -> None:
        if self.links and self.links[-1][2] < 0:
            self.links[-1] = (*self.links[-1][:2], len(self.pieces))

    def time(self, attrs: Mapping[str, str]) -> None:
        stamp = attrs.get("datetime") or attrs.get("pudate")
        if stamp and self.length < 100:
            self.page.times.append(stamp)
            self.mode = "title"  # What is shown of the time is no text of the article.

    def picture(self, attrs: Mapping[str, str]) -> None:
        address = image_address(attrs)
        self.absent = not address
        self.image(address or self.offered, self.skipped > 0 or not address, is_ornament(attrs))
        self.offered = ""
        if not self.worded and not self.skipped:
            self.pictured = self.group

    def image(self, address: str, stand_in: bool = False, ornament: bool = False) -> None:
        self.page.images.append(Image(address, len(self.page.blocks) + self.worded, self.figure, stand_in, ornament))

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
            linked = bool(self.links) and not self.unlinked
            links = tuple((href, self.linked_text(first, end)) for href, first, end in self.links if href)
            self.page.blocks.append(Block(text, kind, self.group, links, linked, self.figure))
        self.length += len(text)
        self.pieces = []
        self.worded = False
        self.unlinked = 0
        self.links = []

    def linked_text(self, first: int, end: int) -> str:
        return squeeze("".join(self.pieces[first : end if end >= 0 else None]))


def _skipped(attrs: Mapping[str, str]) -> bool:
    if "hidden" in attrs or attrs.get("aria-hidden") == "true" or attrs.get("data-test-id") == "Dateline":
        return True
    style = attrs.get("style")
    if style and HIDDEN_STYLE.search(style):
        return True
    return _skipped_name(f"{attrs.get('class', '')} {attrs.get('id', '')}")


@lru_cache(maxsize=4096)
def _skipped_name(names: str) -> bool:
    return len(names) > 1 and SKIPPED_CLASS.search(names) is not None


def _is_caption(attrs: Mapping[str, str]) -> bool:
    name = attrs.get("class")
    return bool(name) and _caption_name(name)


@lru_cache(maxsize=4096)
def _caption_name(names: str) -> bool:
    return _CAPTION_CLASS.search(names) is not None
