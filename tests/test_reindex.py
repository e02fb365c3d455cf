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

from indexer import (
    ArchiveMissing,
    IndexDamaged,
    IndexLocked,
    IndexMismatch,
    IndexMissing,
    ReindexFailed,
    Report,
    fold,
    open_index,
    reindex,
)
from indexer.engine.whoosh import generation as g
from indexer.engine.whoosh.writer import WhooshWriter
from indexer.reindex import workers
from tests.conftest import ARCHIVE, page

Write = Callable[..., Path]
ADDRESS = "https://cn.nytimes.com/china/20240305/bridge/"


def adds_up(report: Report) -> bool:
    parts = report.added + report.updated + report.unchanged + report.duplicates + report.rejected
    return report.files == parts


def counts(report: Report) -> tuple[int, int, int, int, int, int]:
    assert adds_up(report)
    return (
        report.added, report.updated, report.unchanged, report.duplicates, report.rejected, report.removed,
    )  # fmt: skip


def titles(root: Path) -> set[str]:
    index = open_index(root)
    try:
        return {article.title for article in index.articles()}
    finally:
        index.close()


def test_only_what_changed(archive: Write, tmp_path: Path) -> None:
    root = tmp_path / "index"
    folder = archive(page("甲", "第一。"), page("乙", "第二。"), page("丙", "第三。"))
    assert counts(reindex(folder, root)) == (3, 0, 0, 0, 0, 0)
    assert counts(reindex(folder, root)) == (0, 0, 3, 0, 0, 0)
    assert open_index(root).status().generation == "000001"

    (folder / "0.md").write_text(page("甲", "第一，改过。"), encoding="utf-8")
    (folder / "1.md").unlink()
    archive(d=page("丁", "第四。"))
    os.utime(folder / "2.md", (1, 1))
    assert counts(reindex(folder, root)) == (1, 1, 1, 0, 0, 1)
    index = open_index(root)
    assert titles(root) == {"甲", "丙", "丁"} and len(index) == 3
    assert index.search('"改过"').total == index.search('"第三"').total == 1
    assert index.search('"第二"').total == index.search('"第一。"').total == 0
    assert counts(reindex(folder, root, full=True)) == (3, 0, 0, 0, 0, 0)


def test_the_newest_version_of_an_address_wins_and_the_next_best_takes_its_place(
    archive: Write, tmp_path: Path
) -> None:
    root = tmp_path / "index"
    old = page("旧", "旧文。", url=ADDRESS, fed=1_000)
    new = page("新", "新文。", url=ADDRESS.replace("https", "http") + "zh-hant/?utm=1#top", fed=3_000)
    middle = page("中", "中间。", url=ADDRESS + "dual/", fed=2_000)
    folder = archive(old=old, new=new, middle=middle)
    assert counts(reindex(folder, root)) == (1, 0, 0, 2, 0, 0)
    assert titles(root) == {"新"}
    (folder / "new.md").unlink()
    assert counts(reindex(folder, root)) == (0, 1, 0, 1, 0, 0)
    assert titles(root) == {"中"}
    assert open_index(root).search('"新文"').total == 0
    (folder / "middle.md").write_text("", encoding="utf-8")
    assert counts(reindex(folder, root)) == (0, 1, 0, 0, 1, 0)
    assert titles(root) == {"旧"}


