"""The pictures of an article: images of its page that are pictures of it, each with its caption, each once."""

import re
from bisect import bisect_left
from collections.abc import Container

from indexer.archive.address import absolute
from indexer.archive.images import Image
from indexer.archive.noise import CAPTION_LABEL, ICONS, NOT_TEXT, OF_THE_PAGE, RULE
from indexer.archive.page import Block, Page
from indexer.archive.proxies import unwrap
from indexer.article import Picture

_LOCAL = re.compile(r"(?:https?:)?//|/|[^:;]*\.[a-z]{3,4}(?:[?#]|$)", re.IGNORECASE)
"""What a picture's address looks like. Real files also hold ``地址`` and ``image/gif;base64,``."""
_HOST = re.compile(r"https?://[\w-]+(?:\.[\w-]+)*\.?(?::\d*)?(?:[/?#]|$)", re.IGNORECASE)
_MAX_LENGTH = 4096
"""Characters: real addresses have up to some hundred."""
_REACH = 4
"""How many blocks may stand between a picture and its caption; in real files one, its credit."""
_SIZE = re.compile(
    r"^https?://(?:www\.)?"
    r"|[?&](?:w|h|width|height|q|quality|auto|resize|fit|crop|ssl|itok|size|format|fm|dpr)=[^&]*"
    r"|(?:-\d{2,4}x\d{2,4})+(?=\.\w+$)|-scaled(?=\.\w+$)"  # WordPress
    r"|/w:\d+/p:[^/]+|ichef\.bbci\.co\.uk/news/\d+|/WebPhotos/\d+"  # rfi, bbc, cna
)
"""What the addresses of one picture in several sizes don't share."""


def picture_address(address: str, base: str) -> str:
    """An address as an ``<img>`` gives it, without proxies, absolute against the article's own; nothing if not web."""
    address = address.strip()
    address = absolute(unwrap(address), base) if len(address) <= _MAX_LENGTH and _LOCAL.match(address) else ""
    return address if _HOST.match(address) else ""


def lead_picture(page: Page, base: str) -> str:
    """The address of the first image that is no icon; nothing where there is none."""
    addresses = (
        absolute(unwrap(image.address), base)
        for image in page.images
        if not image.stand_in and len(image.address) <= _MAX_LENGTH and not _holds(image.address, ICONS)
    )
    return next(filter(None, addresses), "")


def read_pictures(page: Page, captions: Container[str], base: str) -> tuple[Picture, ...]:
    """The pictures of a page in its order, with those of its ``captions`` that belong to them.

    A caption belongs to the picture in its figure, to the last one before it if there are several; outside of figures
    to the picture right before it. A picture in several sizes is one, in the first.
    """
    images = [image for image in page.images if _is_picture(image)]
    told = _captions(page, images, captions) if images else {}
    found: dict[str, Picture] = {}
    for at, image in enumerate(images):
        if address := picture_address(image.address, base):
            key = _SIZE.sub("", address) if len(images) > 1 else address
            known = found.get(key, Picture(address))
            found[key] = known if known.caption else Picture(known.address, told.get(at, ""))
    return tuple(found.values())


def _is_picture(image: Image) -> bool:
    return not (image.ornament or _holds(image.address, (*ICONS, *OF_THE_PAGE)) or RULE.search(image.address[-40:]))


def _holds(address: str, words: tuple[str, ...]) -> bool:
    address = address.lower()
    return any(word in address for word in words)


def _captions(page: Page, images: list[Image], captions: Container[str]) -> dict[int, str]:
    """The captions by the position of their image."""
    figures: dict[int, list[int]] = {}
    for number, image in enumerate(images):
        if image.figure and image.address:
            figures.setdefault(image.figure, []).append(number)
    told: dict[int, str] = {}
    behind = 0  # the position of the first image after the caption
    for at, block in enumerate(page.blocks):
        if block.kind != "caption" or (text := CAPTION_LABEL.sub("", block.text)) not in captions:
            continue
        while behind < len(images) and images[behind].at <= at:
            behind += 1
        if own := figures.get(block.figure):
            told.setdefault(own[max(bisect_left(own, behind) - 1, 0)], text)
        elif not block.figure and behind and _are_together(page.blocks, images[behind - 1].at, at):
            told.setdefault(behind - 1, text)
    return told


def _are_together(blocks: list[Block], image: int, caption: int) -> bool:
    """Whether nothing that says anything stands between an image and a caption, given by the blocks before them."""
    return caption - image <= _REACH and all(
        block.kind == "caption" or NOT_TEXT.fullmatch(block.text) for block in blocks[image:caption]
    )
