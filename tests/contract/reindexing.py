"""Reindexing, whatever the engine: only what changed, nothing dropped in silence."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import (
    ArchiveMissing,
    Index,
    IndexLocked,
    IndexMissing,
    ReindexFailed,
    Report,
    check,
    fold,
    open_index,
    reindex,
)
from indexer.indexing import workers
from indexer.location import Location, folder_of, open_writer
from indexer.processes import WorkerProcess
from tests.factories import ARCHIVE, DATA, Places, page
from tests.support.tars import pack

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


def titles(root: Location) -> set[str]:
    index = open_index(root)
    try:
        return {article.title for article in index.articles()}
    finally:
        index.close()


def test_only_what_changed(archive: Write, places: Places) -> None:
    root = places()
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
    archive: Write, places: Places
) -> None:
    root = places()
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


def test_bad_files_are_named_and_the_rest_is_indexed(archive: Write, places: Places) -> None:
    root = places()
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
    lines = (folder_of(root) / "rejected.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["path"]: json.loads(line)["reason"] for line in lines} == reasons
    assert counts(reindex(folder, root)) == (0, 0, 2, 0, 5, 0)


def test_tar_files_read_like_folders(archive: Write, places: Places, tmp_path: Path) -> None:
    root = places()
    folder = archive(page("甲", "第一。"), page("乙", "第二。"))
    tar = pack(folder, tmp_path / "articles.tar.xz")
    assert counts(reindex(tar, root)) == (2, 0, 0, 0, 0, 0)
    assert counts(reindex(tar, root)) == (0, 0, 2, 0, 0, 0)


def test_nothing_to_read_changes_nothing(archive: Write, places: Places, tmp_path: Path) -> None:
    root = places()
    reindex(archive(page("甲", "第一。")), root)
    (tmp_path / "bare").mkdir()
    for missing in ("bare", "nowhere"):
        with pytest.raises(ArchiveMissing):
            reindex(tmp_path / missing, root)
    assert titles(root) == {"甲"}


def test_two_reindexes_at_once_the_second_is_told(archive: Write, places: Places) -> None:
    root = places()
    writer = open_writer(root)
    with pytest.raises(IndexLocked, match=f"process {os.getpid()}"):
        reindex(archive(page("甲", "第一。")), root)
    writer.abort()
    assert counts(reindex(archive(), root)) == (1, 0, 0, 0, 0, 0)


def test_an_open_index_stays_and_is_refreshed_when_asked(archive: Write, places: Places) -> None:
    root = places()
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


def test_a_worker_that_dies_fails_the_run_by_name(
    archive: Write, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = places()
    folder = archive(page("甲", "第一。"), page("乙", "第二。"))
    monkeypatch.setattr(workers, "WorkerProcess", lambda _: WorkerProcess("tests.contract.dying"))
    with pytest.raises(ReindexFailed, match=r"status 9.*0\.md"):
        reindex(folder, root, jobs=2)
    with pytest.raises(IndexMissing):
        open_index(root)


def test_workers_and_this_process_read_the_same(places: Places) -> None:
    one, two = places(), places()
    assert counts(reindex(ARCHIVE, one, jobs=1)) == counts(reindex(ARCHIVE, two, jobs=2))
    assert list(open_index(one).articles()) == list(open_index(two).articles())


def test_no_index_yet_says_what_to_run(places: Places) -> None:
    with pytest.raises(IndexMissing, match="wenhai reindex ARCHIVE"):
        open_index(places())


def test_golden_totals_of_the_small_archive(index: Index) -> None:
    golden = json.loads((DATA / "golden.json").read_text(encoding="utf-8"))
    assert len(index) == golden["articles"]
    found = {query: index.search(query, limit=5) for query in golden["queries"]}
    assert {query: index.search(query).total for query in golden["totals"]} == golden["totals"]
    # Engines may differ in the last bits of a score, not in what is at the top.
    for query, expected in golden["queries"].items():
        assert len(set(expected) & {hit.title for hit in found[query].hits}) >= 0.8 * len(expected), query
        if query.startswith('"'):
            needle = fold(query.strip('"'))
            for hit in found[query].hits:
                article = index.get(hit.id)
                assert needle in fold(f"{article.title}\n{article.body}")


def test_a_check_finds_an_index_whole_and_counts_what_has_changed_in_its_archive(
    archive: Write, places: Places
) -> None:
    root = places()
    folder = archive(
        page("甲", "青石渡的老船工每天清晨到江边看水位高低。"), page("乙", "云桥镇的茶馆里有人说起那年秋天的大水。")
    )
    reindex(folder, root)
    checked = check(root, folder)
    assert (checked.articles, checked.sampled, checked.problems, checked.changed) == (2, 2, (), 0)
    archive(c=page("丙", "第三。"))
    (folder / "0.md").unlink()
    assert check(root, folder).changed == 2
    assert open_index(root).writer() == ""
    writer = open_writer(root)
    assert open_index(root).writer().startswith(str(os.getpid()))
    writer.abort()
    assert open_index(root).writer() == ""
