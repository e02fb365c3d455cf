"""Wenhai's own rows: through the port, through the command, and over HTTP."""

import os
import random
from collections.abc import Callable, Iterable
from pathlib import Path

from indexer import Article, Index
from indexer.location import open_writer
from tests.bench.queries import SEED
from tests.bench.timing import run_for

FACETS = ("author", "translator", "source", "year")
NEW = 200


def plain(index: Index) -> Callable[[str], int]:
    """Asks for ten hits, with their titles and addresses."""
    return lambda query: index.search(query, limit=10, snippets=False).total


def with_everything(index: Index) -> Callable[[str], int]:
    """Asks for what the page shows: ten hits with marked snippets and their versions, and four facets."""
    return lambda query: index.search(query, limit=10, facets=FACETS, collapse=True).total


def build(articles: Iterable[Article], folder: Path) -> None:
    """An index of only these articles, where the given one holds more."""
    writer = open_writer(folder, full=True)
    try:
        for article in articles:
            writer.add(writer.prepare(article))
        writer.commit(b"")
    except BaseException:
        writer.abort()
        raise


def reindexing(archive: Path, limit: int | None, folder: Path) -> list[tuple[str, float, str]]:
    """What was done, seconds and the report's sentence: all but 200 files anew, then those, then nothing.

    The archive is not touched: links to its files stand in a folder.
    """
    files = sorted(path for path in archive.rglob("*") if path.suffix in (".md", ".txt", ".html"))[:limit]
    late = set(random.Random(SEED).sample(files, min(NEW, len(files) // 2)))
    staged, index = folder / "archive", str(folder / "index")
    command = ("reindex", str(staged), "--index", index, "--limit", f"links_out={len(files)}")
    _link([path for path in files if path not in late], archive, staged)
    done = [("full reindex, reading and cutting included", *run_for(*command))]
    _link(sorted(late), archive, staged)
    done.append((f"{len(late)} new files", *run_for(*command)))
    done.append(("nothing changed", *run_for(*command)))
    return done


def _link(files: list[Path], archive: Path, staged: Path) -> None:
    for path in files:
        place = staged / path.relative_to(archive)
        place.parent.mkdir(parents=True, exist_ok=True)
        os.symlink(path.resolve(), place)
