"""Blocks to the text of an article: what is text, what is about it, and what is neither."""

import re
from dataclasses import dataclass, field

from indexer.archive.credits import split_names
from indexer.archive.dates import parse_date
from indexer.archive.footer import is_footer_line
from indexer.archive.noise import CAPTION_LABEL, LIST_HEADING, NOT_TEXT, TAILS
from indexer.archive.outlets import Outlet, outlet_of
from indexer.archive.page import Block, Page

_HEADLINE_REACH = 4
"""Among how many first blocks a repeated headline is looked for; some pages show it three times."""
_MAX_BYLINE_LENGTH = 120
_MAX_BIO_LENGTH = 300


@dataclass(slots=True)
class Body:
    """The parts of a page: paragraphs of text, captions, names and times of the byline, lines of the footer, links."""

    paragraphs: list[str] = field(default_factory=list)
    captions: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    times: list[str] = field(default_factory=list)
    footer: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The paragraphs, one a line."""
        return "\n".join(self.paragraphs)


def read_body(page: Page, title: str, source: str) -> Body:
    """The parts of a page whose article is called ``title``."""
    body = Body()
    blocks = _without_byline(page.blocks, body)
    blocks = _without_footer(blocks, body, outlet_of(source))
    captions = (CAPTION_LABEL.sub("", block.text) for block in blocks if block.kind == "caption")
    body.captions = tuple(dict.fromkeys(text for text in captions if text and not NOT_TEXT.fullmatch(text)))
    seen = set(body.captions)
    blocks = [block for block in blocks if block.kind != "caption" and block.text not in seen]
    blocks = _without_headline(blocks, title)
    blocks = _without_link_lists([block for block in blocks if not NOT_TEXT.fullmatch(block.text)])
    for block in blocks:
        if text := TAILS.sub("", block.text):
            body.paragraphs.append(text)
            body.links.extend(block.links)
    return body


def _without_byline(blocks: list[Block], body: Body) -> list[Block]:
    """Take off the byline block, and a lone date at the beginning."""
    kept: list[Block] = []
    names: list[str] = []
    for block in blocks:
        if block.kind != "byline" and (kept or not _is_date(block.text)):
            kept.append(block)
        elif parse_date(block.text).moment:
            body.times.append(block.text)
        elif len(block.text) <= _MAX_BYLINE_LENGTH:
            names.append(block.text)
        else:
            kept.append(block)
    body.byline = tuple(dict.fromkeys(name for line in names for name in split_names(line)))
    return kept


def _is_date(text: str) -> bool:
    return len(text) < 32 and text[0].isascii() and parse_date(text).moment is not None


def _without_footer(blocks: list[Block], body: Body, outlet: Outlet) -> list[Block]:
    """Take off the footer: its own element, or, where the outlet has them, the last lines."""
    groups: set[int] = set()
    if outlet.footer:
        groups = {block.group for block in blocks[-12:] if block.kind == "p" and is_footer_line(block.text)}
        if (
            len(blocks) > 1
            and len(blocks[-1].text) < _MAX_BIO_LENGTH
            and blocks[-1].text.startswith(body.byline or "\n")
        ):
            groups.add(blocks[-1].group)  # A guest writer's bio ends the text, with nothing else to mark it.
    footer = [block for block in blocks if block.kind == "footer" or block.group in groups]
    if outlet.footer:
        body.footer = [(block.text, tuple(href for href, _ in block.links)) for block in footer]
    return [block for block in blocks if block.kind != "footer" and block.group not in groups]


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _without_headline(blocks: list[Block], title: str) -> list[Block]:
    wanted = _plain(title)
    return [
        block for at, block in enumerate(blocks) if at >= _HEADLINE_REACH or not wanted or _plain(block.text) != wanted
    ]


def _without_link_lists(blocks: list[Block]) -> list[Block]:
    """Take off lists that hold links only, with the line that announces them, unless they are what the file is for."""
    dropped: set[int] = set()
    for start, end in _runs(blocks):
        if all(block.linked for block in blocks[start:end]) and blocks[start].kind == "li":
            dropped.update(range(start, end))
            if start and LIST_HEADING.fullmatch(blocks[start - 1].text):
                dropped.add(start - 1)
    rest = [block for at, block in enumerate(blocks) if at not in dropped]
    return rest if sum(len(block.text) for block in rest) > sum(len(blocks[at].text) for at in dropped) else blocks


def _runs(blocks: list[Block]) -> list[tuple[int, int]]:
    """Where neighbours are of one kind: start and end of each stretch."""
    edges = [at for at in range(len(blocks)) if not at or blocks[at].kind != blocks[at - 1].kind]
    if not edges:
        return []
    return list(zip(edges, [*edges[1:], len(blocks)], strict=True))
