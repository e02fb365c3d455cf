"""One ``<img>``: where its picture lies, and whether it is one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from indexer.archive.noise import ORNAMENT_ALT, ORNAMENT_CLASS

_ADDRESSES = ("data-src", "data-original", "data-lazy-src", "src")
_SETS = ("data-srcset", "srcset")
_CANDIDATE = re.compile(r"\s*(\S+?)(?:\s+(\d+(?:\.\d+)?)[wx])?\s*(?:,(?=\s|\w+:|//)|$)")
_MAX_LENGTH = 10_000
"""Characters of a set; real ones have up to 1,100."""
_FEW = "012345"
"""Pixels: what is no wider or higher counts visits (1) or keeps a distance (5, economist)."""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture in a page. ``at`` is how many blocks come before it, ``figure`` the number of its ``<figure>``, or 0.

    ``stand_in``: its address is that of a ``<noscript>`` or ``<source>``, for an ``<img>`` without one. ``ornament``:
    it is a line, an emoji or a pixel by what its element says; its address may say so, too.
    """

    address: str
    at: int
    figure: int
    stand_in: bool
    ornament: bool


def image_address(attrs: Mapping[str, str]) -> str:
    """The address that an ``<img>`` gives, unchanged: that which a script would load, its own, else the largest of its
    set; nothing where there is none but a stand-in for it."""
    for name in _ADDRESSES:
        if (address := attrs.get(name, "").strip()) and not address.startswith("data:"):
            return address
    for name in _SETS:
        if (given := attrs.get(name)) and len(given) <= _MAX_LENGTH:
            sizes = [(float(size or 0), address) for address, size in _CANDIDATE.findall(given)]
            return max(sizes, key=lambda pair: pair[0], default=(0.0, ""))[1]
    return ""


def is_ornament(attrs: Mapping[str, str]) -> bool:
    """Whether an ``<img>`` is no picture of the article, by its size, class, style and the text in its stead."""
    return (
        _is_tiny(attrs.get("width", ""))
        or _is_tiny(attrs.get("height", ""))
        or ORNAMENT_ALT.fullmatch(attrs.get("alt", "")) is not None
        or ORNAMENT_CLASS.search(attrs.get("class", "")) is not None
        or "1em" in attrs.get("style", "")
    )


def _is_tiny(pixels: str) -> bool:
    pixels = pixels.removesuffix("px")
    return len(pixels) == 1 and pixels in _FEW
