"""indexer.archive finds the files of folders, tar files and links, and reads all of them."""

import gzip
import io
import os
import random
import tarfile
from pathlib import Path

import pytest

from indexer.archive import Entry, Limits, Rejected, Rejection, read_archive, walk
from indexer.errors import ArchiveMissing
from tests.factories import NYT, STAMP, feed_file

LIMIT = Limits().file


def listing(path: Path) -> list[str]:
    """What walking gives: paths, and rejected paths marked."""
    return [("! " if isinstance(item, Rejection) else "") + item.path for item in walk(path)]


def tar_of(path: Path, files: dict[str, bytes], mode: str = "w") -> Path:
    """A tar file with these members."""
    with tarfile.open(path, mode) as tar:  # type: ignore[call-overload]
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return path


class TestWalk:
    def test_folder(self, tmp_path: Path) -> None:
        for name in ("b/2.md", "b/1.TXT", "a.html", "c.jpg", ".git/x.md", "b/.h.md", "a/z.md", "b.md"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text("x")
        assert listing(tmp_path) == ["a.html", "a/z.md", "b.md", "b/1.TXT", "b/2.md"]
        entry = next(walk(tmp_path))
        assert isinstance(entry, Entry)
        assert (entry.read(), entry.size) == (b"x", 1)
        assert entry.mtime_ns == (tmp_path / "a.html").stat().st_mtime_ns

    def test_links(self, tmp_path: Path) -> None:
        (tmp_path / "in").mkdir()
        (tmp_path / "in/1.md").write_text("x")
        (tmp_path / "in/up").symlink_to(tmp_path)
        (tmp_path / "in/gone.md").symlink_to(tmp_path / "nowhere")
        (tmp_path / "in/self.md").symlink_to(tmp_path / "in/self.md")
        (tmp_path / "twice").symlink_to(tmp_path / "in")
        os.mkfifo(tmp_path / "pipe.md")
        found = listing(tmp_path)
        inside = ["1.md", "! gone.md", "! self.md", "! up"]
        assert [name for name in found if "in/" in name] == [
            "in/1.md", "! in/gone.md", "! in/self.md", "! in/up",
        ]  # fmt: skip
        assert len([name for name in found if "twice/" in name]) == len(inside)
        assert "! pipe.md" in found

    def test_unreadable_and_odd_names(self, tmp_path: Path) -> None:
        odd = os.fsencode(tmp_path) + b"/\xff.md"
        Path(os.fsdecode(odd)).write_bytes(b"x")
        (entry,) = walk(tmp_path)
        assert isinstance(entry, Entry)
        assert (entry.path, entry.read()) == ("\\xff.md", b"x")
        os.unlink(odd)
        with pytest.raises(Rejected):
            entry.read()

    def test_a_file_that_is_too_large_is_not_read(self, tmp_path: Path) -> None:
        with (tmp_path / "big.md").open("wb") as big:
            big.truncate(LIMIT + 1)
        (entry,) = walk(tmp_path / "big.md")
        assert isinstance(entry, Entry)
        assert entry.size == LIMIT + 1
        with pytest.raises(Rejected, match=f"{LIMIT + 1:,}"):
            entry.read()

    @pytest.mark.parametrize(
        ("name", "mode"), [("a.tar", "w"), ("a.tar.gz", "w:gz"), ("a.tgz", "w:gz"), ("a.tar.xz", "w:xz")]
    )
    def test_tar(self, tmp_path: Path, name: str, mode: str) -> None:
        files = {
            "./x/2.md": b"two",
            "x/1.txt": b"one",
            "../out.md": b"out",
            "/abs.md": b"abs",
            "x/.h.md": b"",
            "p.png": b"",
        }
        archive = tar_of(tmp_path / name, files, mode)
        read = [(item.path, item.read()) for item in walk(archive) if isinstance(item, Entry)]
        assert read == [("x/2.md", b"two"), ("x/1.txt", b"one"), ("../out.md", b"out"), ("/abs.md", b"abs")]
        assert sorted(file.name for file in tmp_path.iterdir()) == [name]

    def test_links_in_a_tar(self, tmp_path: Path) -> None:
        with tarfile.open(tmp_path / "a.tar", "w") as tar:
            for name, kind in (
                ("l.md", tarfile.SYMTYPE),
                ("h.md", tarfile.LNKTYPE),
                ("f.md", tarfile.FIFOTYPE),
                ("d", tarfile.DIRTYPE),
            ):
                member = tarfile.TarInfo(name)
                member.type, member.linkname = kind, "/etc/hostname"
                tar.addfile(member)
        assert listing(tmp_path / "a.tar") == ["! l.md", "! h.md", "! f.md"]

    def test_damaged_tars_are_read_as_far_as_they_go(self, tmp_path: Path) -> None:
        noise = random.Random(1).randbytes(4000)  # so that half of the compressed bytes hold half of the text
        whole = tar_of(tmp_path / "whole.tar", {"1.md": noise[:2000], "2.md": noise[2000:]}).read_bytes()
        gz = gzip.compress(whole)
        damaged = {
            "cut.tar": whole[:3000],  # between data and header
            "mark.tar": whole[: 2 * (512 + 2048)],  # everything but the end mark
            "head.tar": whole[:2560] + b"\x55" * 512 + whole[3072:],  # the second header overwritten
            "cut.tar.gz": gz[: len(gz) // 2],
        }
        for name, data in damaged.items():
            (tmp_path / name).write_bytes(data)
            found = listing(tmp_path / name)
            assert found[-1] == f"! {name}", name
            assert len(found) == 1 or found[0] == "1.md"

    def test_nothing_there(self, tmp_path: Path) -> None:
        (tmp_path / "a.pdf").write_bytes(b"%PDF")
        (tmp_path / "no.tar").write_bytes(b"this is no tar")
        for name in ("missing", "a.pdf", "no.tar", "a\0b"):
            with pytest.raises(ArchiveMissing):
                walk(f"{tmp_path}/{name}")


class TestReadArchive:
    def test_newest_version_wins(self, tmp_path: Path) -> None:
        (tmp_path / "1.md").write_bytes(feed_file("<p>旧。</p>", stamp=STAMP))
        (tmp_path / "2.md").write_bytes(
            feed_file("<p>新。</p>", url=NYT.replace("https", "http") + "zh-hant/", stamp=STAMP + 1000)
        )
        (tmp_path / "3.md").write_bytes(feed_file("<p>他。</p>", url=NYT + "other/"))
        assert sorted(found.body for found in read_archive(tmp_path)) == ["他。", "新。"]

    def test_next_best_after_a_rejection(self, tmp_path: Path) -> None:
        nameless = f"<link rel='canonical' href='{NYT}'>"
        files = {
            "a.md": feed_file("<p>旧。</p>", stamp=STAMP),
            "b.md": feed_file("<p>次。</p>", stamp=STAMP + 1),
            "c.md": f"<!--{STAMP + 2}-->\n{nameless}<p></p>".encode(),
            "d.md": b"",
        }
        for archive in (tmp_path / "folder", tar_of(tmp_path / "a.tar.gz", files, "w:gz")):
            if archive.suffix != ".gz":
                archive.mkdir()
                for name, data in files.items():
                    (archive / name).write_bytes(data)
            told: list[Rejection] = []
            assert [(found.path, found.body) for found in read_archive(archive, told.append)] == [("b.md", "次。")]
            assert sorted(rejection.path for rejection in told) == ["c.md", "d.md"]

    def test_one_path_twice_in_a_tar(self, tmp_path: Path) -> None:
        with tarfile.open(tmp_path / "a.tar", "w") as tar:
            for data in (feed_file("<p>旧。</p>"), feed_file("<p>新。</p>", stamp=STAMP + 1)):
                member = tarfile.TarInfo("1.md")
                member.size = len(data)
                tar.addfile(member, io.BytesIO(data))
        assert [found.body for found in read_archive(tmp_path / "a.tar")] == ["新。"]
        assert len(list(read_archive(tmp_path / "a.tar"))) == 1
