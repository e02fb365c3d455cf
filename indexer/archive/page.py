"""What a page of markup holds."""

from dataclasses import dataclass, field

from indexer.archive.images import Image


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph. ``kind``: p, h, li, caption, byline or footer. Lines that ``<br>`` parts share their ``group``.

    ``links`` are the addresses in it, each with the text that is linked; ``figure`` is the number of its ``<figure>``,
    or 0."""

    text: str
    kind: str
    group: int
    links: tuple[tuple[str, str], ...] = ()
    linked: bool = False
    figure: int = 0


@dataclass(slots=True)
class Page:
    """What a page holds, in its order. ``images`` without an address are films, and pictures that only a script finds;
    ``times`` are the ``<time>`` stamps that stand before its text."""

    blocks: list[Block] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    title: str = ""
