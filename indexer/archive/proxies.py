"""Image proxies: services that fetch a picture from elsewhere and pass it on, taken off its address.

Forms that real files hold: images.weserv.nl (``?url=host/path``), Photon of WordPress (``i0.wp.com/host/path``),
thumbor (``/unsafe/300x200/https://…``), Yahoo (``s.yimg.com/…/https://…``). The others follow from their manuals.
"""

import re
from urllib.parse import unquote, urlsplit

_DEEPEST = 4
"""How many proxies may stand before each other."""
_HOSTS = re.compile(r"(?:https?:)?//(?:images\.weserv\.nl|wsrv\.nl)/*\?", re.I)
_QUERY = re.compile(r"[?&;](?:url|u|src|uri|image|img|image_?url|img_?url)=([^&#]+)", re.I)
_PHOTON = re.compile(r"(?:https?:)?//i\d\.wp\.com/+([^/?#]+\.[^/?#]+/[^?#]+)", re.I)
_AMP = re.compile(r"(?:https?:)?//(?:[^/?#]+\.)?cdn\.ampproject\.org/ii?/(?:\w+/)??s/([^?#]+\?[^#]*|[^?#]+)", re.I)
_PATH = re.compile(r"([^?#]+?/)((?:https?:/|https?%3A(?:/|%2F))[^#]+)", re.I)
_IN_PATH = re.compile(r"thumbor|/unsafe/|imgproxy|/plain/|/fetch/|/cdn-cgi/image/|//[^/]*yimg\.com/", re.I)
_FOR_PICTURES = re.compile(r"ima?ge?|photo|picture|pic|proxy|resize|thumb", re.I)
_PICTURE = re.compile(r"[^?#]*\.(?:jpe?g|png|gif|webp|avif|bmp|svg|tiff?)(?:[?#@!:]|$)", re.I)
_ARCHIVES = re.compile(r"//web\.archive\.org/|/socialembed/", re.I)
"""What keeps things under their addresses: copies of what may be gone, and bbc's pictures of tweets."""


def unwrap(address: str) -> str:
    """The address of a picture without the proxies before it; an address without a proxy stays as it is."""
    for _ in range(_DEEPEST):
        if not ("=" in address or "http" in address[8:] or ".wp.com/" in address or "ampproject" in address):
            break  # nearly all
        inner = _from_host(address) or _from_query(address) or _from_path(address)
        if not inner:
            break
        address = inner
    return address


def _from_host(address: str) -> str:
    found = _PHOTON.match(address) or _AMP.match(address)
    return f"https://{found[1]}" if found else ""


def _from_query(address: str) -> str:
    """What a ``url=`` asks for: anything at a known proxy, elsewhere only what looks like a picture."""
    found = _QUERY.search(address)
    if not found:
        return ""
    inner = unquote(found[1]).strip()
    if _HOSTS.match(address):
        inner = inner.removeprefix("ssl:")
        return inner if re.match(r"https?:", inner) else "https://" + inner.lstrip("/")
    own = address[: found.start()]
    if not (_PICTURE.match(inner) or _FOR_PICTURES.search(own)):
        return ""
    if inner.startswith("//"):
        return f"https:{inner}"
    if re.match(r"https?://", inner, re.I):
        return inner
    if inner.startswith("/") and own.endswith("/_next/image"):
        return own.removesuffix("/_next/image") + inner
    return f"https://{inner}" if re.match(r"[\w-]+(?:\.[\w-]+)+/", inner) and _PICTURE.match(inner) else ""


def _from_path(address: str) -> str:
    """An address that ends in another one."""
    found = _PATH.match(address)
    if not found or _ARCHIVES.search(found[1]):
        return ""
    inner = found[2] if re.match(r"https?:/", found[2], re.I) else unquote(found[2])
    inner = re.sub(r"^(https?:)/+", r"\1//", inner, flags=re.I)
    inner = re.sub(r"@\w{3,4}$", "", inner)  # imgproxy's word for the format
    if not (_PICTURE.match(inner) or _IN_PATH.search(found[1])):
        return ""
    try:
        return inner if urlsplit(inner).hostname else ""
    except ValueError:
        return ""
