"""Every promise of the port, kept by the engine on OpenSearch, where there is a server; and what is its own.

``OPENSEARCH_URL`` is where one listens, such as http://127.0.0.1:9200; indices whose names begin with wenhai-test- are
made there and removed.
"""

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from indexer import Index, open_index, reindex
from tests.conftest import ARCHIVE, Places

pytest.importorskip("opensearchpy", reason="opensearch-py is not installed: pip install '.[opensearch]'")
from indexer.engine.opensearch.server import Server
from indexer.engine.opensearch.settings import read_settings
from tests.engine_contract import *  # noqa: F403

URL = os.environ.get("OPENSEARCH_URL", "")
if not URL:
    pytest.skip("There is no OPENSEARCH_URL, so nothing is tested against a server.", allow_module_level=True)
HOSTS = URL.partition("://")[2].rstrip("/")
PREFIX = f"wenhai-test-{os.getpid()}"


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    """Gives the location of a new index each time it is called; all are removed at the end."""
    numbers, root = count(), tmp_path_factory.mktemp("files")

    def place() -> str:
        number = next(numbers)
        return f"opensearch://{HOSTS}/{PREFIX}-{number}?files={root / str(number)}&replicas=0"

    yield place
    server = Server(read_settings(place()))
    for name in server.call("indices.get", index=f"{PREFIX}-*"):
        server.call("indices.delete", index=name)


@pytest.fixture(scope="module")
def small_index(places: Places) -> str | os.PathLike[str]:
    place = places()
    reindex(ARCHIVE, place)
    return place


@pytest.fixture(scope="module")
def index(small_index: str) -> Iterator[Index]:
    opened = open_index(small_index)
    yield opened
    opened.close()


@pytest.fixture
def indexed(archive: Callable[..., Path], places: Places) -> Callable[..., Index]:
    place = places()

    def build(*pages: str, **named: str) -> Index:
        reindex(archive(*pages, **named), place)
        return open_index(place)

    return build
