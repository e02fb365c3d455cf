"""A line a request, on standard error: of JSON, or on a terminal a short one."""

import json
import re
import sys
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from indexer import UNESCAPED_IN_JSON
from search_app.telemetry.request_record import RequestRecord

_BY_NAME = "<path:name>"
_UNESCAPED = re.compile(f"[{UNESCAPED_IN_JSON}]")
"""What JSON may hold as it is, and a terminal in which a log is read obeys, or by which it turns the line about."""
_MAX_LENGTH = 400
"""Characters of a text that came from outside. Several processes write into one pipe, which keeps lines of up to 4,096
bytes apart (PIPE_BUF, pipe(7)); three such texts fit, at three bytes a character."""


def write_line(answered: RequestRecord, *, personal: bool) -> None:
    """Write the line; with ``personal``, what was searched for and who asked stands in it. A request does not fail
    because nobody reads its log."""
    with suppress(OSError, ValueError):  # the pipe is broken, or closed on this side
        if not sys.stderr.isatty():
            told = json.dumps(as_values(answered, personal=personal), ensure_ascii=False, separators=(",", ":"))
            line = _UNESCAPED.sub(lambda one: f"\\u{ord(one[0]):04x}", told)
        elif answered.kind == "static" and answered.status < 400:
            return  # a page asks for ten of them
        else:
            line = as_short_line(answered, personal=personal)
        # One call, for one write to the pipe. What UTF-8 has no bytes for came from outside, too.
        sys.stderr.write(line.encode("utf-8", "replace").decode() + "\n")


def as_short_line(answered: RequestRecord, *, personal: bool) -> str:
    """What somebody wants to see who looks on: ``14:03:07 GET /api/search 200 12 ms``, in local time."""
    values = as_values(answered, personal=personal)
    line = f"{datetime.now():%H:%M:%S} {values['method']} {values['path']} {values['status']} {values['ms']:.0f} ms"
    line += ", broken off" if "broken" in values else ""
    told = [str(values[name]) for name in ("query", "address", "forwarded") if values.get(name)]
    return escaped(", ".join([line, *told]))


def escaped(text: str) -> str:
    """A text with all spelled out that is not printed: a terminal obeys what controls it, and shows what turns text
    about as what it is not."""
    return text if text.isprintable() else "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


def as_values(answered: RequestRecord, *, personal: bool) -> dict[str, Any]:
    """What there is to tell: ``ms`` with a tenth, ``at`` when the answer had left (UTC), ``broken`` only where it did
    not leave whole. Without ``personal``, the path of an author is that of all authors."""
    values: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "method": answered.method[:20],
        "path": (answered.path if personal or _BY_NAME not in answered.rule else answered.rule)[:_MAX_LENGTH],
        "status": answered.status,
        "bytes": answered.bytes,
        "ms": round(answered.seconds * 1e3, 1),
        "kind": answered.kind,
    }
    if answered.generation:
        values["generation"] = answered.generation
    if not answered.whole:
        values["broken"] = True
    if answered.search:
        search = answered.search
        values |= {"query_kind": search.kind, "total": search.total, "exact": search.exact}
        if personal:
            values["query"] = search.query[:_MAX_LENGTH]
    if personal:
        values["address"] = answered.address
        if answered.forwarded:
            values["forwarded"] = answered.forwarded[:_MAX_LENGTH]
    return values
