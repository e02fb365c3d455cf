"""Headers that tell a browser what a page may do: nothing but what these pages need."""

from flask import Response, g

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src {}; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def add_security_headers(response: Response) -> Response:
    """Add the headers to every answer. ``g.image_sources`` may name other hosts that a page shows pictures from."""
    # A 304's headers replace those of the page in the cache, and a 304 doesn't know where that has pictures from.
    if response.status_code != 304:
        response.headers.setdefault("Content-Security-Policy", _POLICY.format(g.get("image_sources", "'self'")))
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response
