"""The lines before the markup: front matter, the feed's time, the link with title and address."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath

from indexer.archive.address import canonical_url
from indexer.archive.characters import decode, squeeze
from indexer.archive.dates import from_epoch, parse_date
from indexer.archive.noise import TITLE_SUFFIX
from indexer.article import identity_of

_FRONT = re.compile(r"\s*---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|$)", re.DOTALL)
_FRONT_LINES = 100
_KEY = re.compile(r"([A-Za-z_][\w-]*)\s*:\s*(.*)")
_COMMENT = re.compile(r"\s*<!--\s*(\d{1,20})\s*-->")
_LINE = re.compile(r"\s*(\[[^\n]*)(?:\n|$)")
_RULE = re.compile(r"\s*-{3,}[ \t]*(?:\n|$)")
_CANONICAL = re.compile(r"<link\b[^<>]{0,300}\brel=[\"']?canonical\b[^<>]{0,1000}>", re.IGNORECASE)
_HREF = re.compile(r"\bhref=[\"']?([^\"'<>\s]+)", re.IGNORECASE)
_CATEGORY = re.compile(r"\[([^\[\]\d]{1,20})\]\s+(?=\S)")
_FILE_NAME = re.compile(r"(?:\d+_|\d{4}-\d\d-\d\d-)(.+)")
_HEAD = 20_000
"""Characters in which a whole page names its own address."""


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before the markup. ``url`` is canonical; ``section`` is a category that led the title."""

    title: str = ""
    section: str = ""
    url: str = ""
    stamp: datetime | None = None
    front: dict[str, str] = field(default_factory=dict)
    markup: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Which article a file holds (``Article.identity``), and how new it is: of two versions the greater is newer."""

    identity: str
    version: str


def identify(data: bytes, path: str, archive: str = "") -> Identity:
    """Which article the file at ``path`` holds, from its first lines alone; ``archive`` is that of ``Article``. Raises
    Rejected for what is no text."""
    header = read_header(decode(data), path)
    when = header.stamp or parse_date(header.front.get("date", "")).moment
    version = "" if when is None else f"{max(0, int(when.timestamp() * 1000)):015d}"
    return Identity(identity_of(header.url, archive, path), version)


def read_header(text: str, path: str) -> Header:
    """The header of a file; any part of it may be missing. What follows it is left in ``markup``."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    front, at = _front_matter(text)
    stamp = None
    if found := _COMMENT.match(text, at):
        stamp, at = from_epoch(int(found[1])), found.end()
    title = address = ""
    if (found := _LINE.match(text, at)) and (link := _link(found[1].rstrip())):
        title, address, at = *link, found.end()
    if found := _RULE.match(text, at):
        at = found.end()
    markup = text[at:]
    url = canonical_url(address) or canonical_url(front.get("from", "")) or canonical_url(_declared(markup))
    title = squeeze(html.unescape(title)) or squeeze(html.unescape(front.get("title", ""))) or _named(path)
    title = TITLE_SUFFIX.sub("", title)
    section = ""
    if found := _CATEGORY.match(title):
        section, title = found[1].strip(), title[found.end() :]
    return Header(title, section, url, stamp, front, markup)


def _link(line: str) -> tuple[str, str] | None:
    """Title and address of a markdown link that fills a line; both may hold brackets, so its last parting counts."""
    cut = line.rfind("](")
    return (line[1:cut], line[cut + 2 : -1]) if cut > 0 and line.endswith(")") else None


def _front_matter(text: str) -> tuple[dict[str, str], int]:
    """Jekyll's front matter as far as archives use it, one ``key: value`` a line, and where it ends."""
    found = _FRONT.match(text)
    if not found or (found[1] or "").count("\n") > _FRONT_LINES:
        return {}, 0
    front: dict[str, str] = {}
    for line in (found[1] or "").splitlines():
        if pair := _KEY.match(line):
            front[pair[1].lower()] = _unquoted(pair[2].strip())
    return (front, found.end()) if front else ({}, 0)


def tags_in(front: Mapping[str, str]) -> tuple[str, ...]:
    """The tags and categories of front matter, each once: ``[a, b]``, ``a, b`` or, as Jekyll takes it, ``a b``."""
    tags: list[str] = []
    for key in ("tags", "categories", "keywords"):
        value = front.get(key, "").strip()
        inner = value.removeprefix("[").removesuffix("]")
        parts = re.split("[,，]", inner) if inner != value or re.search("[,，]", inner) else inner.split()
        tags += [squeeze(_unquoted(part.strip())) for part in parts]
    return tuple(dict.fromkeys(filter(None, tags)))


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        inner = value[1:-1]
        return inner.replace("\\" + '"', '"') if value[0] == '"' else inner.replace("''", "'")
    return value


def _declared(markup: str) -> str:
    """The address that a whole web page declares as its own."""
    found = _CANONICAL.search(markup[:_HEAD])
    address = _HREF.search(found[0]) if found else None
    return html.unescape(address[1]) if address else ""


def _named(path: str) -> str:
    """The title in a file name: ``<number>_<title>.md`` or ``<date>-<title>.md``."""
    found = _FILE_NAME.fullmatch(PurePosixPath(path).stem)
    return squeeze(found[1].replace("_", " ")) if found else ""
