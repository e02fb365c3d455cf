"""`wenhai watch` keeps up with an archive: real files, folders, links, disks, limits, signals and processes."""

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import ArchiveUnknown, BadParameter, IndexMissing, Limits, open_index, reindex, watch
from indexer.backends.whoosh.lock import holder
from tests.contract.reindexing import titles
from tests.factories import page, write_lexicon
from tests.soak.watching import soak
from tests.support.tars import pack
from tests.support.watching import Program, holds, make_old, wait_until, watching

Write = Callable[..., Path]


def put(path: Path, title: str, text: str = "正文。") -> Path:
    path.write_text(page(title, text), encoding="utf-8")
    return path


def put_old(path: Path, title: str) -> Path:
    """One that does not wait, though nothing may be told of it."""
    beside = put(path.with_name(f".{path.name}"), title)
    os.utime(beside, (0, 0))
    return beside.rename(path)


def runs(said: list[str]) -> list[str]:
    return [sentence for sentence in said if " files = " in sentence]


def test_files_and_folders_come_move_and_go(archive: Write, tmp_path: Path) -> None:
    root, outside = tmp_path / "index", tmp_path / "outside"
    folder = archive(a=page("甲", "第一。"))
    outside.mkdir()
    with watching(folder, root) as said:

        def becomes(*expected: str) -> None:
            wait_until(lambda: holds(root, set(expected)), lambda: said)

        becomes("甲")
        (folder / "x" / "y").mkdir(parents=True)
        put(folder / "x" / "y" / "b.md", "乙")
        becomes("甲", "乙")
        put(folder / "x" / "y" / "c.md", "丙")  # the folder is watched since it appeared
        becomes("甲", "乙", "丙")
        (folder / "x" / "y" / "c.md").rename(folder / "c.md")
        wait_until(lambda: "1 updated" in said[-1], lambda: said)
        (folder / "x").rename(outside / "x")
        becomes("甲", "丙")
        put_old(outside / "x" / "y" / "d.md", "丁")
        (outside / "x").rename(folder / "z")
        becomes("甲", "乙", "丙", "丁")
        put(folder / "z" / "y" / "e.md", "戊")
        becomes("甲", "乙", "丙", "丁", "戊")
        put(folder / ".hidden.md", "藏")
        put(folder / "f.tmp", "己").rename(folder / "f.html")
        becomes("甲", "乙", "丙", "丁", "戊", "己")
        wait_until(lambda: "6 articles" in said[-1], lambda: said)
        before = len(said)
        put(folder / "note.pdf", "无关")
        list(folder.rglob("*"))
        (folder / "a.md").read_bytes()
        time.sleep(0.8)
        assert len(said) == before, "reading, and what is no text, is no change"


def test_what_links_lead_to_is_watched(archive: Write, tmp_path: Path) -> None:
    root, disk, single = tmp_path / "index", tmp_path / "disk", tmp_path / "single"
    folder = archive(a=page("甲", "第一。"))
    (disk / "deep").mkdir(parents=True)
    single.mkdir()
    put_old(disk / "b.md", "乙")
    put_old(single / "c.md", "丙")
    (folder / "linked").symlink_to(disk)
    (folder / "c.md").symlink_to(single / "c.md")
    (folder / "loop").symlink_to(folder)
    with watching(folder, root, limits=Limits(links_out=3)) as said:
        wait_until(lambda: holds(root, {"甲", "乙", "丙"}), lambda: said)
        put(disk / "deep" / "d.md", "丁")
        put(single / "c.md", "丙丙")
        wait_until(lambda: "4 articles" in said[-1] and holds(root, {"甲", "乙", "丙丙", "丁"}), lambda: said)
        before = len(said)
        put(single / "other.md", "无关")
        (tmp_path / "later").mkdir()
        put_old(tmp_path / "later" / "e.md", "戊")
        time.sleep(0.8)
        assert len(said) == before
        (folder / "later").symlink_to(tmp_path / "later")
        wait_until(lambda: holds(root, {"甲", "乙", "丙丙", "丁", "戊"}), lambda: said)
        put(tmp_path / "later" / "f.md", "己")
        wait_until(lambda: holds(root, {"甲", "乙", "丙丙", "丁", "戊", "己"}), lambda: said)


