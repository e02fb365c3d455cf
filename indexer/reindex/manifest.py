"""What the last run saw of each file, so that the next one looks only at what changed."""

import json
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One file. ``key`` is the id of its article, ``version`` sorts versions of it; ``reason`` says why it is rejected.

    ``indexed`` marks the file whose article is in the index.
    """

    path: str
    size: int = -1
    mtime_ns: int = -1
    digest: str = ""
    key: str = ""
    version: str = ""
    reason: str = ""
    indexed: bool = False


def to_bytes(rows: Iterable[Row]) -> bytes:
    """Rows as JSON Lines, one array a row."""
    lines = (
        json.dumps([r.path, r.size, r.mtime_ns, r.digest, r.key, r.version, r.reason, r.indexed], ensure_ascii=True)
        for r in rows
    )
    return "".join(f"{line}\n" for line in lines).encode()


def from_bytes(data: bytes) -> dict[str, Row]:
    """The rows by path."""
    return {row.path: row for row in (Row(*json.loads(line)) for line in data.splitlines())}
