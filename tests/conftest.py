"""Fixtures: the small archive of this project, indexed once a session, and archives of a few made-up files."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings

from indexer import Index, open_index, reindex
from search_app import create_app
from tests.factories import ARCHIVE, Places
from tests.support.browser import browser as browser
from tests.support.browser import server as server
from tests.support.browser import tab as tab

# Nothing here depends on time: the machine is shared, and the first use of jieba takes a second.
settings.register_profile("wenhai", deadline=None)
settings.load_profile("wenhai")

pytest_plugins = ["tests.support.leftovers"]

# Tests that several engines run are in modules of other names.
pytest.register_assert_rewrite(
    *(
        f"tests.contract.{name}"
        for name in (
            "archives",
            "history",
            "identity",
            "lexicon",
            "meaning",
            "neighbours",
            "reindexing",
            "searching",
            "watching",
        )
    )
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that take a browser can be left out: ``pytest -m 'not browser'``."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Why tests were skipped, a line a reason: pytest's own -rs has one for each place, 400 without a browser."""
    told = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in terminalreporter.getreports("skipped"))
    for reason, number in told.most_common():
        terminalreporter.write_line(f"skipped {number}: {reason}")


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """Gives the location of a new index each time it is called."""
    numbers, root = count(), tmp_path_factory.mktemp("places")
    return lambda: root / str(next(numbers))


@pytest.fixture(scope="session")
def small_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where an index of tests/data/archive lies."""
    root = tmp_path_factory.mktemp("small") / "index"
    reindex(ARCHIVE, root)
    return root


@pytest.fixture(scope="session")
def index(small_index: Path) -> Iterator[Index]:
    """That index, opened."""
    opened = open_index(small_index)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def app(small_index: Path) -> Iterator[Flask]:
    """The front end over that index."""
    app = create_app({"WENHAI_INDEX": str(small_index), "TESTING": True})
    yield app
    app.extensions["wenhai"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Asks it."""
    return app.test_client()


@pytest.fixture
def archive(tmp_path: Path) -> Callable[..., Path]:
    """Writes files, named by their position, into a folder; called again, it adds or overwrites."""

    def write(*pages: str, **named: str) -> Path:
        folder = tmp_path / "archive"
        folder.mkdir(exist_ok=True)
        for number, text in enumerate(pages):
            (folder / f"{number}.md").write_text(text, encoding="utf-8")
        for name, text in named.items():
            (folder / f"{name}.md").write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def indexed(archive: Callable[..., Path], tmp_path: Path) -> Callable[..., Index]:
    """An index of the given files, opened."""

    def build(*pages: str, **named: str) -> Index:
        reindex(archive(*pages, **named), tmp_path / "index")
        return open_index(tmp_path / "index")

    return build
