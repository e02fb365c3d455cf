"""Markup to a page: it is read by lxml, which leads a walker."""

import threading
from typing import Any

from bs4.builder._lxml import LXMLTreeBuilder
from bs4.exceptions import ParserRejectedMarkup
from lxml import etree  # type: ignore[import-untyped]  # lxml has no types

from indexer.archive.limits import Limits
from indexer.archive.page import Page
from indexer.archive.walker import Walker

_PIECE = 1 << 16
"""Characters that are fed at once: what the walker raises stops the parser only at the end of a piece."""


class _Builder(LXMLTreeBuilder):
    """bs4's builder, which here builds no tree: what it reads of the markup goes straight to a walker. Building trees
    to walk them once was half of all the work of a reindex."""

    walker: Walker
    _parser: Any = None

    def read(self, markup: str, walker: Walker) -> None:
        """Lead a walker through some markup."""
        self.walker = walker
        if self._parser is None:  # making one takes 0.2 ms
            self._parser = etree.HTMLParser(target=self, recover=True)
        try:
            for start in range(0, len(markup), _PIECE):
                self._parser.feed(markup[start : start + _PIECE])
            self._parser.close()
        except BaseException as error:
            self._parser = None  # it stopped in the middle
            if isinstance(error, LookupError | etree.ParserError):
                raise ParserRejectedMarkup(error) from error
            raise

    def start(self, tag: Any, attrib: Any, nsmap: Any = None) -> None:
        self.walker.open(tag, attrib)

    def end(self, tag: Any) -> None:
        self.walker.close()

    def data(self, data: Any) -> None:
        self.walker.pending.append(data)

    def comment(self, text: Any) -> None:
        self.walker.string(node=True)

    def pi(self, target: str, data: str) -> None:
        self.walker.string(node=True)

    def doctype(self, name: str, pubid: str, system: str) -> None:
        self.walker.string(node=True)

    def close(self) -> None:
        """The markup is at its end."""


_builders = threading.local()


def read_page(markup: str, limits: Limits) -> Page:
    """The blocks of any markup. Raises Rejected where it is nested too deeply, ParserRejectedMarkup, or what lxml
    raises, where it is refused."""
    if not hasattr(_builders, "own"):
        _builders.own = _Builder()
    walker = Walker(limits)
    # The wrapper keeps lxml from moving text about.
    _builders.own.read(f"<div>{markup}</div>", walker)
    return walker.finish()
