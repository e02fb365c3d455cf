"""Any bytes as a tar file: files of it, or rejections with sentences, or ArchiveMissing; and never outside of memory.

``python -m tests.soak.fuzz_tar --seconds 600``
"""

import gzip
import io
import lzma
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from tests.soak.fuzzing import Fuzzer, Target, assert_writable, small_archive

LONGEST = 32_768
WORDS = (
    "ustar\0", "ustar  \0", "././@LongLink", "GNU.sparse.map=0,1", "GNU.sparse.major=1", "GNU.sparse.minor=0",
    "GNU.sparse.size=9", "GNU.sparse.realsize=9", "hdrcharset=BINARY", "path=", "size=", "mtime=", "linkpath=", "inf",
    "nan", "-1", "99999999999", "a.md", "../", "0000000\0", "7777777",
)  # fmt: skip


def seeds() -> Iterator[bytes]:
    """Small tars in all formats, plain and packed, with every kind of member."""
    import tarfile  # here, so that it is not there before atheris is

    def add(name: str, data: bytes, kind: bytes = tarfile.REGTYPE) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.type, member.linkname = len(data), kind, "/etc/hostname"
        tar.addfile(member, io.BytesIO(data))

    files = list(islice(small_archive().items(), 4))
    for form in (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        told = io.BytesIO()
        with tarfile.open(fileobj=told, mode="w", format=form) as tar:
            for path, data in files:
                add(path, data[:900])
            add(f"{'long' * 20}/{'long' * 20}.md", b"x")
            for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE):
                add("other.md", b"", kind)
        yield told.getvalue()
        yield gzip.compress(told.getvalue(), 1)
        yield lzma.compress(told.getvalue(), preset=0)
    for said in ("size=-512", "GNU.sparse.map=0,5,9,9", "GNU.sparse.major=1", "mtime=inf", "path=../../etc/x.md"):
        told = io.BytesIO()
        with tarfile.open(fileobj=told, mode="w", format=tarfile.PAX_FORMAT) as tar:
            name, _, value = said.partition("=")
            member = tarfile.TarInfo("a.md")
            member.size, member.pax_headers = 3, {name: value, "GNU.sparse.minor": "0"}
            tar.addfile(member, io.BytesIO(b"abc"))
        yield told.getvalue()


def target(folder: Path) -> Target:
    """Walk a tar and read all of it. It needs a name, as archives have: a file in memory is one."""
    from indexer.archive import Entry, Rejected, walk
    from indexer.errors import ArchiveMissing

    place = folder / "some.tar"

    def read(data: bytes) -> None:
        place.write_bytes(data)
        try:
            for item in walk(place):
                assert_writable(item.path)
                if not isinstance(item, Entry):
                    assert item.reason.endswith("."), item.reason
                    continue
                try:
                    assert len(item.read()) <= item.size
                except Rejected as rejected:
                    assert rejected.reason.endswith("."), rejected.reason
        except ArchiveMissing as missing:
            assert str(missing).endswith("."), str(missing)
        finally:
            place.unlink()

    return read


FUZZER = Fuzzer("fuzz_tar", seeds, target, WORDS, LONGEST)

if __name__ == "__main__":
    FUZZER.main()
