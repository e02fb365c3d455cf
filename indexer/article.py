"""The record that every room speaks."""

import hashlib
import re
import string
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from urllib.parse import quote, unquote

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Beijing time. A fixed offset: China has kept no summer time since 1991, and news archives are younger."""

ID = re.compile(r"[0-9a-f]{12}w[a-z2-7]{16}")
OLD_ID = re.compile(r"[0-9a-f]{12}")
_PLAIN = re.compile(r"^[a-z]+://(?:www\.)?", re.IGNORECASE)
_ENCODED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_UNRESERVED = frozenset(string.ascii_letters + string.digits + "-._~")
"""Characters that mean the same encoded: https://www.rfc-editor.org/rfc/rfc3986#section-2.3"""


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
        """Thirteen and sixteen letters and digits that follow from ``identity``, the same in every generation of the
        index: see ``id_of``."""
        return id_of(self.identity)

    @property
    def identity(self) -> str:
        """What makes it this article and no other."""
        return identity_of(self.url, self.archive, self.path)


def identity_of(url: str, archive: str, path: str) -> str:
    """What an article is told from all others by: its canonical address without scheme and ``www.``, percent signs
    only where they make a difference, no last slash; or for one without an address the archive and path of its file.

    Capitals count: short links and WeChat tell them apart (of 62,654 addresses two differ in nothing else).
    """
    if url:
        return _ENCODED.sub(_decoded, _PLAIN.sub("", url)).rstrip("/")
    return f"file:{archive}/{path}"


def id_of(identity: str) -> str:
    """The id of an article: twelve hexadecimal digits, ``w``, and sixteen letters and digits of base 32.

    The first twelve are all that an id was until December 2026, so an old address of an article leads to it still. They
    are of an address in small letters, and too few: two addresses with the same were found in two minutes. The letter
    keeps programs from taking an id for a number (12345e678901).
    """
    exact = hashlib.blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=10).digest()
    return f"{old_id_of(identity)}w{b32encode(exact).decode().lower()}"


def tie_of(id: str) -> int:
    """A number that follows from an id, from 0 to 2**63 - 1: it puts in order what is otherwise equal, wherever in an
    index it stands."""
    return int.from_bytes(hashlib.blake2b(id.encode("ascii"), digest_size=8).digest(), "big") >> 1


def old_id_of(identity: str) -> str:
    """The id that the article had until December 2026."""
    place = identity.removeprefix("file:").removeprefix("/") if identity.startswith("file:") else identity
    key = unquote(_PLAIN.sub("", place)).rstrip("/").casefold()
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def _decoded(found: re.Match[str]) -> str:
    """Percent-encoded bytes as the characters that they are, but for those that mean something else unencoded."""
    chars = unquote(found[0], errors="surrogateescape")
    return "".join(char if _is_plain(char) else quote(char, "", errors="surrogateescape") for char in chars)


def _is_plain(char: str) -> bool:
    return char in _UNRESERVED or (char > "\x7f" and char.isprintable())
