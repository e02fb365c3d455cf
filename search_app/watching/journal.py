"""A line of JSON a request, on standard error."""

import json
import sys
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from search_app.watching.answered import Answered

_BY_NAME = "<path:name>"
_LONGEST = 400
"""Characters of a text that came from outside. Several processes write into one pipe, which keeps lines of up to 4,096
bytes apart (PIPE_BUF, pipe(7)); three such texts fit, at three bytes a character."""


def write_line(answered: Answered, *, personal: bool) -> None:
    """Write the line; with ``personal``, what was searched for and who asked stands in it. A request does not fail
    because nobody reads its log."""
    line = json.dumps(as_values(answered, personal=personal), ensure_ascii=False, separators=(",", ":"))
    with suppress(OSError, ValueError):  # the pipe is broken, or closed on this side
        # One call, for one write to the pipe. What UTF-8 has no bytes for came from outside, too.
        sys.stderr.write(line.encode("utf-8", "replace").decode() + "\n")


def as_values(answered: Answered, *, personal: bool) -> dict[str, Any]:
    """What stands in the line: ``ms`` with a tenth, ``at`` when the answer had left (UTC), ``broken`` only where it
    did not leave whole. Without ``personal``, the path of an author is that of all authors."""
    values: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "method": answered.method[:20],
        "path": (answered.path if personal or _BY_NAME not in answered.rule else answered.rule)[:_LONGEST],
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
            values["query"] = search.query[:_LONGEST]
    if personal:
        values["address"] = answered.address
        if answered.forwarded:
            values["forwarded"] = answered.forwarded[:_LONGEST]
    return values
