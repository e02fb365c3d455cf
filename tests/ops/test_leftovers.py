"""The tests of this project leave nothing behind, and are told where they do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CLEAN = """
import subprocess, sys, tempfile
from pathlib import Path

def test_it(tmp_path):
    (tmp_path / "file").write_text("x")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-c", "from pathlib import Path; (Path.home() / 'kept').touch()"], check=True)
"""
LEAVING = {
    "a folder": "import tempfile\ndef test_it(): tempfile.mkdtemp(prefix='wenhai-left-')",
    "a file of another process": "import os\ndef test_it(): os.system('touch $TMPDIR/wenhai-left-1')",
    "an index": (
        "from pathlib import Path\nimport atexit\nleft = Path(ROOT) / 'index_data' / 'wenhai-left-1'\n"
        "def test_it():\n    left.touch()\n    atexit.register(left.unlink)"
    ),
}  # fmt: skip


def run(tmp_path: Path, text: str) -> subprocess.CompletedProcess[str]:
    """A test file in a process of its own, whose folders nobody else uses."""
    file = tmp_path / "tests" / "test_some.py"
    file.parent.mkdir()
    file.write_text(f"ROOT = {str(ROOT)!r}\n{text}", encoding="utf-8")
    for name in ("tmp", "home"):
        (tmp_path / name).mkdir()
    environment = {
        **os.environ, "TMPDIR": str(tmp_path / "tmp"), "HOME": str(tmp_path / "home"),
        "XDG_CACHE_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    plugins = ["-p", "tests.support.leftovers", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", "-q", *plugins, str(file)]
    return subprocess.run(command, cwd=file.parent, env=environment, capture_output=True, text=True)


def test_what_is_written_is_gone_afterwards(tmp_path: Path) -> None:
    done = run(tmp_path, CLEAN)
    assert done.returncode == 0 and "Left behind" not in done.stdout, done.stdout + done.stderr
    assert list((tmp_path / "tmp").iterdir()) == list((tmp_path / "home").iterdir()) == []


@pytest.mark.parametrize("text", LEAVING.values(), ids=LEAVING.keys())
def test_what_is_left_behind_fails_the_session(tmp_path: Path, text: str) -> None:
    done = run(tmp_path, text)
    assert done.returncode == 1 and "1 passed" in done.stdout, done.stdout + done.stderr
    assert "Left behind: " in done.stdout and "wenhai-left-" in done.stdout
    assert list((tmp_path / "tmp").iterdir()) == []
