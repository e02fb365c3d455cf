"""The pictures of an article, which stay on other hosts until the reader asks for them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup

from indexer import Article, Marker
from search_app.presentation.render import marked, web_address
from search_app.presentation.script import shown

_CAPTION = 10_000
"""Characters of a caption in one piece: what is longer goes on below. The longest real one has 2,854."""
_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d+)?")


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture's address, its caption, marked, and that caption as plain text; one of both may be missing."""

    address: str
    caption: Markup
    text: str


def captioned(article: Article) -> list[tuple[str, str]]:
    """Addresses and captions of the pictures of an article in order, then captions of what is no picture (films)."""
    pictures = [(picture.address, picture.caption) for picture in article.pictures]
    captions = {caption for _, caption in pictures}
    pairs = [*pictures, *(("", caption) for caption in article.captions if caption not in captions)]
    return [piece for address, caption in pairs if caption or _loadable(address) for piece in _pieces(address, caption)]


def _pieces(address: str, caption: str) -> Iterator[tuple[str, str]]:
    yield address, caption[:_CAPTION]
    for at in range(_CAPTION, len(caption), _CAPTION):
        yield "", caption[at : at + _CAPTION]


def as_figures(pairs: Iterable[tuple[str, str]], marker: Marker, numbers: Iterator[int]) -> list[Figure]:
    """Some of these as they are shown."""
    return [
        Figure(_loadable(address), marked(shown(caption), marker.marks(caption), numbers), shown(caption))
        for address, caption in pairs
    ]


def image_sources(figures: list[Figure]) -> str:
    """For the Content-Security-Policy of a page: where its pictures come from, and nothing else."""
    parts = (urlsplit(figure.address) for figure in figures if figure.address)
    return " ".join(["'self'", *sorted({f"{part.scheme}://{part.netloc}" for part in parts})])


def _loadable(address: str) -> str:
    """The address, if it is one of the web whose host can stand in a policy; otherwise nothing."""
    address = web_address(address)
    return address if address and _HOST.fullmatch(urlsplit(address).netloc) else ""
