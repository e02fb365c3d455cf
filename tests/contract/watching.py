"""Watching an archive, whatever the engine."""

from collections.abc import Callable
from pathlib import Path

from indexer.location import open_writer
from tests.factories import Places, page
from tests.support.watching import holds, wait_until, watching

Write = Callable[..., Path]


def test_what_appears_changes_and_goes_is_indexed_and_another_run_is_waited_for(archive: Write, places: Places) -> None:
    root = places()
    folder = archive(a=page("甲", "第一。"))
    with watching(folder, root) as said:
        wait_until(lambda: holds(root, {"甲"}), lambda: said)
        archive(b=page("乙", "第二。"))
        wait_until(lambda: holds(root, {"甲", "乙"}), lambda: said)
        writer = open_writer(root)
        (folder / "a.md").unlink()
        archive(b=page("丙", "第三。"))
        wait_until(lambda: "Another reindex" in said[-1] and "tried again" in said[-1], lambda: said)
        writer.abort()
        wait_until(lambda: holds(root, {"丙"}), lambda: said)
    assert sum("Another reindex" in sentence for sentence in said) == 1
