"""2,000 articles of a real archive, where there is one: exact, whatever publishers do to their markup."""

import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from indexer import open_index, reindex
from tests.support.tars import unpack

SHARED = Path(__file__).parents[3] / "shared"
TAR = SHARED / "archive" / "articles.tar.xz"
pytestmark = pytest.mark.skipif(not TAR.exists(), reason=f"{TAR} is not on this machine")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real")
    with tarfile.open(TAR) as tar:
        # Every 32nd in the order of the tar: going back in an .xz means unpacking it from its beginning again.
        files = [member for member in tar.getmembers() if member.isfile()][::32][:2000]
    unpack(TAR, folder / "articles", files)
    report = reindex(folder / "articles", folder / "index")
    assert report.files == 2000
    assert report.added + report.duplicates + report.rejected == 2000
    assert report.rejected < 20
    return folder / "index"


def test_exact(real: Path) -> None:
    """A quoted string is found where it stands. In Latin letters and digits it is found inside words, too, which
    exact.py counts as too much since December 2026."""
    done = subprocess.run(
        [sys.executable, str(SHARED / "eval" / "exact.py"), str(real)], capture_output=True, text=True, check=False
    )
    assert ": 0 short, " in done.stdout, done.stdout + done.stderr
    wrong = re.findall(r"^  '(.*)': stands in \d+, found in \d+$", done.stdout, re.MULTILINE)
    assert f", {len(wrong)} over" in done.stdout
    assert not [text for text in wrong if not re.search(r"^[0-9A-Za-z]|[0-9A-Za-z]$", text)]


def test_both_scripts(real: Path) -> None:
    index = open_index(real)
    assert index.search("習近平").total == index.search("习近平").total > 0
