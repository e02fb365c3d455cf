"""The first hour on a machine that has little: what make says to too old a Python, and what tests/bare reads."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bare.box import passed_on
from tests.bare.outcome import Counts, Outcome, read_tests

ROOT = Path(__file__).parents[2]
LOG = """
.venv/bin/ruff check
All checks passed!
....s.s.s                                                                [100%]
skipped 2: There is no browser at /usr/bin/chromium, so what readers see is not tested.
skipped 1: There is no nginx.
"""


def python_that_says(version: str, folder: Path) -> Path:
    """A command that is this Python and takes itself for another."""
    program = f"import sys; sys.version_info = ({version}); exec(sys.argv[2])"
    command = folder / "python3"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{program}" "$@"\n')
    command.chmod(0o755)
    return command


@pytest.mark.parametrize("target", ["serve", "test"])
@pytest.mark.parametrize("version", ["3, 9, 2", "3, 10, 13", "2, 7, 18"])
def test_an_old_python_is_told_in_a_sentence(target: str, version: str, tmp_path: Path) -> None:
    """Pip speaks of versions of numpy that it ignored instead."""
    python = python_that_says(version, tmp_path)
    for part in ("setup.cfg", "pyproject.toml", "locks"):
        (tmp_path / part).symlink_to(ROOT / part)
    command = ["make", "-f", ROOT / "Makefile", target, f"PYTHON={python}"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    first, second = (done.stdout + done.stderr).splitlines()
    found = ".".join(version.split(", ")[:2])
    assert first == (
        f"Wenhai needs Python 3.11 or newer, and {python} is {found}: name another one, such as make "
        "PYTHON=python3.12 serve"
    )
    assert done.returncode != 0 and second.startswith("make: ***")
    assert not (tmp_path / ".venv").exists()


def test_what_make_test_prints_is_read() -> None:
    reasons = (
        ("There is no browser at /usr/bin/chromium, so what readers see is not tested.", 2),
        ("There is no nginx.", 1),
    )
    assert read_tests(f"{LOG}1449 passed, 3 skipped in 704.05s (0:11:44)\n") == Counts(1449, 3, 0, reasons)
    failed = read_tests(f"{LOG}FAILED tests/x.py\n3 failed, 9 passed, 3 skipped, 1 error in 9.05s\nmake: *** Error 1\n")
    assert failed == Counts(9, 3, 4, reasons)
    assert read_tests("make: *** [Makefile:25: lint] Error 1") == Counts()


def test_a_row_says_what_came_of_it() -> None:
    assert str(Outcome("debian-12")) == "| debian-12 | ? | - | - | - | 0 | 0 | 0 |"
    done = Outcome("debian-12", "3.11.2", 81.6, 607, 750.0, Counts(1449, 422, 1))
    assert str(done) == "| debian-12 | 3.11.2 | 82 s | 607 MB | 12.5 min | 1449 | 422 | 1 |"


def test_only_what_pip_needs_is_passed_on() -> None:
    needed = {
        "PIP_INDEX_URL": "i",
        "https_proxy": "p",
        "NO_PROXY": "n",
        "SSL_CERT_FILE": "/c",
        "REQUESTS_CA_BUNDLE": "/c",
    }
    others = {"HOME": "/root", "CI": "1", "OPENSEARCH_URL": "u", "WENHAI_SOAK": "1", "PYTHONPATH": "x", "LANG": "zh"}
    assert passed_on(needed | others) == needed


@pytest.mark.parametrize("arguments, said", [(["debian-9"], "there is no machine debian-9; there are debian-12")])
def test_what_can_not_be_tried_is_a_sentence(arguments: list[str], said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bare", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr
