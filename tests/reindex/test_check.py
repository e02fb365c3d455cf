"""`wenhai check` and `wenhai status`: what is damaged is named, what is whole is not."""

import fcntl
import logging
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer import IndexDamaged, check, open_index, reindex
from indexer.backends.whoosh.metadata import read_stamp, write_stamp
from indexer.cli import main
from indexer.indexing import catalog
from indexer.location import open_writer
from tests.factories import ARCHIVE, page

Write = Callable[..., Path]


@pytest.fixture
def two(archive: Write, tmp_path: Path) -> Path:
    """An index with two generations: of one article, and of two."""
    root = tmp_path / "index"
    reindex(archive(page("甲", "青石渡的老船工每天清晨到江边看水位高低。")), root)
    reindex(archive(b=page("乙", "云桥镇的茶馆里有人说起那年秋天的大水。")), root)
    return root


def newest(root: Path) -> Path:
    return root / "generations" / (root / "CURRENT").read_text().strip()


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_a_whole_index_is_told_to_be_whole(small_index: Path) -> None:
    result = run("check", "--index", small_index)
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"is whole: {len(open_index(small_index))} articles" in result.output
    checked = check(small_index, ARCHIVE, seed=3)
    assert (checked.problems, checked.changed) == ((), 0)
    assert checked.sampled > 0.7 * checked.articles


def test_every_file_is_looked_at(two: Path) -> None:
    for path in sorted(newest(two).iterdir()):
        if path.name == "stamp.json" or not path.stat().st_size:
            continue
        whole = path.read_bytes()
        middle = len(whole) // 2
        # In place, as a disk would: the generation before has the same file, and is damaged with it.
        with path.open("r+b") as file:
            file.seek(middle)
            file.write(bytes([whole[middle] ^ 1]))
        try:
            result = run("check", "--index", two)
            assert result.exit_code == 1, path
            assert path.name in result.stderr, path
            assert "wenhai reindex ARCHIVE --full" in result.stderr
        finally:
            with path.open("r+b") as file:
                file.write(whole)
    assert run("check", "--index", two).exit_code == 0


@pytest.mark.parametrize("name", ["learned.arrays", "lexicon.json", "manifest", "stamp.json"])
@pytest.mark.parametrize("cut", [None, 0, 7])
def test_what_is_missing_or_short_is_named_and_the_one_before_serves(
    two: Path, name: str, cut: int | None, caplog: pytest.LogCaptureFixture
) -> None:
    path = newest(two) / name
    content = path.read_bytes()
    path.unlink()
    if cut is not None:
        path.write_bytes(content[:cut])
    with caplog.at_level(logging.ERROR):
        index = open_index(two)
    assert [index.search(query).total for query in ("青石渡", "云桥镇")] == [1, 0]
    assert str(newest(two)) in caplog.text
    result = run("check", "--index", two)
    assert result.exit_code == 1
    assert str(newest(two)) in result.stderr
    shutil.rmtree(newest(two).with_name("000001"))
    with pytest.raises(IndexDamaged, match="--full"):
        open_index(two)
    result = run("check", "--index", two)
    assert result.exit_code == 1 and "--full" in result.stderr


def test_a_manifest_of_other_articles_is_told(two: Path) -> None:
    writer = open_writer(two)
    known = catalog.from_bytes(writer.manifest())
    writer.commit(catalog.to_bytes(known.archives, list(known.rows.values())[:1]))
    assert any("differ in 1 articles" in problem for problem in check(two).problems)


def test_what_has_changed_in_the_archive_is_counted_and_is_no_damage(two: Path, archive: Write) -> None:
    folder = archive(c=page("丙", "新来的一篇。"), d=page("丁", "又一篇。"))
    (folder / "b.md").unlink()
    result = run("check", folder, "--index", two)
    assert result.exit_code == 0
    assert "changed in 3 files" in result.output
    reindex(folder, two)
    assert "The archive has changed" not in run("check", folder, "--index", two).output
    assert run("check", folder / "none", "--index", two).exit_code == 1


def test_an_index_of_before_there_were_digests_is_no_longer_called_whole(two: Path) -> None:
    write_stamp(newest(two), replace(read_stamp(newest(two)), digests={}))
    assert len(open_index(two)) == 2
    assert run("check", "--index", two).exit_code == 1


def test_status_tells_who_writes(two: Path) -> None:
    assert "writing     nobody" in run("status", "--index", two).output
    with (two / "lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        assert f"writing     process {os.getpid()}" in run("status", "--index", two).output
    assert "writing     nobody" in run("status", "--index", two).output


def test_check_without_an_index_says_what_to_do(tmp_path: Path) -> None:
    result = run("check", "--index", tmp_path / "none")
    assert result.exit_code == 1
    assert "wenhai reindex ARCHIVE" in result.stderr
