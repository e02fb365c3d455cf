"""Several archives in one index, whatever the engine: nothing leaves but what has left a known archive."""

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import (
    ArchiveMissing,
    ArchiveShrunk,
    ArchiveUnknown,
    BadParameter,
    check,
    known_archives,
    open_index,
    reindex,
)
from indexer.location import Location
from tests.contract.reindexing import counts, titles
from tests.factories import Places, page

Make = Callable[..., Path]
ADDRESS = "https://cn.nytimes.com/china/20240305/bridge/"


@pytest.fixture
def folder(tmp_path: Path) -> Make:
    """Writes files by their names into a folder of that name, which is given."""

    def write(name: str, **files: str) -> Path:
        path = tmp_path / name
        path.mkdir(parents=True, exist_ok=True)
        for file, text in files.items():
            (path / f"{file}.md").write_text(text, encoding="utf-8")
        return path

    return write


def names(root: Location) -> list[str]:
    return [archive.name for archive in known_archives(root)]


def test_another_archive_is_refused_with_the_two_commands_that_may_be_meant(folder: Make, places: Places) -> None:
    root = places()
    reindex(folder("news", a=page("甲", "第一。")), root)
    blog = folder("my blog", b=page("乙", "第二。"))
    for full in (False, True):
        with pytest.raises(ArchiveUnknown) as refused:
            reindex(blog, root, full=full)
        assert f"wenhai reindex --add '{blog}'" in str(refused.value)
        assert f"wenhai reindex --replace news '{blog}'" in str(refused.value)
        assert titles(root) == {"甲"} and open_index(root).writer() == ""


def test_an_archive_is_added_and_each_is_kept_up_by_itself_or_with_all(folder: Make, places: Places) -> None:
    root = places()
    news, blog = folder("news", a=page("甲", "第一。"), b=page("乙", "第二。")), folder("blog", c=page("丙", "第三。"))
    reindex(news, root)
    assert counts(reindex(blog, root, add=True)) == (1, 0, 2, 0, 0, 0)
    assert titles(root) == {"甲", "乙", "丙"} and names(root) == ["news", "blog"]
    assert counts(reindex(blog, root, add=True)) == (0, 0, 3, 0, 0, 0)
    (news / "a.md").unlink()
    folder("blog", d=page("丁", "第四。"))
    assert counts(reindex(blog, root)) == (1, 0, 3, 0, 0, 0), "news is not looked at"
    assert counts(reindex((), root)) == (0, 0, 3, 0, 0, 1)
    assert titles(root) == {"乙", "丙", "丁"}
    folder("news", e=page("戊", "第五。"))
    assert counts(reindex([blog, news], root)) == (1, 0, 3, 0, 0, 0)
    assert check(root, blog).changed == check(root, news).changed == 0
    assert check(root).problems == ()


def test_several_at_once_and_everything_anew(folder: Make, places: Places) -> None:
    root, same = places(), places()
    news, blog = folder("news", a=page("甲", "第一。")), folder("blog", b=page("乙", "第二。"))
    assert reindex([news, blog], root).archives == ("news", "blog")
    assert counts(reindex(news, root, full=True)) == (2, 0, 0, 0, 0, 0), "nobody else would bring blog back"
    reindex(news, same)
    reindex(blog, same, add=True)
    assert {a.id: a for a in open_index(root).articles()} == {a.id: a for a in open_index(same).articles()}


def test_an_archive_leaves_by_its_name_and_another_copy_takes_the_place_of_its_articles(
    folder: Make, places: Places
) -> None:
    root = places()
    news = folder("news", a=page("甲", "第一。"), b=page("旧", "旧文。", url=ADDRESS, fed=1))
    blog = folder("blog", c=page("新", "新文。", url=ADDRESS, fed=2), d=page("丁", "第四。"))
    assert counts(reindex([news, blog], root)) == (3, 0, 0, 1, 0, 0)
    assert titles(root) == {"甲", "新", "丁"}
    assert counts(reindex((), root, removed=["blog"])) == (0, 1, 1, 0, 0, 1)
    assert titles(root) == {"甲", "旧"} and names(root) == ["news"]
    reindex((), root, removed=["news"])
    assert titles(root) == set() and names(root) == []
    with pytest.raises(ArchiveMissing, match="wenhai reindex ARCHIVE"):
        reindex((), root)
    assert counts(reindex(blog, root)) == (2, 0, 0, 0, 0, 0)


