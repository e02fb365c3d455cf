"""Only what changed; safe whatever happens; nothing dropped in silence."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import Index, IndexDamaged, IndexMismatch, check, open_index, reindex
from indexer.backends.whoosh import generation as g
from indexer.backends.whoosh import merging
from indexer.backends.whoosh import metadata as stamp
from tests.contract.reindexing import counts, titles
from tests.factories import DATA, page

Write = Callable[..., Path]
ADDRESS = "https://cn.nytimes.com/china/20240305/bridge/"


def test_many_small_runs_stay_few_segments(archive: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "index"
    for number in range(14):
        folder = archive(**{f"n{number}": page(f"题{number}", f"第{number}号。")})
        reindex(folder, root)
    index = open_index(root)
    assert len(index) == 14
    assert all(index.search(f'"第{number}号"').total == 1 for number in range(14))
    assert len(list(g.candidates(root, g.pointer(root))[0][0].glob("*.arrays"))) <= 9


def test_a_killed_reindex_loses_nothing(archive: Write, tmp_path: Path) -> None:
    root = tmp_path / "index"
    folder = archive(page("甲", "第一。"))
    reindex(folder, root)
    archive(**{f"n{n}": page(f"题{n}", "很长的文章。" * 3000) for n in range(150)})
    command = [sys.executable, "-m", "indexer", "reindex", str(folder), "--index", str(root), "--jobs", "1"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not list(root.glob("generations/*.building/*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert titles(root) == {"甲"}
    assert counts(reindex(folder, root)) == (150, 0, 1, 0, 0, 0)
    assert not list(root.glob("generations/*.building"))


def test_what_leaves_in_the_run_that_joins_segments_is_gone(
    archive: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Joined first and deleted then, articles came back: found by tests.soak.crash.
    monkeypatch.setattr(merging, "_MANY", 3)
    folder = archive(page("甲", "第一。"))
    for number in range(5):
        archive(**{f"n{number}": page(f"题{number}", f"第{number}号。")})
        if number == 4:
            (folder / "n0.md").unlink()
            archive(n1=page("题1", "第1号，改过。"))
        reindex(folder, tmp_path / "index")
        index = open_index(tmp_path / "index")
        assert len(index) == len(list(index.articles())) == len(list(folder.iterdir()))
    assert [index.search(query).total for query in ("标题:题0", "标题:题1", "改过", "标题:题2")] == [0, 1, 1, 1]
    assert not check(tmp_path / "index", folder).problems


@pytest.mark.parametrize("damage", ["truncate", "remove", "stamp"])
def test_a_damaged_generation_is_named_and_the_one_before_serves(archive: Write, tmp_path: Path, damage: str) -> None:
    root = tmp_path / "index"
    folder = archive(page("甲", "第一。"))
    reindex(folder, root)
    archive(b=page("乙", "第二。"))
    reindex(folder, root, full=True)
    current = g.candidates(root, g.pointer(root))[0][0]
    arrays = next(current.glob("*.arrays"))
    match damage:
        case "truncate":
            os.truncate(arrays, 100)
        case "remove":
            arrays.unlink()
        case _:
            (current / stamp.STAMP).write_text("{")
    with pytest.raises(IndexDamaged, match="reindex"):
        stamp.read_stamp(current)
    assert titles(root) == {"甲"}
    assert counts(reindex(folder, root)) == (1, 0, 1, 0, 0, 0)
    assert titles(root) == {"甲", "乙"}


def test_another_schema_or_analysis_is_refused_with_the_command(
    archive: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "index"
    folder = archive(page("甲", "第一。"))
    reindex(folder, root)
    monkeypatch.setattr(stamp, "SCHEMA_VERSION", 999)
    with pytest.raises(IndexMismatch, match="wenhai reindex ARCHIVE --full"):
        open_index(root)
    assert counts(reindex(folder, root)) == (1, 0, 0, 0, 0, 0)
    assert titles(root) == {"甲"}


def test_golden_order_of_the_small_archive(index: Index) -> None:
    golden = json.loads((DATA / "golden.json").read_text(encoding="utf-8"))
    found = {query: [hit.title for hit in index.search(query, limit=5).hits] for query in golden["queries"]}
    assert found == golden["queries"]


def test_an_open_index_outlives_its_files(archive: Write, tmp_path: Path) -> None:
    root = tmp_path / "index"
    folder = archive(page("甲", "第一。"))
    reindex(folder, root)
    before = open_index(root)
    for name in "bcd":
        archive(**{name: page(name, "更多。")})
        reindex(folder, root)
    assert before.search('"第一"').hits[0].title == "甲"
    assert len(before.refreshed()) == 4
    assert len(g.generations(root)) == 2
