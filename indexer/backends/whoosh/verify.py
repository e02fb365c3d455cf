"""What is not as it was written, in the generation that serves and in those to fall back on."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from indexer.backends.whoosh.generation import generations
from indexer.backends.whoosh.metadata import IndexMetadata, altered, load_metadata
from indexer.errors import IndexMismatch, WenhaiError


def verify(root: Path, serving: Path, metadata: IndexMetadata) -> Iterator[str]:
    """A sentence for each file; reads all of them, once."""
    seen: set[tuple[int, int]] = set()
    yield from altered(serving, metadata, seen)
    for folder in generations(root):
        for sentence in () if folder == serving else _of_other(folder, seen):
            if folder.exists():  # a run that ended meanwhile may have removed it, from one moment to the next
                yield sentence


def _of_other(folder: Path, seen: set[tuple[int, int]]) -> Iterable[str]:
    try:
        return altered(folder, load_metadata(folder), seen)
    except IndexMismatch:  # another release's, who alone can tell
        return ()
    except WenhaiError as error:
        return (error.args[0],)
