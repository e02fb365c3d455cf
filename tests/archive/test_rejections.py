"""Files that nobody would write, in folders and tars: rejected by their names, and the article beside them found."""

import gzip
import io
import json
import os
import re
import socket
import stat
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer import Limits, Rejection, open_index, read_archive, reindex
from indexer.archive.guard import Guarded
from indexer.cli import main
from tests.factories import page

README = Path(__file__).parents[2] / "README.md"
GOOD = page("石榴", "石榴树下有一盏灯。").encode()
HUNDRED_MB = 100_000_000
SECRET = "不可外传的话"


def rejected(folder: Path, limits: Limits | None = None) -> dict[str, str]:
    """Why each file of an archive was rejected; the good one must have been read."""
    told: list[Rejection] = []
    found = list(read_archive(folder, told.append, limits))
    assert [article.title for article in found] == ["石榴"], [article.path for article in found]
    return {one.path: one.reason for one in told}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive with one good article."""
    place = tmp_path / "archive"
    place.mkdir()
    (place / "good.md").write_bytes(GOOD)
    return place


MARKUP = {
    "nesting": (
        "<div>" * 10_000 + "字" + "</div>" * 10_000, "<b>" * 10_000 + "字", "<ul><li>" * 10_000 + "字",
        "<table><tr><td>" * 10_000 + "字", "<svg>" * 10_000 + "字", "<blockquote>字" * 10_000 + "</p>" * 10_000,
    ),
    "tags": ("<br>" * 200_001, "<" * 200_001, "<p>字</p>" * 100_001),
}  # fmt: skip


@pytest.mark.parametrize("limit", MARKUP)
def test_markup_that_is_deep_or_endless(folder: Path, limit: str) -> None:
    for number, markup in enumerate(MARKUP[limit]):
        (folder / f"{number}.md").write_bytes(page(f"题{number}", markup).encode())
    began = time.process_time()
    reasons = rejected(folder)
    assert time.process_time() - began < 10
    assert set(reasons) == {f"{number}.md" for number in range(len(MARKUP[limit]))}
    assert all(f"over the limit {limit}={getattr(Limits(), limit)}." in reason for reason in reasons.values())


def test_what_every_list_shows_is_short(folder: Path) -> None:
    """A title of eight megabytes was on each page that lists its article, and five times on its own: 105 MB."""
    long = "云桥" * 50_000
    heads = {
        "title": f"title: {long}", "tags": "tags: [" + ", ".join(f"云{number}" for number in range(20_000)) + "]",
        "section": f"title: 云\nsection: {long}", "author": f"title: 云\nauthor: {long}",
        "url": f"title: 云\nurl: https://a.example/{long}",
    }  # fmt: skip
    for name, head in heads.items():
        (folder / f"{name}.md").write_text(f"---\n{head}\n---\n云桥通了。\n", encoding="utf-8")
    (folder / "feed.md").write_bytes(page(long, "<p>云桥通了。").encode())
    told: list[Rejection] = []
    for article in read_archive(folder, told.append):
        facts = (article.title, article.url, article.section, article.source, *article.byline, *article.tags)
        assert sum(map(len, facts)) <= Limits().head
    assert {"title.md", "feed.md", "tags.md"} <= {one.path for one in told}
    assert all("over the limit head=20000." in one.reason for one in told)


def test_as_deep_as_is_said(folder: Path) -> None:
    """What lies within the limits is read, and what no article needs to be rejected for is not rejected."""
    (folder / "deep.md").write_bytes(page("深", "<div>" * 1_500 + "深处有字" + "</div>" * 1_500).encode())
    found = {article.title: article.body for article in read_archive(folder)}
    assert found["深"] == "深处有字"


def test_entities_that_name_one_another_are_text(folder: Path) -> None:
    lots = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 12))
    bomb = f"<!DOCTYPE html [<!ENTITY l0 '很多'>{lots}]><title>雷</title><p>&l11;灯</p>"
    outside = f"<!DOCTYPE html [<!ENTITY x SYSTEM 'file://{folder}/good.md'>]><title>外</title><p>&x;灯</p>"
    (folder / "bomb.html").write_text(bomb, encoding="utf-8")
    (folder / "outside.html").write_text(outside, encoding="utf-8")
    found = {article.path: article for article in read_archive(folder)}
    assert {"bomb.html", "outside.html"} <= set(found)
    for path in ("bomb.html", "outside.html"):
        assert len(found[path].body) < 1000
        assert "石榴" not in found[path].body + found[path].title


def test_a_line_of_100_mb(folder: Path) -> None:
    """Neither read nor held: the file has a hole, so it takes no room on the disk of whoever tests."""
    with (folder / "long.md").open("wb") as file:
        file.truncate(HUNDRED_MB)
    assert rejected(folder) == {
        "long.md": f"The file is too large: {HUNDRED_MB:,} bytes, over the limit file={Limits().file}."
    }
    assert "binary" in rejected(folder, Limits(file=HUNDRED_MB))["long.md"], "the limit is a setting"


@pytest.mark.skipif(os.environ.get("WENHAI_SOAK") != "1", reason="100 MB are indexed under WENHAI_SOAK=1.")
@pytest.mark.parametrize("text", ["很长的一行字", "word ", "字", "１２３"])
def test_a_line_of_100_mb_where_it_is_allowed(folder: Path, tmp_path: Path, text: str) -> None:
    (folder / "long.md").write_bytes(page("长", text * (HUNDRED_MB // len(text.encode()) - 100)).encode())
    began = time.monotonic()
    report = reindex(folder, tmp_path / "index", limits=Limits(file=HUNDRED_MB))
    print(f"{text!r}: {time.monotonic() - began:.0f} s")
    assert (report.added, report.rejected) == (2, 0)
    assert open_index(tmp_path / "index").search(text).total == 1


def special(folder: Path) -> Iterator[str]:
    """Make what is no file: pipes, sockets, devices where this user may."""
    os.mkfifo(folder / "pipe.md")
    yield "pipe.md"
    with socket.socket(socket.AF_UNIX) as bound:
        at = os.open(folder, os.O_RDONLY)
        try:
            bound.bind(f"/proc/self/fd/{at}/socket.txt")  # a socket's address holds 108 bytes
        finally:
            os.close(at)
        yield "socket.txt"
    try:
        os.mknod(folder / "zero.html", stat.S_IFCHR | 0o666, os.makedev(1, 5))
        yield "zero.html"
    except PermissionError:
        pass


def test_pipes_sockets_and_devices_are_not_opened(folder: Path) -> None:
    names = list(special(folder))
    assert rejected(folder) == dict.fromkeys(names, "The file is a device, pipe or socket.")


def test_links_out_of_the_archive(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text(SECRET, encoding="utf-8")
    (tmp_path / "archive-beside").mkdir()
    (tmp_path / "archive-beside/secret.md").write_text(SECRET, encoding="utf-8")
    (folder / "file.md").symlink_to(outside / "secret.md")
    (folder / "relative.md").symlink_to("../outside/secret.md")
    (folder / "folder").symlink_to(outside)
    (folder / "beside").symlink_to(tmp_path / "archive-beside")
    (folder / "chain.md").symlink_to(folder / "file.md")
    (folder / "root").symlink_to("/")
    (folder / "zero.md").symlink_to("/dev/zero")
    names = {"file.md", "relative.md", "folder", "beside", "chain.md", "root", "zero.md"}
    reasons = rejected(folder)
    assert set(reasons) == names
    assert all("link leads out of the archive, over the limit links_out=0." in one for one in reasons.values())
    found = read_archive(folder, limits=Limits(links_out=1))
    assert SECRET in "".join(article.body for article in found), "whoever wants to may follow them"


NAMES = (
    "标题".encode("gb18030"), "標題".encode("big5"), b"\xff\xfe", b"a\nb", b"\x1b[2Jred", b"a\tb", b"\x7f",
    "\u202eofni".encode(), "\u2028".encode(), b"x" * 250, "長".encode() * 80, b"'\"$(id)`;|&<b>", b"-rf", b"--full",
    b"{{7*7}}", b"%s%n", b"CON", b"a ", "\ud800".encode("utf-8", "surrogatepass"), "e\u0301\u00e9".encode(),
)  # fmt: skip


def test_names_in_any_encoding(folder: Path, tmp_path: Path) -> None:
    """They are indexed, found, told and known again; a name that is no text is spelled out."""
    for number, name in enumerate(NAMES):
        with open(os.fsencode(folder) + b"/" + name + b".md", "wb") as file:
            file.write(page(f"名{number}", f"第{number}号文章。").encode())
    with open(os.fsencode(folder) + b"/\xff\x1b\n.txt", "wb"):
        pass
    report = reindex(folder, tmp_path / "index")
    assert (report.added, report.rejected) == (1 + len(NAMES), 1)
    assert reindex(folder, tmp_path / "index").unchanged == 1 + len(NAMES)
    index = open_index(tmp_path / "index")
    found = {article.title: article.path for article in index.articles()}
    paths = [found[index.search(f'"第{number}号文章"').hits[0].title] for number in range(len(NAMES))]
    assert len(set(paths)) == len(NAMES)
    told = (tmp_path / "index/rejected.jsonl").read_text(encoding="utf-8")
    assert json.loads(told)["path"] == "\\xff\\x1b\\n.txt"
    assert all(path.isprintable() and path.encode() for path in paths)


def member(tar: tarfile.TarFile, name: str, data: bytes = b"", **told: object) -> None:
    """A member that says of itself what is given, whatever is true."""
    info = tarfile.TarInfo(name)
    info.size = len(data)
    for key, value in told.items():
        setattr(info, key, value)
    tar.addfile(info, io.BytesIO(data) if data else None)


def tar_with(path: Path, *more: Callable[[tarfile.TarFile], object], form: int = tarfile.PAX_FORMAT) -> Path:
    """A tar, plain or packed, that begins with the good article."""
    told = io.BytesIO()
    with tarfile.open(fileobj=told, mode="w", format=form) as tar:
        member(tar, "good.md", GOOD)
        for one in more:
            one(tar)
    data = told.getvalue()
    path.write_bytes(gzip.compress(data) if path.name.endswith("gz") else data)
    return path


def test_members_of_tars_that_are_no_files_or_lead_out(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text(SECRET, encoding="utf-8")
    kinds = {
        "s.md": tarfile.SYMTYPE, "h.md": tarfile.LNKTYPE, "c.md": tarfile.CHRTYPE, "b.md": tarfile.BLKTYPE,
        "f.md": tarfile.FIFOTYPE, "own.md": tarfile.LNKTYPE,
    }  # fmt: skip
    links = {"s.md": "secret.md", "h.md": "../secret.md", "own.md": "good.md"}
    place = tar_with(
        tmp_path / "a.tar.gz",
        *(lambda tar, name=name: member(tar, name, type=kinds[name], linkname=links.get(name, "")) for name in kinds),
    )
    assert rejected(place) == dict.fromkeys(kinds, "The file is a link or device inside a tar file.")


def test_a_way_out_of_a_tar_is_only_a_name(tmp_path: Path) -> None:
    ways = ("../../out.md", "/tmp/wenhai-out.md", "a/../../b.md", "./../c.md", "C:/d.md")
    (tmp_path / "in").mkdir()
    place = tar_with(
        tmp_path / "in/a.tar",
        *(lambda tar, way=way, n=n: member(tar, way, page(f"路{n}", "字。").encode()) for n, way in enumerate(ways)),
    )
    report = reindex(place, tmp_path / "in/index")
    assert (report.added, report.rejected) == (1 + len(ways), 0)
    assert sorted(path.name for path in [*tmp_path.iterdir(), *(tmp_path / "in").iterdir()]) == ["a.tar", "in", "index"]
    assert not Path("/tmp/wenhai-out.md").exists()


def zeros(gigabytes: float) -> bytes:
    """So many zeros, packed: gzip allows one stream behind the other."""
    return gzip.compress(bytes(1 << 24), 9) * int(gigabytes * 64)


def bomb(path: Path, size: int, text: bool) -> Path:
    """A packed tar of a MB or two whose second member has so many bytes, as it says."""
    told = io.BytesIO()
    with tarfile.open(fileobj=told, mode="w", format=tarfile.GNU_FORMAT) as tar:
        member(tar, "good.md", GOOD)
        info = tarfile.TarInfo("bomb.md" if text else "bomb.bin")
        info.size = size
        head = told.getvalue() + info.tobuf(tarfile.GNU_FORMAT)  # addfile wants the file itself since Python 3.13
    path.write_bytes(gzip.compress(head) + zeros(size / (1 << 30)))
    return path


@pytest.mark.parametrize("text", [True, False])
def test_a_tar_that_unpacks_to_a_thousand_times_its_size(tmp_path: Path, text: bool) -> None:
    place = bomb(tmp_path / "bomb.tar.gz", 1 << 34, text)
    assert place.stat().st_size < 20_000_000
    began = time.process_time()
    reasons = rejected(place)
    assert time.process_time() - began < 5, "nothing of it is unpacked"
    assert re.search(r"unpacks to more than [\d,]+ bytes, over the limit growth=200", reasons["bomb.tar.gz"])
    if text:
        assert "too large" in reasons["bomb.md"]


def test_headers_that_say_what_cannot_be(tmp_path: Path) -> None:
    """The article before them is read; what follows is told as damage of the tar, or as a file that is too large."""
    lies: dict[str, Callable[[tarfile.TarFile], object]] = {
        "negative": lambda tar: member(tar, "n.md", pax_headers={"size": "-512"}),
        "huge": lambda tar: member(tar, "h.md", pax_headers={"size": str(1 << 62)}),
        "digits": lambda tar: member(tar, "d.md", pax_headers={"comment": "1" * 100_000}),
        "many": lambda tar: member(tar, "m.md", pax_headers={f"k{n}": "v" for n in range(100_000)}),
        "sparse": lambda tar: member(
            tar, "s.md", b"abc", pax_headers={"GNU.sparse.map": "0,3,99999999999,1", "GNU.sparse.size": "9" * 11}
        ),
    }
    for name, lie in lies.items():
        place = tar_with(tmp_path / f"{name}.tar", lie)
        began = time.process_time()
        reasons = rejected(place)
        assert time.process_time() - began < 5, name
        assert reasons and all(reason.endswith(".") for reason in reasons.values()), name


def test_a_header_of_gigabytes(tmp_path: Path) -> None:
    place = tar_with(tmp_path / "a.tar", lambda tar: member(tar, "x" * 300 + ".md", b"x"), form=tarfile.GNU_FORMAT)
    data = bytearray(place.read_bytes())
    at = data.index(b"././@LongLink")
    data[at + 124 : at + 136] = b"\x80" + (1 << 40).to_bytes(11, "big")
    data[at + 148 : at + 156] = b" " * 8
    data[at + 148 : at + 156] = b"%06o\0 " % sum(data[at : at + 512])
    place.write_bytes(data)
    assert "a header of over 1,048,576 bytes" in rejected(place)["a.tar"]


def test_headers_that_are_long_only_together(tmp_path: Path) -> None:
    """Two of 600 KB for one member, as nobody writes them; what lies before is read."""
    long = {"type": tarfile.SYMTYPE, "linkname": "y" * 600_000}
    place = tar_with(
        tmp_path / "a.tar", lambda tar: member(tar, f"{'x' * 600_000}.md", **long), form=tarfile.GNU_FORMAT
    )
    assert "a header of over 1,048,576 bytes" in rejected(place)["a.tar"]


def test_many_members_without_data_are_not_one_long_header(tmp_path: Path) -> None:
    """Tarfile does not seek between them."""
    folders = tar_with(
        tmp_path / "a.tar",
        *(lambda tar, n=n: member(tar, f"{n}", type=tarfile.DIRTYPE) for n in range(2500)),
        lambda tar: member(tar, "last.md", page("末", "最后一篇。").encode()),
    )
    assert [article.title for article in read_archive(folders)] == ["石榴", "末"]


@pytest.mark.parametrize("piece", [1 << 20, 1 << 16, 512, 7])
def test_headers_are_bounded_in_whatever_pieces_they_are_read(tmp_path: Path, piece: int) -> None:
    """Python 3.14 reads pieces of 1 MiB, the next one perhaps others."""
    place = tmp_path / "a.tar"
    place.write_bytes(bytes(3 << 20))
    with closing(Guarded(str(place), Limits())) as guarded:
        for _ in range(2):
            guarded.next_member()
            read = 0
            with pytest.raises(tarfile.ReadError, match=r"a header of over 1,048,576 bytes"):
                while True:
                    read += len(guarded.read(piece))
            assert read == (1 << 20) // piece * piece
    place.write_bytes(b"x" * 500 + b"1" * 1001 + b"x" * 500)
    with closing(Guarded(str(place), Limits())) as guarded, pytest.raises(tarfile.ReadError, match="over 1,000 digits"):
        while guarded.read(piece):
            pass
    place.write_bytes((b"x" * 500 + b"1" * 1000) * 5)
    with closing(Guarded(str(place), Limits())) as guarded:
        assert b"".join(guarded.read(piece) for _ in range(1 + 7500 // piece)) == place.read_bytes()


def test_every_limit_is_a_setting_that_is_said(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a/b").mkdir(parents=True)
    (folder / "a/b/1.md").write_bytes(page("深", "<p>" * 40 + "<b><i><u>字").encode())
    (folder / "out.md").symlink_to("/etc/hostname")
    packed = bomb(tmp_path / "bomb.tar.gz", 1 << 31, text=False)
    said = {"file": 99, "tags": 9, "nesting": 1, "head": 9, "files": 2, "depth": 1, "growth": 1, "links_out": 0}
    assert list(said) == [field.name for field in fields(Limits)]
    for name, number in said.items():
        run = ["reindex", str(packed if name == "growth" else folder), "--index", str(tmp_path / name)]
        done = CliRunner().invoke(main, [*run, "--limit", f"{name}={number}"])
        assert done.exit_code == 0, done.output
        assert f"over the limit {name}={number}." in done.output
        monkeypatch.setenv("WENHAI_LIMIT", f"{name}={number} jobs=2" if name == "file" else f"{name}={number}")
        again = CliRunner().invoke(main, [*run, "--full"])
        assert (again.exit_code == 2) if name == "file" else f"over the limit {name}={number}." in again.output
        monkeypatch.delenv("WENHAI_LIMIT")
        assert f"`{name}`" in README.read_text(encoding="utf-8")
    for wrong in ("file", "file=", "file=-1", "file=many", "size=9", "file=1e6"):
        refused = CliRunner().invoke(main, ["reindex", str(folder), "--limit", wrong])
        assert refused.exit_code == 2 and "NAME=N" in refused.output


def test_a_limit_that_is_raised_takes_what_it_rejected(folder: Path, tmp_path: Path) -> None:
    (folder / "big.md").write_bytes(page("大", "很大的文章。" * 100).encode())
    small = Limits(file=1000)
    assert (reindex(folder, tmp_path / "index", limits=small).added, len(open_index(tmp_path / "index"))) == (1, 1)
    report = reindex(folder, tmp_path / "index")
    assert (report.added, report.rejected, report.unchanged) == (1, 0, 1)
