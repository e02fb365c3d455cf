"""Fixtures over a server of OpenSearch, which listens at ``OPENSEARCH_URL``, such as http://127.0.0.1:9200 (several
with commas between). Without it, the modules that import this are skipped.

Indices whose names begin with wenhai-test- are made there, and removed.
"""

import os
import re
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from indexer import Index, open_index, reindex
from tests.factories import ARCHIVE, Places

HOSTS = re.sub(r"[a-z]+://|/", "", os.environ.get("OPENSEARCH_URL", ""))
if not HOSTS:
    pytest.skip("There is no OPENSEARCH_URL: nothing is tested against a server.", allow_module_level=True)
pytest.importorskip("opensearchpy", reason="Its client is not installed: pip install '.[opensearch]'")


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    """Gives the location of a new index each time it is called; all are removed at the end."""
    from indexer.backends.opensearch.server import Server
    from indexer.backends.opensearch.settings import read_settings

    numbers, root = count(), tmp_path_factory.mktemp("files")
    prefix = f"wenhai-test-{os.getpid()}-{root.name}"

    def place() -> str:
        number = next(numbers)
        return f"opensearch://{HOSTS}/{prefix}-{number}?timeout=60&files={root / str(number)}"

    yield place
    server = Server(read_settings(place()))
    for name in server.call("indices.get", index=f"{prefix}-*"):
        # A busy server may have done it before it is asked again, because the first answer came too late.
        server.write("indices.delete", index=name, ignore_unavailable=True)


@pytest.fixture(scope="module")
def small_index(places: Places) -> str | os.PathLike[str]:
    """Where an index of tests/data/archive is."""
    place = places()
    reindex(ARCHIVE, place)
    return place


@pytest.fixture(scope="module")
def index(small_index: str) -> Iterator[Index]:
    """That index, opened."""
    opened = open_index(small_index)
    yield opened
    opened.close()


@pytest.fixture
def indexed(archive: Callable[..., Path], places: Places) -> Callable[..., Index]:
    """An index of the given files, opened."""
    place = places()

    def build(*pages: str, **named: str) -> Index:
        reindex(archive(*pages, **named), place)
        return open_index(place)

    return build