def test_bad_files_are_named_and_the_rest_is_indexed(archive: Write, tmp_path: Path) -> None:
    root = tmp_path / "index"
    folder = archive(page("好", "好文章。"))
    (folder / "empty.md").write_bytes(b"")
    (folder / "binary.md").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (folder / "huge.md").write_bytes(b"<!--1-->\n" + "长".encode() * 3_000_000)
    (folder / "gb.md").write_bytes(page("国标", "用国标码写的文章。").encode("gb18030"))
    (folder / "loop").symlink_to(folder)
    (folder / "gone.md").symlink_to(folder / "nowhere.md")
    (folder / "picture.jpg").write_bytes(b"no article")
    report = reindex(folder, root)
    assert adds_up(report)
    reasons = {r.path: r.reason for r in report.rejections}
    assert set(reasons) == {"empty.md", "binary.md", "huge.md", "loop", "gone.md"}
    assert titles(root) == {"好", "国标"}
    lines = (root / "rejected.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["path"]: json.loads(line)["reason"] for line in lines} == reasons
    assert counts(reindex(folder, root)) == (0, 0, 2, 0, 5, 0)


def test_tar_files_read_like_folders(archive: Write, tmp_path: Path) -> None:
    folder = archive(page("甲", "第一。"), page("乙", "第二。"))
    tar = tmp_path / "articles.tar.xz"
    subprocess.run(["tar", "-cJf", tar, "-C", folder, "."], check=True)
    assert counts(reindex(tar, tmp_path / "index")) == (2, 0, 0, 0, 0, 0)
    assert counts(reindex(tar, tmp_path / "index")) == (0, 0, 2, 0, 0, 0)


def test_nothing_to_read_changes_nothing(archive: Write, tmp_path: Path) -> None:
    root = tmp_path / "index"
    reindex(archive(page("甲", "第一。")), root)
    (tmp_path / "bare").mkdir()
    for missing in ("bare", "nowhere"):
        with pytest.raises(ArchiveMissing):
            reindex(tmp_path / missing, root)
    assert titles(root) == {"甲"}
    assert not list(root.glob("generations/*.building"))


def test_two_reindexes_at_once_the_second_is_told(archive: Write, tmp_path: Path) -> None:
    root = tmp_path / "index"
    writer = WhooshWriter(root)
    with pytest.raises(IndexLocked, match=f"process {os.getpid()}"):
        reindex(archive(page("甲", "第一。")), root)
    writer.abort()
    assert counts(reindex(archive(), root)) == (1, 0, 0, 0, 0, 0)


def test_an_open_index_stays_and_is_refreshed_when_asked(archive: Write, tmp_path: Path) -> None:
    root = tmp_path / "index"
    folder = archive(page("甲", "第一。"))
    reindex(folder, root)
    before = open_index(root)
    assert before.refreshed() is before
    for name in "bcd":
        archive(**{name: page(name, "更多。")})
        reindex(folder, root)
    assert before.search('"第一"').hits[0].title == "甲"
    after = before.refreshed()
    assert (len(before), len(after)) == (1, 4)
    assert len(g.generations(root)) == 2


def test_many_small_runs_stay_few_segments(archive: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "index"
    for number in range(14):
        folder = archive(**{f"n{number}": page(f"题{number}", f"第{number}号。")})
        reindex(folder, root)
    index = open_index(root)
    assert len(index) == 14
    assert all(index.search(f'"第{number}号"').total == 1 for number in range(14))
    assert len(list(g.current_generation(root).glob("*.arrays"))) <= 9


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


def test_a_worker_that_dies_fails_the_run_by_name(
    archive: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = archive(page("甲", "第一。"), page("乙", "第二。"))
    monkeypatch.setattr(workers, "_COMMAND", [sys.executable, "-c", "import os; os._exit(9)"])
    with pytest.raises(ReindexFailed, match=r"status 9.*0\.md"):
        reindex(folder, tmp_path / "index", jobs=2)
    with pytest.raises(IndexMissing):
        open_index(tmp_path / "index")


def test_workers_and_this_process_read_the_same(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    assert counts(reindex(ARCHIVE, one, jobs=1)) == counts(reindex(ARCHIVE, two, jobs=2))
    assert list(open_index(one).articles()) == list(open_index(two).articles())


@pytest.mark.parametrize("damage", ["truncate", "remove", "stamp"])
def test_a_damaged_generation_is_named_and_the_one_before_serves(archive: Write, tmp_path: Path, damage: str) -> None:
    root = tmp_path / "index"
    folder = archive(page("甲", "第一。"))
    reindex(folder, root)
    archive(b=page("乙", "第二。"))
    reindex(folder, root, full=True)
    current = g.current_generation(root)
    arrays = next(current.glob("*.arrays"))
    match damage:
        case "truncate":
            os.truncate(arrays, 100)
        case "remove":
            arrays.unlink()
        case _:
            (current / g.STAMP).write_text("{")
    with pytest.raises(IndexDamaged, match="reindex"):
        g.read_stamp(current)
    assert titles(root) == {"甲"}
    assert counts(reindex(folder, root)) == (1, 0, 1, 0, 0, 0)
    assert titles(root) == {"甲", "乙"}


def test_another_schema_or_analysis_is_refused_with_the_command(
    archive: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "index"
    folder = archive(page("甲", "第一。"))
    reindex(folder, root)
    monkeypatch.setattr(g, "SCHEMA_VERSION", 999)
    with pytest.raises(IndexMismatch, match="wenhai reindex ARCHIVE --full"):
        open_index(root)
    assert counts(reindex(folder, root)) == (1, 0, 0, 0, 0, 0)
    assert titles(root) == {"甲"}


def test_no_index_yet_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="wenhai reindex ARCHIVE"):
        open_index(tmp_path)


def test_golden_counts_of_the_small_archive(small_index: Path) -> None:
    golden = json.loads((Path(__file__).parent / "golden.json").read_text(encoding="utf-8"))
    index = open_index(small_index)
    assert len(index) == golden["articles"]
    found = {query: [h.title for h in index.search(query, limit=5).hits] for query in golden["queries"]}
    assert found == golden["queries"]
    assert {query: index.search(query).total for query in golden["totals"]} == golden["totals"]
    for query in golden["queries"]:
        if query.startswith('"'):
            needle = fold(query.strip('"'))
            assert all(
                needle in fold(f"{a.title}\n{a.body}") for h in index.search(query).hits for a in [index.get(h.id)]
            )
