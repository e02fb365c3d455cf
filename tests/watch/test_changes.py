"""Which files a run leaves for the next one: what is being written, and what nobody has told to be whole."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile

from hypothesis import given
from hypothesis import strategies as st

from indexer import open_index, reindex
from indexer.archive import Entry, walk
from indexer.watching.changes import PATIENCE, Changes, Node, Unfinished, node_of
from indexer.watching.notices import Notices
from tests.contract.reindexing import titles
from tests.factories import page
from tests.support.watching import wait_until

Write = Callable[..., Path]


@given(
    age=st.floats(-100, 1e6), pause=st.floats(0.1, 30), is_open=st.booleans(),
    arrived=st.booleans(), closed=st.booleans(),
)  # fmt: skip
def test_no_file_waits_for_ever(age: float, pause: float, is_open: bool, arrived: bool, closed: bool) -> None:
    with NamedTemporaryFile() as file:
        here, now = Path(file.name), time.time()
        os.utime(here, (now, now - age))
        entry, node = Entry(here.name, 1, 0, bytes), node_of(str(here))
        assert node
        when = {True: {node: now}, False: dict[Node, float]()}
        written = frozenset({node} if is_open else ())
        known = Unfinished(pause, now, written, when[closed], when[arrived])
        waits = known(str(here.parent), entry)
        recent, untold = -pause < age < pause - 1, not closed and 0 < age < 2
        if age > PATIENCE or age < -pause - 1 or (arrived and age > 0.001):
            assert not waits
        elif not arrived and (recent or untold or (is_open and 0 <= age < PATIENCE - 1)):
            assert waits
        elif age > pause + 1 and (closed or age > 4) and not is_open:
            assert not waits
        assert not replace(known, overdue=frozenset({str(here)}))(str(here.parent), entry)


def test_what_is_written_since_a_run_was_ordered_is_for_the_next(tmp_path: Path) -> None:
    """A slow run came to a file that was begun in the meantime, whose writer rested for longer than the pause."""
    (tmp_path / "a.md").write_text("half", encoding="utf-8")
    ordered = time.time() - 10
    (entry,) = walk(tmp_path)
    node = node_of(str(tmp_path / "a.md"))
    assert isinstance(entry, Entry) and node
    os.utime(tmp_path / "a.md", (ordered + 5, ordered + 5))
    assert Unfinished(0.5, ordered)(str(tmp_path), entry)
    assert Unfinished(0.5, ordered, arrived={node: ordered + 6})(str(tmp_path), entry)
    os.utime(tmp_path / "a.md", (ordered - 5, ordered - 5))
    assert not Unfinished(0.5, ordered)(str(tmp_path), entry)


def test_what_was_written_before_the_watching_began_waits(tmp_path: Path) -> None:
    """Nothing tells of a writer that had begun: 2 of 7,495 files were read half in 450 s of the soak."""
    archive, aside, changes = tmp_path / "archive", tmp_path / "aside", Changes()
    archive.mkdir()
    notices = Notices(archive, tmp_path / "index", changes, 0, print, threading.Event())

    def waits() -> bool:
        (entry,) = walk(archive)
        assert isinstance(entry, Entry)
        return changes.take(0, frozenset())(str(archive), entry)

    with (archive / "a.md").open("w") as file:
        print("half", file=file, flush=True)
        notices.look()
        assert waits()
        os.utime(archive / "a.md", (0, 0))
        assert not waits()
        print("whole", file=file, flush=True)
        wait_until(lambda: changes.are_pending, lambda: "It was not told.")
        assert waits()
    archive.rename(aside)
    assert not notices.look()
    (aside / "a.md").write_text(page("甲", "正文。"), encoding="utf-8")
    aside.rename(archive)
    notices.look()
    assert waits()
    notices.close()


def test_a_file_that_moves_while_it_is_written_and_goes_is_forgotten(tmp_path: Path) -> None:
    """The next file gets its number from the system, and waited for a minute for a writer that was long gone."""
    archive, changes = tmp_path / "archive", Changes()
    (archive / "x").mkdir(parents=True)
    notices = Notices(archive, tmp_path / "index", changes, 0, print, threading.Event())
    notices.look()

    def written() -> int:
        return len(changes.take(0, frozenset()).written)

    with (archive / "x" / "a.md").open("w") as file:
        print("half", file=file, flush=True)
        wait_until(lambda: written() == 1, lambda: "It was not told.")
        (archive / "x" / "a.md").rename(archive / "b.md")
        (archive / "b.md").rename(archive / "x" / "c.md")
        (archive / "x").rename(archive / "y")
        (archive / "y" / "c.md").unlink()
        wait_until(lambda: written() == 0, lambda: "It was not forgotten.")
    notices.close()


def test_what_waits_stays_as_it_was_known(archive: Write, tmp_path: Path) -> None:
    folder = archive(page("甲", "第一。"), page("乙", "第二。"))
    reindex(folder, tmp_path / "index")
    archive(page("甲", "第一，改过。"), page("乙", "第二，改过。"))
    report = reindex(folder, tmp_path / "index", waits=lambda _, entry: entry.path == "0.md")
    assert (report.updated, report.waiting) == (1, (str(folder / "0.md"),))
    found = {article.title: article.body for article in open_index(tmp_path / "index").articles()}
    assert found == {"甲": "第一。", "乙": "第二，改过。"}


def test_a_file_that_changes_while_it_is_read_leaves_its_place_to_the_next(archive: Write, tmp_path: Path) -> None:
    """Its older row came back, which lost to another file: that was noted as indexed, but not read."""
    root, url = tmp_path / "index", "https://cn.nytimes.com/china/20240305/same/"
    folder = archive(a=page("一", "第一。", url=url, fed=1))
    reindex(folder, root)
    archive(a=page("三", "第三。", url=url, fed=3), b=page("二", "第二。", url=url, fed=2))

    def writes(archive_path: str, entry: Entry) -> bool:
        if entry.path == "a.md":
            archive(a=page("四", "第四。", url=url, fed=4))
        return False

    assert reindex(folder, root, waits=writes).waiting == (str(folder / "a.md"),)
    assert titles(root) == {"二"}
    assert reindex(folder, root).updated == 1
    assert titles(root) == {"四"}


def test_what_waits_takes_no_place_that_it_did_not_have(archive: Write, tmp_path: Path) -> None:
    """A file that lost to a newer one of its address was noted as indexed when that went, and never read after it."""
    root, url = tmp_path / "index", "https://cn.nytimes.com/china/20240305/same/"
    folder = archive(old=page("旧", "第一。", url=url, fed=1), new=page("新", "第二。", url=url, fed=2))
    reindex(folder, root)
    assert titles(root) == {"新"}
    (folder / "new.md").unlink()
    os.utime(folder / "old.md")
    assert reindex(folder, root, waits=lambda *_: True).waiting == (str(folder / "old.md"),)
    assert titles(root) == set()
    assert reindex(folder, root).added == 1
    assert titles(root) == {"旧"}
