"""What a generation has beside its documents, as binary documents in an index of its own: what the archive taught, the
manifest, the owner's words. Each part in pieces, for an engine takes no request of any size."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from opensearchpy import exceptions

from indexer.backends.opensearch.layout import copies
from indexer.backends.opensearch.server import Server

_PIECE = 4_000_000
_DIGEST = 16


@dataclass(frozen=True, slots=True)
class Part:
    """How a part is kept: its size in bytes, and a hash of it."""

    size: int
    digest: str


def blobs_of(index: str) -> str:
    """The name of the index beside a generation's."""
    return f"{index}-learned"


def keep(server: Server, index: str, parts: Mapping[str, bytes]) -> dict[str, Part]:
    """Make the blob index of a generation anew, out of these parts."""
    name = blobs_of(index)
    server.write(
        "indices.create",
        index=name,
        body={
            "settings": {"number_of_shards": 1, **copies(server.settings)},
            "mappings": {"dynamic": False, "properties": {}},
        },
    )
    for part, data in parts.items():
        for number, start in enumerate(range(0, len(data), _PIECE)):
            piece = base64.b64encode(data[start : start + _PIECE]).decode()
            server.write("index", index=name, id=f"{part}-{number}", body={"data": piece})
    server.write("indices.refresh", index=name)
    server.write("indices.put_settings", index=name, body={"index.blocks.write": True})
    return {part: Part(len(data), _hash(data)) for part, data in parts.items()}


def kept(server: Server, index: str, name: str, part: Part) -> bytes:
    """A part of a generation's blob index; raises ValueError if it is not as it was kept."""
    pieces = []
    for number in range(-(-part.size // _PIECE)):
        try:
            found = server.call("get", index=blobs_of(index), id=f"{name}-{number}")
        except exceptions.NotFoundError:
            raise ValueError(f"{name} is not in {blobs_of(index)}") from None
        pieces.append(base64.b64decode(found["_source"]["data"]))
    data = b"".join(pieces)
    if len(data) != part.size or _hash(data) != part.digest:
        raise ValueError(f"{name} in {blobs_of(index)} has {len(data)} bytes that are not those that were kept")
    return data


def _hash(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=_DIGEST).hexdigest()
