"""Addresses: one spelling for each article, and what an address tells about it."""

import re
from urllib.parse import quote, unquote, urljoin

from indexer.archive.characters import clean
from indexer.archive.outlets import outlet_of, outlet_of_host, source_of_host

_ADDRESS = re.compile(r"(?:https?:)?//([^/?#\\]*)([^?#]*)(?:\?([^#]*))?", re.IGNORECASE)
_ENCODED = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_MARKS = "，。、；：？！“”‘’（）《》〈〉「」『』【】—…·"
_IDENTITY = frozenset(
    re.findall(r"\w+", "sid id p aid newsid articleid article_id nid tid docid itemid storyid v __biz mid idx sn")
)
"""Query parameters that say which article it is: solidot's ``sid``, WordPress's ``p``, WeChat's ``mid`` and so on."""
_PROXY = re.compile(r"(?:https?:)?//images\.weserv\.nl/*\?(?:[^#]*?&)?url=(?:ssl:)?([^&#]+)", re.IGNORECASE)


def readable_url(url: str) -> str:
    """An address for people to read: its percent-encoded characters that are letters or digits beyond ASCII, decoded.
    What would break the address, or turn a line about, stays encoded; a browser takes both spellings for one."""
    return _ENCODED.sub(_decoded, url)


def _decoded(found: re.Match[str]) -> str:
    text = unquote(found[0], errors="surrogateescape")
    return "".join(
        char if char.isalnum() or char in _MARKS else quote(char, errors="surrogateescape") for char in text
    )  # fmt: skip


def canonical_url(url: str) -> str:
    """The one spelling of an address that all copies of an article share; nothing for what is no web address.

    Https, lower-case host, no fragment, no query but what names the article, no variant in the other script
    where the outlet has several. Giving it its own answer changes nothing.
    """
    found = _ADDRESS.match(clean(url).strip())
    if not found:
        return ""
    host = re.sub(r"(?::(?:80|443)?)$", "", found[1].strip().lower()).strip(".")
    if not host or re.search(r"\s", host):
        return ""
    path, query = found[2], found[3] or ""
    outlet = outlet_of_host(host)
    if outlet.headline:
        # It stands in the path, its question mark and number sign included.
        rest = clean(url).strip()[found.end(2) :]
        if outlet.headline.fullmatch(rest):
            path, query = path + rest.replace("?", "%3F").replace("#", "%23"), ""
    path = re.sub(r"/{2,}", "/", path.replace("\\", "/"))
    path = _spaces((outlet.canonical_path(host, path) if outlet.canonical_path else path).strip())
    kept = "&".join(sorted(part for part in query.split("&") if _names_article(part)))
    return f"https://{host}{path}" + (f"?{_spaces(kept)}" if kept else "")


def _names_article(parameter: str) -> bool:
    name, _, value = parameter.strip().partition("=")
    return bool(value.strip()) and name.casefold() in _IDENTITY


def _spaces(text: str) -> str:
    return re.sub(r"\s", "%20", text.strip())


def host_of(url: str) -> str:
    """The host of an address, or nothing."""
    found = _ADDRESS.match(url)
    return found[1].lower() if found else ""


def source_of(url: str) -> str:
    """The short name of the outlet at an address, the host where it has none, nothing where there is no host."""
    return source_of_host(host_of(url))


def section_of(url: str) -> str:
    """The section that an address names (``/china/20230619/slug/`` gives ``china``), or nothing."""
    found = _ADDRESS.match(url)
    pattern = outlet_of(source_of(url)).section
    section = pattern.match(clean(unquote(found[2]))) if found and pattern else None
    return section[1] if section else ""


def slug_of(url: str) -> str:
    """The English words that an address ends in (``/china/20230619/blinken-china-xi/`` gives ``blinken china xi``), or
    nothing: what is no slug of several words may be anything."""
    found = _ADDRESS.match(url)
    last = found[2].rstrip("/").rpartition("/")[2] if found else ""
    parts = re.split(r"[-_]", re.sub(r"\.[a-z]{3,5}$", "", last))
    if sum(re.fullmatch(r"[a-zA-Z]{2,}", part) is not None for part in parts) < 2:
        return ""
    return " ".join(part for part in parts if re.fullmatch(r"[a-zA-Z0-9]+", part))


def absolute(address: str, base: str) -> str:
    """A link or picture address made absolute against the page's own, the image proxy taken off; nothing if not web."""
    address = address.strip()
    if not address or address[0] == "#":
        return ""
    if proxied := _PROXY.match(address):
        address = unquote(proxied[1])
        address = address if re.match(r"https?:", address) else "https://" + address.lstrip("/")
    if not re.match(r"https?://", address, re.IGNORECASE):
        try:
            address = urljoin(base, address)
        except ValueError:  # urllib refuses a host with one square bracket.
            return ""
    address = clean(_spaces(address))
    return address if re.match(r"https?://[^/?#\[]", address, re.IGNORECASE) else ""
