"""What the last run saw of each file, so that the next one looks only at what changed."""

import gzip
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
    """Rows as a JSON array of arrays, compressed."""
    values = [[r.path, r.size, r.mtime_ns, r.digest, r.key, r.version, r.reason, r.indexed] for r in rows]
    return gzip.compress(json.dumps(values).encode(), 3, mtime=0)


def from_bytes(data: bytes) -> dict[str, Row]:
    """The rows by path; none from no bytes."""
    values = json.loads(gzip.decompress(data)) if data else ()
    return {value[0]: Row(*value) for value in values}
