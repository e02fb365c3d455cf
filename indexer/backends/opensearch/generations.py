"""Which indices are generations, which one serves, and whether one is whole.

name                   an alias of the generation that serves; moved in one step
name-000007            documents; never written to once it serves
name-000007-learned    what belongs to it, see ``blobs``
name-000006, …         the one before, for readers that have it open, and to fall back on
name-lock              the lock of whoever writes

A generation is whole when its mapping's ``_meta`` holds index metadata with its name, which are written last. What has
the mark of one that is being built, or the metadata of the one it was cloned from, was left by a run that was killed;
the next run removes it. What has neither is damaged. Where the alias names no generation, or one that is damaged, the
newest whole one serves.
"""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib.metadata import version as version_of
from typing import Any, Literal

from opensearchpy import exceptions

from indexer.analysis import analysis_stamp
from indexer.backends.opensearch.blobs import Part, blobs_of
from indexer.backends.opensearch.layout import SCHEMA_VERSION
from indexer.backends.opensearch.server import Server
from indexer.errors import IndexDamaged, IndexMismatch, IndexMissing

_STAMP = "wenhai"
BEGUN = {_STAMP: {"index": ""}}
"""The ``_meta`` of a generation that is being built."""
_DIGITS = 6

State = Literal["whole", "begun", "damaged"]


@dataclass(frozen=True, slots=True)
class IndexMetadata:
    """What a generation was built by, and what must be there."""

    index: str
    schema: int
    analysis: str
    version: str
    built: str
    articles: int
    parts: dict[str, Part] = field(default_factory=dict)

    @property
    def built_at(self) -> datetime:
        """When it was built (aware)."""
        return datetime.fromisoformat(self.built)


def new_metadata(index: str, built: str, articles: int, parts: dict[str, Part]) -> IndexMetadata:
    """The index metadata of what this program builds."""
    return IndexMetadata(index, SCHEMA_VERSION, analysis_stamp(), release(), built, articles, parts)


def release() -> str:
    """This program's version."""
    return version_of("wenhai")


def write_metadata(server: Server, metadata: IndexMetadata) -> None:
    """Declare a generation whole."""
    server.write("indices.put_mapping", index=metadata.index, body={"_meta": {_STAMP: asdict(metadata)}})


def read_metadata(server: Server, index: str) -> IndexMetadata:
    """A generation's stamp; raises IndexDamaged."""
    try:
        mapping = server.call("indices.get_mapping", index=index, local=True)[index]["mappings"]
        values = dict(mapping["_meta"][_STAMP])
        if _state(index, mapping) != "whole":
            raise KeyError("stamp")
        parts = {name: Part(**part) for name, part in values.pop("parts").items()}
        metadata = IndexMetadata(**values, parts=parts)
        if (
            metadata.built_at.tzinfo is None or not 2000 <= metadata.built_at.year < 3000
        ):  # pages tell it, in any time zone
            raise ValueError(metadata.built)
        return metadata
    except (exceptions.NotFoundError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise damaged(server, index, error) from error


def damaged(server: Server, index: str, error: Exception) -> IndexDamaged:
    """The sentence for a generation that can't be opened."""
    return IndexDamaged(
        "The index {index} at {settings} is damaged ({kind}: {error}). Rebuild it with: wenhai reindex ARCHIVE --full",
        index=index,
        settings=server.settings,
        kind=type(error).__name__,
        error=error,
    )


def check_metadata(server: Server, index: str, metadata: IndexMetadata) -> None:
    """Raise IndexMismatch unless this program cuts and keeps text as the one that built the index."""
    if (metadata.schema, metadata.analysis) != (SCHEMA_VERSION, analysis_stamp()):
        raise IndexMismatch(
            "The index {index} at {settings} was built by Wenhai {version} with another schema or "
            "analysis. Rebuild it with: wenhai reindex ARCHIVE --full",
            index=index,
            settings=server.settings,
            version=metadata.version,
        )


def named(server: Server) -> str:
    """The generation that the alias names; empty where it names none."""
    name = server.settings.name
    try:
        # As the node that is asked knows it: the one that leads may be away for a minute.
        found = server.call("indices.get_alias", name=name, local=True)
    except exceptions.NotFoundError:
        return ""
    return max((str(index) for index in found if _number(name, index) is not None), default="")


def generations(server: Server) -> dict[str, State]:
    """All generations, newest first, and what has become of each."""
    name = server.settings.name
    found: dict[str, Any] = server.call("indices.get_mapping", index=f"{name}-*", ignore_unavailable=True)
    numbered = {index: found[index]["mappings"] for index in found if _number(name, index) is not None}
    return {index: _state(index, numbered[index]) for index in sorted(numbered, reverse=True)}


def candidates(server: Server, first: str) -> Iterator[str]:
    """The generation that the alias names, then all others that are whole, newest first; raises IndexMissing."""
    if first:
        yield first
    others = [index for index, state in generations(server).items() if state == "whole" and index != first]
    if not first and not others:
        raise IndexMissing(
            "There is no index at {settings} yet. Build one with: wenhai reindex ARCHIVE", settings=server.settings
        )
    yield from others


def next_name(server: Server) -> str:
    """The name of a generation newer than all."""
    name = server.settings.name
    newest = max((_number(name, index) or 0 for index in generations(server)), default=0)
    return f"{name}-{newest + 1:0{_DIGITS}}"


def serve(server: Server, index: str) -> None:
    """Let a generation serve, from one moment to the next."""
    name = server.settings.name
    try:
        before = [old for old in server.call("indices.get_alias", name=name) if old != index]
    except exceptions.NotFoundError:
        before = []
    actions = [{"remove": {"index": old, "alias": name}} for old in before]
    server.write("indices.update_aliases", body={"actions": [*actions, {"add": {"index": index, "alias": name}}]})


def remove(server: Server, index: str) -> None:
    """Remove a generation with what belongs to it."""
    remove_companion(server, index)
    with contextlib.suppress(exceptions.NotFoundError):
        server.write("indices.delete", index=index)


def remove_companion(server: Server, index: str) -> None:
    """Remove what belongs to a generation."""
    with contextlib.suppress(exceptions.NotFoundError):
        server.write("indices.delete", index=blobs_of(index))


def _state(index: str, mapping: Mapping[str, Any]) -> State:
    meta = mapping.get("_meta")
    metadata = meta.get(_STAMP) if isinstance(meta, dict) else None
    if not isinstance(metadata, dict) or "index" not in metadata:
        return "damaged"
    return "whole" if metadata["index"] == index else "begun"


def _number(name: str, index: str) -> int | None:
    digits = index.removeprefix(f"{name}-")
    return int(digits) if index != digits and len(digits) == _DIGITS and digits.isdigit() else None
