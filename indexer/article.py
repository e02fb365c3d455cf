"""The record that every room speaks."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from urllib.parse import unquote

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Beijing time. A fixed offset: China has kept no summer time since 1991, and news archives are younger."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in an article: its web address, and its caption, one of the article's ``captions``, or nothing."""

    address: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One article, as read from one file. Text is as the outlet wrote it, in its own script.

    ``body`` is paragraphs joined by a newline; ``date`` is aware, in Beijing time, or None where the file tells none;
    ``source`` is the outlet's short name (``nyt``), or its host where it has none; ``tags`` are those that the file
    gives it, categories among them; ``links`` are addresses in the text,
    ``anchors`` the text that is linked to each; ``pictures`` are those in the text, in its order, ``lead_picture`` the
    first address of an image on the page, be it the outlet's own card; ``path`` is relative to the archive, and
    ``archive`` tells it from the same path in another one: empty, but for archives that were added to an index.
    """

    url: str
    title: str
    body: str = ""
    byline: tuple[str, ...] = ()
    date: datetime | None = None
    source: str = ""
    section: str = ""
    captions: tuple[str, ...] = ()
    translator: str = ""
    contributors: tuple[str, ...] = ()
    bios: tuple[str, ...] = ()
    original_url: str = ""
    links: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    lead_picture: str = ""
    pictures: tuple[Picture, ...] = ()
    path: str = ""
    archive: str = ""
    tags: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Twelve hexadecimal digits that follow from the address, the same in every generation of the index."""
        return article_id(self.url or qualified(self.archive, self.path))


def qualified(archive: str, path: str) -> str:
    """What stands for the address of an article that has none."""
    return f"{archive}/{path}" if archive else path


def address_key(url: str) -> str:
    """What two spellings of one address have in common: no scheme, no ``www.``, no percent signs, no last slash."""
    return unquote(re.sub(r"^[a-z]+://(www\.)?", "", url, flags=re.IGNORECASE)).rstrip("/").casefold()


def article_id(url: str) -> str:
    """The id of the article at a canonical address."""
    return hashlib.blake2b(address_key(url).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
