"""Tests leave nothing behind: a plugin of pytest, which ``conftest`` loads.

Temporary files go into one folder a session, and so does what programs keep in a home folder (jieba its dictionary,
Chromium its reports), also of all processes that tests start. It is gone at the end. What nobody cleared away there,
and what came into the project, fails the session: a program that leaves files behind does so elsewhere, too. The
folders of ``tmp_path`` go with the rest; ``--basetemp=PATH`` keeps them.

Where pytest-xdist spreads the tests over processes, the one that was started does all of this, before the others begin
and after they have ended.
"""

import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

_PROJECT = Path(__file__).parents[2]
_CACHES = {".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", "__pycache__", "build"}
"""What tools keep in the project, where git does not see it."""
_HOMES = ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")


@dataclass
class Session:
    """The folder of this session, what the project held before, and what was left behind."""

    folder: Path
    before: set[str]
    left: list[str] = field(default_factory=list)

    @property
    def temporary(self) -> Path:
        return self.folder / "tmp"


_SESSION = pytest.StashKey[Session]()


def pytest_configure(config: pytest.Config) -> None:
    """Before anything asks where temporary files go."""
    if hasattr(config, "workerinput"):  # it has TMPDIR and HOME from the process that started it
        return
    session = Session(Path(tempfile.mkdtemp(prefix="wenhai-tests-")), _held())
    config.stash[_SESSION] = session
    config.add_cleanup(lambda: shutil.rmtree(session.folder, ignore_errors=True))
    for name, folder in (("TMPDIR", session.temporary), ("HOME", session.folder / "home")):
        folder.mkdir()
        os.environ[name] = str(folder)
    for name in _HOMES:
        os.environ.pop(name, None)
    tempfile.tempdir = None


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """After the last fixture has ended, in every process."""
    if hasattr(session.config, "workerinput"):
        return
    ours = session.config.stash[_SESSION]
    left = [path for path in sorted(ours.temporary.iterdir()) if not path.name.startswith("pytest-of-")]
    ours.left = [f"{path.name} in the folder for temporary files" for path in left]
    ours.left += [f"{name} in the project" for name in sorted(_held() - ours.before)]
    if ours.left and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for one in config.stash[_SESSION].left:
        terminalreporter.write_line(f"Left behind: {one}", red=True)


def _held() -> set[str]:
    """What stands in the project, at its top and where indexes and archives are."""
    at_top = {path.name for path in _PROJECT.iterdir() if path.name not in _CACHES}
    below = (path for name in ("index_data", "tests/data") for path in (_PROJECT / name).rglob("*"))
    return at_top | {str(path.relative_to(_PROJECT)) for path in below}