def test_an_archive_that_has_moved_keeps_its_articles_and_their_ids(folder: Make, places: Places) -> None:
    root, plain = places(), "<p>没有网址的文章。</p>"
    blog = folder("blog", a=plain)
    reindex([folder("news", a=plain), blog], root)
    before = {article.id for article in open_index(root).articles()}
    assert len(before) == 2, "two files at one path, of two archives, are two articles"
    moved = blog.rename(blog.with_name("moved"))
    with pytest.raises(ArchiveUnknown, match="--replace blog"):
        reindex(moved, root)
    assert counts(reindex(moved, root, replaced="blog")) == (0, 0, 2, 0, 0, 0)
    assert {article.id for article in open_index(root).articles()} == before
    assert [archive.path for archive in known_archives(root)] == [str(folder("news")), str(moved)]


def test_one_archive_under_several_spellings_is_one(
    folder: Make, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = places()
    news = folder("news", a=page("甲", "第一。"))
    reindex(news, root)
    (news.parent / "link").symlink_to(news)
    monkeypatch.chdir(news.parent)
    for same in ("news", "./news/", news.parent / "link", "news/../link", news / ".." / "news"):
        assert counts(reindex(same, root)) == (0, 0, 1, 0, 0, 0), same
    assert counts(reindex(["news", "link"], root)) == (0, 0, 1, 0, 0, 0)


def test_what_lies_in_an_archive_is_no_archive_of_its_own(folder: Make, places: Places) -> None:
    root = places()
    news = folder("news", a=page("甲", "第一。"))
    reindex(news, root)
    inside = folder("news/2024", b=page("乙", "第二。"))
    for add in (False, True):
        with pytest.raises(ArchiveUnknown, match="lies in the archive news"):
            reindex(inside, root, add=add)
    with pytest.raises(ArchiveUnknown, match=r"holds the archive news.*--replace news"):
        reindex(news.parent, root, add=True)
    assert titles(root) == {"甲"}


def test_two_archives_of_one_name(folder: Make, places: Places) -> None:
    root = places()
    one, two = folder("a/articles", a=page("甲", "第一。")), folder("b/articles", a=page("乙", "第二。"))
    reindex([one, two], root)
    assert names(root) == ["articles", "articles-2"]
    reindex((), root, removed=["articles"])
    assert titles(root) == {"乙"}
    reindex(one, root, add=True)
    assert titles(root) == {"甲", "乙"} and names(root) == ["articles-2", "articles"]
    assert len({article.id for article in open_index(root).articles()}) == 2


@pytest.mark.parametrize("how", [{"removed": ["nws"]}, {"replaced": "nws"}, {"removed": [""]}])
def test_a_name_that_no_archive_has(folder: Make, places: Places, how: dict[str, object]) -> None:
    root = places()
    reindex(folder("news", a=page("甲", "第一。")), root)
    with pytest.raises(BadParameter, match="knows news"):
        reindex(folder("blog", b=page("乙", "第二。")), root, **how)  # type: ignore[arg-type]
    assert titles(root) == {"甲"}


def test_what_one_archive_lost_is_not_made_up_for_by_another(folder: Make, places: Places) -> None:
    root = places()
    news = folder("news", **{f"n{n}": page(f"新闻{n}", f"第{n}条。") for n in range(110)})
    reindex(news, root)
    for path in news.iterdir():
        path.unlink()
    folder("news", **{f"o{n}": page(f"别的{n}", f"另{n}条。") for n in range(110)})
    with pytest.raises(ArchiveShrunk, match="lacks 110 of the 110 articles"):
        reindex(news, root)
    with pytest.raises(ArchiveShrunk):
        reindex([news, folder("blog", b=page("乙", "第二。"))], root, add=True, full=True)
    assert len(open_index(root)) == 110