def test_half_a_file_is_never_indexed(archive: Write, tmp_path: Path) -> None:
    root = tmp_path / "index"
    folder = archive(a=page("甲", "第一。"))
    text = page("乙", *["很长的文章。" * 200] * 20, "最后一句。")
    with watching(folder, root) as said:
        wait_until(lambda: holds(root, {"甲"}), lambda: said)
        with (folder / "b.md").open("w", encoding="utf-8") as file:
            file.write(text[: len(text) // 2])
            file.flush()
            wait_until(lambda: "1 still being written" in said[-1], lambda: said)
            put(folder / "c.md", "丙")  # another one does not wait for it
            wait_until(lambda: holds(root, {"甲", "丙"}), lambda: said)
            file.write(text[len(text) // 2 :])
        wait_until(lambda: holds(root, {"甲", "乙", "丙"}), lambda: said)
        assert open_index(root).search('"最后一句"').total == 1
        # Written over in place: the old text stays until the new one is whole.
        with (folder / "b.md").open("w", encoding="utf-8") as file:
            file.write(text[: len(text) // 2].replace("乙", "新"))
            file.flush()
            wait_until(lambda: "1 still being written" in said[-1], lambda: said)
            assert titles(root) == {"甲", "乙", "丙"} and open_index(root).search('"最后一句"').total == 1
            file.write(text[len(text) // 2 :])
        wait_until(lambda: holds(root, {"甲", "新", "丙"}), lambda: said)
    assert all(" 0 rejected" in run for run in runs(said))


def test_a_flood_is_one_run_and_a_trickle_is_not_waited_for(archive: Write, tmp_path: Path) -> None:
    root = tmp_path / "index"
    folder = archive(a=page("甲", "第一。"))
    with watching(folder, root, pause=0.7, longest=2) as said:
        wait_until(lambda: holds(root, {"甲"}), lambda: said)
        for number in range(300):
            put(folder / f"flood{number}.md", f"洪{number}")
        wait_until(lambda: "301 articles" in said[-1], lambda: said)
        assert len(runs(said)) == 2, said
        began, number = time.monotonic(), 0
        while len(runs(said)) == 2:  # never a pause of 0.7 s
            put(folder / ".next", f"滴{number}").rename(folder / f"drop{number}.md")
            number += 1
            time.sleep(0.1)
            assert time.monotonic() - began < 15, said
        # What was renamed is whole, however new; but what came while the run looked, nothing had told of yet.
        waiting = re.search(r"(\d+) still being written", runs(said)[2])
        assert waiting is None or int(waiting[1]) <= 2, said
        wait_until(lambda: f"{301 + number} articles" in said[-1], lambda: said)


@pytest.mark.parametrize("poll", [0, 0.1])
def test_an_archive_that_goes_is_waited_for(archive: Write, tmp_path: Path, poll: float) -> None:
    root, away = tmp_path / "index", tmp_path / "away"
    folder = archive(*(page(f"题{number}", "文。") for number in range(101)))
    reindex(folder, root)
    folder.rename(away)
    with watching(folder, root, poll=poll) as said:
        wait_until(lambda: "There is no archive at" in said[-1], lambda: said)
        away.rename(folder)
        wait_until(lambda: "101 unchanged" in said[-1], lambda: said)
        folder.rename(away)
        wait_until(lambda: "There is no archive at" in said[-1], lambda: said)
        folder.mkdir()
        wait_until(lambda: "There are no .md" in said[-1], lambda: said)
        put(folder / "note.md", "没有装上")
        wait_until(lambda: "Is a disk not mounted?" in said[-1], lambda: said)
        assert len(open_index(root)) == 101
        (folder / "note.md").unlink()
        folder.rmdir()
        put_old(away / "new.md", "新")
        away.rename(folder)
        wait_until(lambda: "1 added" in said[-1], lambda: said)
        put_old(folder / "new2.md", "又")
        wait_until(lambda: len(open_index(root)) == 103, lambda: said)


def test_a_disk_that_is_taken_out_and_put_back(tmp_path: Path) -> None:
    point, root, kept = tmp_path / "disk", tmp_path / "index", tmp_path / "kept"
    for folder in (point, kept):
        folder.mkdir()
    for number in range(3):
        put_old(kept / f"{number}.md", f"题{number}")
    mount = ["unshare", "--mount", "sh", "-c", f"mount --bind '{kept}' '{point}' && exec \"$@\"", "sh"]
    if subprocess.run([*mount, "true"], capture_output=True).returncode:
        pytest.skip("This user may not mount anything.")
    with Program(point, root, before=mount) as program:
        program.wait_for("3 added")
        inside = ["nsenter", "--mount", "--target", str(program.process.pid)]
        subprocess.run([*inside, "umount", str(point)], check=True)
        program.wait_for("There are no .md")
        assert len(open_index(root)) == 3
        put_old(kept / "3.md", "题3")
        subprocess.run([*inside, "mount", "--bind", str(kept), str(point)], check=True)
        program.wait_for("1 added")
        assert len(open_index(root)) == 4
        assert program.end() < 5


def test_where_the_system_watches_no_more_folders_they_are_looked_at(archive: Write, tmp_path: Path) -> None:
    folder = archive(a=page("甲", "第一。"))
    for number in range(9):
        (folder / f"f{number}").mkdir()
    make_old(folder)
    limit = 'echo 5 >/proc/sys/user/max_inotify_watches && exec "$@"'
    own = ["unshare", "--user", "--map-root-user", "sh", "-c", limit, "sh"]
    if subprocess.run([*own, "true"], capture_output=True).returncode:
        pytest.skip("This user may set no limit of his own.")
    with Program(folder, tmp_path / "index", before=own) as program:
        program.wait_for("1 added")
        assert "inotify watch limit reached" in program.text() and "looked at every 0 s" in program.text()
        put_old(folder / "f7" / "b.md", "乙")
        program.wait_for("2 files = 1 added")


def test_a_run_that_fails_is_tried_again(archive: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(watch.__globals__, "_RETRY", 0.4)
    folder, root = archive(a=page("甲", "第一。")), write_lexicon(tmp_path / "index", synonyms="只有一个\n")
    with watching(folder, root) as said:
        wait_until(lambda: len(said) == 3, lambda: said)
        assert "The run failed. " in said[1] and "synonyms.txt" in said[1] and "in 0 s" in said[1]
        assert "in 1 s" in said[2]
        write_lexicon(root)
        wait_until(lambda: holds(root, {"甲"}), lambda: said)


def test_a_run_that_is_killed_is_told_and_tried_again(
    archive: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(watch.__globals__, "_RETRY", 0.2)
    folder, root = archive(*(page(f"题{n}", "很长的文章。" * 3000) for n in range(150))), tmp_path / "index"
    with watching(folder, root) as said:
        wait_until(lambda: bool(list(root.glob("generations/*.building/*"))), lambda: said)
        os.kill(int(holder(root)), signal.SIGKILL)
        wait_until(lambda: len(said) > 2 and "150 added" in said[-1], lambda: said)
        assert "ended with status -9" in said[1]
    assert not list(root.glob("generations/*.building"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_run_and_the_old_generation_serves(archive: Write, tmp_path: Path, number: int) -> None:
    root = tmp_path / "index"
    folder = archive(a=page("甲", "第一。"))
    reindex(folder, root)
    archive(**{f"n{n}": page(f"题{n}", "很长的文章。" * 3000) for n in range(250)})
    make_old(folder)
    with Program(folder, root, after=["--jobs", "2"]) as program:
        wait_until(lambda: bool(list(root.glob("generations/*.building/*"))), program.text)
        time.sleep(0.5)
        assert program.end(number, whole_group=number == signal.SIGINT) < 5
        assert "A run was ended before it was done" in program.text() and "Traceback" not in program.text()
        assert program.text().rstrip().endswith("Stopped.")
        # None of its processes is left, whose groups are their own.
        ours = [one.name for one in Path("/proc").glob("[0-9]*") if str(root).encode() in environment_of(one)]
        assert ours == []
    assert titles(root) == {"甲"} and open_index(root).writer() == ""


def environment_of(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""


def test_an_index_inside_its_archive_is_no_change_of_it(archive: Write) -> None:
    folder = archive(a=page("甲", "第一。"))
    root = folder / "index"
    with watching(folder, root) as said:
        wait_until(lambda: holds(root, {"甲"}), lambda: said)
        time.sleep(1.5)
        assert len(runs(said)) <= 2, said


def test_a_tar_and_a_single_file(archive: Write, tmp_path: Path) -> None:
    folder, root = archive(a=page("甲", "第一。")), tmp_path / "index"
    tar = pack(folder, tmp_path / "articles.tar.gz")
    with watching(tar, root) as said:
        wait_until(lambda: holds(root, {"甲"}), lambda: said)
        archive(b=page("乙", "第二。"))
        pack(folder, tar)
        wait_until(lambda: holds(root, {"甲", "乙"}), lambda: said)


def test_a_place_that_can_be_no_index_is_refused_at_once(archive: Write) -> None:
    with pytest.raises(BadParameter):
        watch(archive(page("甲", "第一。")), "elsewhere://h/n", stop=None)  # type: ignore[arg-type]


def test_whatever_happens_the_index_is_that_of_a_full_reindex(tmp_path: Path) -> None:
    soaked = soak(600 if os.environ.get("WENHAI_SOAK") else 4, tmp_path, seed=7)
    print(soaked)
    assert soaked.articles > 10 and not soaked.halves and not soaked.different, soaked


def test_several_archives_are_watched_and_one_that_is_missing_holds_up_nobody(archive: Write, tmp_path: Path) -> None:
    root, other = tmp_path / "index", tmp_path / "other"
    folder = archive(a=page("甲", "第一。"))
    with watching([folder, other], root) as said:
        wait_until(lambda: holds(root, {"甲"}), lambda: said)
        assert any(f"There is no archive at {other}." in sentence for sentence in said)
        other.mkdir()
        put_old(other / "b.md", "乙")
        wait_until(lambda: holds(root, {"甲", "乙"}), lambda: said)
        other.rename(tmp_path / "away")
        archive(c=page("丙", "第三。"))
        wait_until(lambda: holds(root, {"甲", "乙", "丙"}), lambda: said)
        other.mkdir()  # as where a disk is not mounted
        archive(d=page("丁", "第四。"))
        wait_until(lambda: holds(root, {"甲", "乙", "丙", "丁"}), lambda: said)
        empty = f"There are no .md, .txt or .html files in {other}."
        wait_until(lambda: any(empty in sentence for sentence in said), lambda: said)
        other.rmdir()
        (tmp_path / "away").rename(other)
        put(other / "e.md", "戊")
        (folder / "c.md").unlink()
        wait_until(lambda: holds(root, {"甲", "乙", "丁", "戊"}), lambda: said)
    with watching([], root) as said:
        put(other / "f.md", "己")
        put(folder / "g.md", "庚")
        wait_until(lambda: holds(root, {"甲", "乙", "丁", "戊", "己", "庚"}), lambda: said)


def test_an_archive_that_the_index_does_not_know_is_not_watched_unasked(archive: Write, tmp_path: Path) -> None:
    root, other = tmp_path / "index", tmp_path / "other"
    reindex(archive(a=page("甲", "第一。")), root)
    other.mkdir()
    put_old(other / "b.md", "乙")
    with pytest.raises(ArchiveUnknown, match="--add"):
        watch(other, root, stop=threading.Event())
    with pytest.raises(IndexMissing):
        watch((), tmp_path / "none", stop=threading.Event())
    with watching(other, root, add=True) as said:
        wait_until(lambda: holds(root, {"甲", "乙"}), lambda: said)
