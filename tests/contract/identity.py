"""Which files are one article, whatever the engine: none hides another, and old addresses lead to it still."""

import io
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import ArticleNotFound, Index, check, open_index, reindex
from indexer.location import folder_of
from tests.contract.reindexing import counts, titles
from tests.factories import Places, page

Write = Callable[..., Path]
SHORT = "https://mp.weixin.qq.com/s/"
ADDRESS = "https://cn.nytimes.com/china/20240305/bridge/"


def test_capitals_and_signs_tell_files_and_addresses_apart(tmp_path: Path, places: Places) -> None:
    root, folder = places(), tmp_path / "archive"
    folder.mkdir()
    for name in ("A.md", "a.md", "N.md", "%4e.md", "é.md", "%C3%A9.md"):
        (folder / name).write_text(f"<h1>{name}</h1><p>没有网址的文章 {name}。</p>", encoding="utf-8")
    for name in ("AbC", "aBc", "a%2Fb", "a/b", "a%3Fb"):
        (folder / f"u{ord(name[0])}{len(name)}{name[-1]}{name[1] == '%'}{name[2]}.md").write_text(
            page(name, "正文。", url=SHORT + name), encoding="utf-8"
        )
    report = reindex(folder, root)
    assert counts(report) == (11, 0, 0, 0, 0, 0)
    index = open_index(root)
    articles = list(index.articles())
    assert len({article.id for article in articles}) == 11
    for article in articles:
        assert index.get(article.id).identity == article.identity


@pytest.mark.parametrize(
    "other",
    [
        "http://cn.nytimes.com/china/20240305/bridge",
        "https://cn.nytimes.com/china/20240305/%62ridge/#top",
        ADDRESS + "dual/",
    ],
)
def test_spellings_that_are_one_to_a_browser_are_one_article(archive: Write, places: Places, other: str) -> None:
    folder = archive(page("旧", "文。", url=ADDRESS, fed=1), page("新", "文。", url=other, fed=2))
    root = places()
    assert counts(reindex(folder, root)) == (1, 0, 0, 1, 0, 0)
    assert titles(root) == {"新"}


def test_an_old_address_of_an_article_leads_to_it(index: Index) -> None:
    for article in index.articles():
        old = article.id[:12]
        assert index.get(old).id[:12] == old
        assert index.neighbours(old) == index.neighbours(index.get(old).id)
    for missing in ("000000000000", "000000000000w2222222222222222", "", "12345e678901w", "0" * 29, "é"):
        with pytest.raises(ArticleNotFound):
            index.get(missing)


def test_no_program_takes_an_id_for_a_number(index: Index) -> None:
    for article in index.articles():
        with pytest.raises(ValueError):
            float(article.id)

        assert article.id[12] == "w"


def test_duplicates_of_another_text_are_named(archive: Write, places: Places) -> None:
    root = places()
    folder = archive(
        new=page("新桥", "桥长八百米。", url=ADDRESS, fed=3), old=page("新桥", "桥长七百米。", url=ADDRESS, fed=2),
        same=page("新桥", "桥长 八百米。", url=ADDRESS, fed=1), other=page("旧桥", "拆了。"),
    )  # fmt: skip
    report = reindex(folder, root)
    assert counts(report) == (2, 0, 0, 2, 0, 0)
    assert [(one.path, one.kept) for one in report.conflicts] == [("old.md", "new.md")]
    assert "2 duplicates (1 of another text)" in str(report)
    lines = (folder_of(root) / "duplicates.jsonl").read_text(encoding="utf-8").splitlines()
    assert [(value["path"], value["kept"]) for value in map(json.loads, lines)] == [("old.md", "new.md")]
    assert reindex(folder, root).conflicts == report.conflicts, "told again, without reading it again"
    archive(old=page("新桥", "桥长八百米。", url=ADDRESS, fed=2))
    assert reindex(folder, root).conflicts == ()
    assert (folder_of(root) / "duplicates.jsonl").read_text() == ""


def test_an_edit_that_keeps_size_and_time_is_seen(archive: Write, places: Places, tmp_path: Path) -> None:
    root = places()
    folder = archive(a=page("甲", "桥长八百米。"), b=page("乙", "第二。"))
    reindex(folder, root)
    before = (folder / "a.md").stat()
    edited = tmp_path / "edited.md"
    edited.write_text(page("甲", "桥长七百米。"), encoding="utf-8")
    os.utime(edited, ns=(before.st_atime_ns, before.st_mtime_ns))
    shutil.copy2(edited, folder / "a.md")  # in place, as cp -p does
    assert (folder / "a.md").stat().st_mtime_ns == before.st_mtime_ns and before.st_size == edited.stat().st_size
    assert check(root, folder).changed == 1
    assert counts(reindex(folder, root)) == (0, 1, 1, 0, 0, 0)
    edited.write_text(page("甲", "桥长六百米。"), encoding="utf-8")
    os.utime(edited, ns=(before.st_atime_ns, before.st_mtime_ns))
    edited.rename(folder / "a.md")  # another file in its place, as rsync -t does
    assert counts(reindex(folder, root)) == (0, 1, 1, 0, 0, 0)
    assert open_index(root).search('"六百米"').total == 1
    assert check(root, folder).changed == 0


def test_a_tar_with_one_time_for_all_is_read_anyway(places: Places, tmp_path: Path) -> None:
    import tarfile

    root, tar = places(), tmp_path / "articles.tar"

    def pack(text: str) -> None:
        with tarfile.open(tar, "w") as packed:
            for name, body in (("a.md", text), ("b.md", "第二。")):
                data = page(name, body).encode()
                member = tarfile.TarInfo(name)
                member.size = len(data)
                packed.addfile(member, io.BytesIO(data))

    pack("桥长八百米。")
    reindex(tar, root)
    pack("桥长七百米。")
    assert counts(reindex(tar, root)) == (0, 1, 1, 0, 0, 0)
    assert open_index(root).search('"七百米"').total == 1
