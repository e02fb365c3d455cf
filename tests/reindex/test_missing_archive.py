"""What is out of sight is not gone: an archive that is missing, empty, unreadable or cut short takes nothing away."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer import ArchiveMissing, ArchiveShrunk, Limits, open_index, reindex
from indexer.cli import main
from tests.contract.reindexing import counts, titles
from tests.factories import page
from tests.support.tars import pack

Write = Callable[..., Path]
MANY = 120


@pytest.fixture
def many(archive: Write) -> Path:
    """An archive of many small files."""
    return archive(*(page(f"题{number}", f"第{number}号。") for number in range(MANY)))


def empty(folder: Path, keep: int = 0) -> None:
    for path in sorted(folder.iterdir())[keep:]:
        path.unlink()


@pytest.mark.parametrize("full", [False, True])
def test_an_archive_that_is_suddenly_empty_is_refused(many: Path, tmp_path: Path, full: bool) -> None:
    root = tmp_path / "index"
    reindex(many, root)
    empty(many)
    with pytest.raises(ArchiveMissing, match="--allow-loss"):
        reindex(many, root, full=full)
    (many / "NOT MOUNTED.txt").write_text("Mount the disk here.", encoding="utf-8")
    with pytest.raises(ArchiveShrunk, match=f"lacks {MANY} of the {MANY} articles.*not mounted.*--allow-loss"):
        reindex(many, root, full=full)
    assert len(open_index(root)) == MANY and open_index(root).writer() == ""
    command = ["reindex", str(many), "--index", str(root)]
    refused = CliRunner().invoke(main, command)
    assert refused.exit_code == 1 and "Is a disk not mounted?" in refused.stderr
    meant = CliRunner().invoke(main, [*command, "--allow-loss"])
    assert meant.exit_code == 0, meant.output
    assert len(open_index(root)) <= 1


def test_nothing_at_all_is_indexed_where_that_is_meant(many: Path, tmp_path: Path) -> None:
    root = tmp_path / "index"
    reindex(many, root)
    empty(many)
    assert counts(reindex(many, root, allow_loss=True)) == (0, 0, 0, 0, 0, MANY)
    assert len(open_index(root)) == 0


def test_half_may_go_and_a_few_always(many: Path, tmp_path: Path) -> None:
    reindex(many, tmp_path / "one")
    empty(many, keep=MANY // 2)
    assert reindex(many, tmp_path / "one").removed == MANY // 2
    empty(many, keep=1)
    assert reindex(many, tmp_path / "one").articles == 1


def test_a_folder_that_can_not_be_read_is_not_an_empty_one(many: Path, tmp_path: Path) -> None:
    root = tmp_path / "index"
    reindex(many, root)
    # Root may read everything, unless it is left without that right.
    unprivileged = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    script = f"import indexer; indexer.reindex({str(many)!r}, {str(root)!r})"
    many.chmod(0)
    try:
        done = subprocess.run([*unprivileged, sys.executable, "-c", script], capture_output=True, text=True)
    finally:
        many.chmod(0o755)
    assert f"ArchiveMissing: The folder {many} can't be read: Permission denied." in done.stderr
    assert len(open_index(root)) == MANY


def test_a_disk_that_is_not_mounted_takes_nothing_away(tmp_path: Path) -> None:
    point, root, kept = tmp_path / "disk", tmp_path / "index", tmp_path / "kept"
    for folder in (point, kept):
        folder.mkdir()
    (point / "NOT MOUNTED.txt").write_text("Mount the disk here.", encoding="utf-8")
    for number in range(MANY):
        (kept / f"{number}.md").write_text(page(f"题{number}", f"第{number}号。"), encoding="utf-8")
    wenhai = f"'{sys.executable}' -m indexer reindex '{point}' --index '{root}'"
    script = f"mount --bind '{kept}' '{point}' || exit 99; {wenhai} && umount '{point}' && ! {wenhai}"
    done = subprocess.run(["unshare", "--mount", "sh", "-c", script], capture_output=True, text=True)
    if done.returncode == 99 or "unshare failed" in done.stderr:
        pytest.skip("This user may not mount anything.")
    assert done.returncode == 0 and "Is a disk not mounted?" in done.stderr, done.stderr
    assert len(open_index(root)) == MANY


@pytest.mark.parametrize("back", [False, True])
def test_an_archive_that_vanishes_while_it_is_read(many: Path, tmp_path: Path, back: bool) -> None:
    root, aside = tmp_path / "index", tmp_path / "aside"
    reindex(many, root)
    for number in range(MANY):
        (many / f"{number}.md").write_text(page(f"题{number}", "改过了。"), encoding="utf-8")

    def take_away(stage: str, done: int, total: int | None) -> None:
        if (stage, done) == ("index", 10):
            many.rename(aside)
            if back:
                many.mkdir()

    with pytest.raises(ArchiveMissing, match="left as it is"):
        reindex(many, root, progress=take_away)
    assert open_index(root).search('"改过了"').total == 0
    assert len(open_index(root)) == MANY and not list(root.glob("generations/*.building"))
    assert reindex(aside, root, replaced="archive").updated == MANY


@pytest.mark.parametrize("ending", ["tar", "tar.gz"])
def test_what_a_tar_lost_at_its_end_stays_in_the_index(many: Path, tmp_path: Path, ending: str) -> None:
    root, tar = tmp_path / "index", pack(many, tmp_path / f"articles.{ending}")
    assert reindex(tar, root).added == MANY
    whole = tar.read_bytes()
    for twentieths in range(6, 20):  # between files, in a header, in the middle of a file
        tar.write_bytes(whole[: len(whole) * twentieths // 20])
        report = reindex(tar, root)
        assert [rejection.path for rejection in report.rejections] == [tar.name]
        assert (report.removed, report.articles) == (0, MANY)
    tar.write_bytes(whole)
    assert counts(reindex(tar, root)) == (0, 0, MANY, 0, 0, 0)


def test_what_stands_below_a_link_to_a_missing_disk_stays_in_the_index(archive: Write, tmp_path: Path) -> None:
    root, disk = tmp_path / "index", tmp_path / "disk"
    folder = archive(page("甲", "第一。"))
    disk.mkdir()
    (disk / "b.md").write_text(page("乙", "第二。"), encoding="utf-8")
    (folder / "linked").symlink_to(disk)
    assert reindex(folder, root, limits=Limits(links_out=1)).added == 2
    disk.rename(tmp_path / "elsewhere")
    assert counts(reindex(folder, root)) == (0, 0, 2, 0, 1, 0)
    assert titles(root) == {"甲", "乙"}


def test_files_that_wait_are_left_as_they_are_known(archive: Write, tmp_path: Path) -> None:
    root = tmp_path / "index"
    folder = archive(a=page("甲", "旧。"))
    reindex(folder, root)
    archive(a=page("甲", "新的。"), b=page("乙", "第二。"), c=page("丙", "第三。"))
    report = reindex(folder, root, waits=lambda _, entry: entry.path in ("a.md", "b.md"))
    assert counts(report) == (1, 0, 1, 0, 0, 0) and report.waiting == (str(folder / "a.md"), str(folder / "b.md"))
    assert "; 2 still being written; 2 articles" in str(report)
    assert titles(root) == {"甲", "丙"} and open_index(root).search('"旧。"').total == 1
    assert counts(reindex(folder, root)) == (1, 1, 1, 0, 0, 0)
