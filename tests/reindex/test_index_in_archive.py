"""An index that lies in its archive: what is the index's is no article, and all else is."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import check, open_index, read_archive, reindex
from indexer.archive import walk
from indexer.location import folder_of
from tests.factories import page, write_lexicon
from tests.support.watching import wait_until, watching

WORDS = "云桥灯会\n雾笛合唱\n"
SYNONYMS = "渡轮, 摆渡船\n"


def titles(index: str | os.PathLike[str]) -> set[str]:
    with_index = open_index(index)
    try:
        return {article.title for article in with_index.articles()}
    finally:
        with_index.close()


def below(folder: Path, chdir: Callable[[Path], None]) -> tuple[str, str]:
    return str(folder), str(folder / "index_data")


def at_its_root(folder: Path, chdir: Callable[[Path], None]) -> tuple[str, str]:
    return str(folder), str(folder)


def relative(folder: Path, chdir: Callable[[Path], None]) -> tuple[str, str]:
    chdir(folder)
    return ".", "index_data"


def relative_archive(folder: Path, chdir: Callable[[Path], None]) -> tuple[str, str]:
    chdir(folder / "deep")
    return "..", f"{folder}/deep/../index_data/"


def by_address(folder: Path, chdir: Callable[[Path], None]) -> tuple[str, str]:
    return str(folder), f"whoosh://{folder}/index_data"


def index_by_a_link(folder: Path, chdir: Callable[[Path], None]) -> tuple[str, str]:
    (folder.parent / "elsewhere").symlink_to(folder / "index_data")
    return str(folder), str(folder.parent / "elsewhere")


def archive_by_a_link(folder: Path, chdir: Callable[[Path], None]) -> tuple[str, str]:
    (folder.parent / "way").symlink_to(folder)
    return str(folder.parent / "way"), str(folder / "index_data")


def a_link_in_the_archive(folder: Path, chdir: Callable[[Path], None]) -> tuple[str, str]:
    (folder / "again").symlink_to(folder / "index_data")
    return str(folder), str(folder / "index_data")


def a_link_out_of_the_archive(folder: Path, chdir: Callable[[Path], None]) -> tuple[str, str]:
    (folder / "index_data").rename(folder.parent / "outside")
    (folder / "index_data").symlink_to(folder.parent / "outside")
    return str(folder), str(folder / "index_data")


WAYS = [
    below,
    at_its_root,
    relative,
    relative_archive,
    by_address,
    index_by_a_link,
    archive_by_a_link,
    a_link_in_the_archive,
    a_link_out_of_the_archive,
]


@pytest.fixture
def inside(archive: Callable[..., Path]) -> Path:
    """An archive of two articles, one of them in a folder with a name as an index has it."""
    folder = archive(page("河上的新桥", "桥边挂起了灯。"))
    (folder / "deep" / "generations").mkdir(parents=True)
    (folder / "deep" / "generations" / "words.txt").write_text("三代人守一座灯塔。", encoding="utf-8")
    return folder


ARTICLES = {"河上的新桥", "三代人守一座灯塔。"}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("before", [True, False], ids=["words-first", "words-later"])
def test_an_index_never_indexes_itself(
    inside: Path, way: Callable[..., tuple[str, str]], before: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inside / "index_data").mkdir()
    place, index = way(inside, monkeypatch.chdir)
    if before:
        write_lexicon(folder_of(index), WORDS, SYNONYMS)
    report = reindex(place, index)
    assert (report.files, report.rejected, titles(index)) == (2, 0, ARTICLES)
    write_lexicon(folder_of(index), WORDS, SYNONYMS + "灯塔, 航标\n")
    (inside / "new.md").write_text(page("新来的船", "船来了。"), encoding="utf-8")
    report = reindex(place, index)
    assert (report.files, report.rejected) == (3, 0)
    assert titles(index) == {*ARTICLES, "新来的船"}
    assert check(index, place).changed == 0
    assert {article.title for article in read_archive(place)} == titles(index)


def test_another_index_in_the_archive_is_no_article_either(inside: Path, tmp_path: Path) -> None:
    for place in (inside / "old", inside / "deep" / "older"):
        reindex(inside, place)
        write_lexicon(place, WORDS, SYNONYMS)
    assert (reindex(inside, tmp_path / "new").files, titles(tmp_path / "new")) == (2, ARTICLES)


def test_articles_beside_an_index_are_read(inside: Path) -> None:
    index = inside / "index_data"
    write_lexicon(index, WORDS, SYNONYMS)
    (index / "notes.txt").write_text("索引旁边的笔记。", encoding="utf-8")
    reindex(inside, index)
    assert titles(index) == {*ARTICLES, "索引旁边的笔记。"}


def test_the_files_of_an_index_elsewhere_are_passed_over(inside: Path) -> None:
    folder = folder_of(f"opensearch://nowhere.example/news?files={inside}/own")
    write_lexicon(folder, WORDS, SYNONYMS)
    assert {entry.path for entry in walk(inside, index=folder)} == {"0.md", "deep/generations/words.txt"}


@pytest.mark.parametrize("poll", [0.0, 0.3])
def test_watching_an_archive_with_its_index_comes_to_rest(inside: Path, poll: float) -> None:
    index = inside / "index_data"
    write_lexicon(index, WORDS)
    with watching(inside, index, poll=poll) as said:
        wait_until(lambda: len(said) > 1, lambda: str(said))
        (inside / "new.md").write_text(page("新来的船", "船来了。"), encoding="utf-8")
        wait_until(lambda: any("3 articles" in line for line in said), lambda: str(said))
    assert titles(index) == {*ARTICLES, "新来的船"}
    assert len(said) < 8, said
