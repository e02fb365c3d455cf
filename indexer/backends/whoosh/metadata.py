"""What a generation was built by, and what must be there: ``metadata.json``, and whether all is as it says."""

import errno
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib.metadata import version as version_of
from io import BufferedReader
from pathlib import Path

from indexer.analysis import Lexicon, analysis_stamp
from indexer.arrays import not_as_written
from indexer.backends.arrays.layout import SCHEMA_VERSION
from indexer.backends.whoosh.toc import SEGMENTS
from indexer.errors import IndexDamaged, IndexMismatch, IndexUnreadable, WenhaiError
from indexer.files import open_file, read_whole
from indexer.messages import message

METADATA, CATALOG, LEXICON, LEARNED = "stamp.json", "manifest", "lexicon.json", "learned.arrays"
OWN_FILES = (METADATA, CATALOG, LEXICON, LEARNED, SEGMENTS)
"""What each generation has of its own; the other files are segments."""
_LARGE = (".arrays", CATALOG)
"""How the names of files end that are not read whole whenever the index is opened, unless they are small; ``altered``
does, and whoever reads a file catalog."""
_SMALL = 65_536
_SEAL = b',"digest":"%s"}'
"""How a stamp ends: with the digest (BLAKE2b, 16 bytes) of all that stands before."""
_SEALED = re.compile(rb'(.*),"digest":"([^"]*)"\}', re.DOTALL)
_REFUSED = (errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE, errno.ENOMEM)
"""Errors that say nothing of what is on the disk."""


@dataclass(frozen=True, slots=True)
class IndexMetadata:
    """What a generation was built by, and what must be there: ``files`` are names and sizes in bytes, ``digests`` names
    and hashes (BLAKE2b, 16 bytes). ``generation`` is the one that it was written for, so that another one's is found
    out."""

    schema: int
    analysis: str
    version: str
    built: str
    articles: int
    files: dict[str, int]
    digests: dict[str, str] = field(default_factory=dict)
    generation: str = ""

    @property
    def built_at(self) -> datetime:
        """When it was built (aware)."""
        return datetime.fromisoformat(self.built)


def new_metadata(folder: Path, articles: int, built: datetime, kept: Mapping[str, str]) -> IndexMetadata:
    """The index metadata for the files of a folder. ``kept`` are the digests of the generation before it: a file that
    is taken over keeps its digest too, so that what has become of it since is not taken for what was written."""
    paths = [path for path in sorted(folder.iterdir()) if path.name != METADATA]
    files = {path.name: path.stat().st_size for path in paths}
    taken_over = {name: digest for name, digest in kept.items() if name not in OWN_FILES}
    digests = {path.name: taken_over.get(path.name) or _digest(path) for path in paths}
    made_by = SCHEMA_VERSION, analysis_stamp(), release()
    return IndexMetadata(*made_by, built.isoformat(), articles, files, digests, folder.stem)


def release() -> str:
    """This program's version."""
    return version_of("wenhai")


def write_lexicon(folder: Path, lexicon: Lexicon) -> None:
    """Keep the words that a generation is cut with."""
    (folder / LEXICON).write_text(json.dumps(asdict(lexicon), ensure_ascii=False), encoding="utf-8")


def read_kept_lexicon(folder: Path) -> Lexicon:
    """The words that a generation was cut with; raises IndexDamaged, IndexUnreadable."""
    try:
        kept = json.loads(read_whole(folder / LEXICON))
        words = tuple((str(word), frequency) for word, frequency in kept["words"])
        return Lexicon(words, tuple(tuple(group) for group in kept["synonyms"]))
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise failed(folder / LEXICON, error) from error


def read_catalog(folder: Path, metadata: IndexMetadata) -> bytes:
    """What the archive was like; raises IndexDamaged, also if it is not as it was written, and IndexUnreadable."""
    try:
        data = read_whole(folder / CATALOG)
    except OSError as error:
        raise failed(folder / CATALOG, error) from error
    if _hash(data) != metadata.digests.get(CATALOG, _hash(data)):
        raise not_as_written(folder / CATALOG)
    return data


def write_metadata(folder: Path, metadata: IndexMetadata) -> None:
    """Write it, sealed with a digest of its own."""
    head = json.dumps(asdict(metadata), separators=(",", ":")).encode().removesuffix(b"}")
    (folder / METADATA).write_bytes(head + _SEAL % _hash(head).encode())


def read_metadata(folder: Path) -> IndexMetadata:
    """A generation's stamp; raises IndexMismatch if it is of another schema, IndexDamaged if it is not as it was
    written, a file is missing or has another size, or one that is not large another content; IndexUnreadable."""
    metadata = load_metadata(folder)
    for name, size in metadata.files.items():
        try:
            found = (folder / name).stat().st_size
            if found != size:
                raise IndexDamaged(
                    "The file {name} of the index in {folder} has {found} bytes instead of {size}. Rebuild it "
                    "with: wenhai reindex ARCHIVE --full",
                    name=name,
                    folder=folder,
                    found=found,
                    size=size,
                )
            read = size <= _SMALL or not name.endswith(_LARGE)
            if read and name in metadata.digests and _digest(folder / name) != metadata.digests[name]:
                raise not_as_written(folder / name)
        except OSError as error:
            raise failed(folder / name, error) from error
    return metadata


def load_metadata(folder: Path) -> IndexMetadata:
    """The same without a look at the files."""
    try:
        data = read_whole(folder / METADATA)
        sealed = _SEALED.fullmatch(data)
        if sealed and _hash(sealed[1]).encode() != sealed[2]:
            raise not_as_written(folder / METADATA)
        values = json.loads(sealed[1] + b"}" if sealed else data)
        if values["schema"] != SCHEMA_VERSION:  # what else stands there is known to that release alone
            raise _mismatch(folder, str(values.get("version", "?")))
        metadata = IndexMetadata(**values)
        if not sealed or not _is_possible(metadata):
            raise ValueError("it holds what no stamp does")
    except WenhaiError:
        raise
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise failed(folder / METADATA, error) from error
    if metadata.generation != folder.stem:
        raise IndexDamaged(
            "The file {name} of the index in {folder} is that of generation {generation}. Rebuild it with: wenhai "
            "reindex ARCHIVE --full",
            name=METADATA, folder=folder, generation=metadata.generation,
        )  # fmt: skip
    return metadata


def _is_possible(metadata: IndexMetadata) -> bool:
    """Whether everything in it is of its kind. Pages tell the time, in any time zone."""
    built = metadata.built_at
    names = {**metadata.files, **metadata.digests}
    return (
        all(
            isinstance(text, str)
            for text in (metadata.analysis, metadata.version, metadata.generation, *metadata.digests.values())
        )
        and all(type(number) is int and number >= 0 for number in (metadata.articles, *metadata.files.values()))
        and all(os.path.basename(name) == name for name in names)
        and built.tzinfo is not None
        and 2000 <= built.year < 3000
    )


def check_metadata(folder: Path, metadata: IndexMetadata) -> None:
    """Raise IndexMismatch unless this program cuts text as the one that built the index."""
    if metadata.analysis != analysis_stamp():
        raise _mismatch(folder, metadata.version)


def altered(folder: Path, metadata: IndexMetadata, seen: set[tuple[int, int]] | None = None) -> Iterator[str]:
    """A sentence for each file of a generation that is not as it was written; reads them all, but for those ``seen``
    (device and inode). They are opened at the beginning: a run that ends meanwhile may remove the generation."""
    with ExitStack() as stack:
        files = []
        for name in metadata.files:
            try:
                files.append((name, stack.enter_context(open_file(folder / name))))
            except OSError as error:
                yield _cannot_be_read(folder, name, error)
        for name, file in files:
            status = os.fstat(file.fileno())
            place = status.st_dev, status.st_ino
            if seen is not None and place in seen:
                continue
            if seen is not None:
                seen.add(place)
            try:
                same = _digest_of(file) == metadata.digests.get(name)
            except OSError as error:
                yield _cannot_be_read(folder, name, error)
                continue
            if not same:
                yield message(
                    "The file {name} of the index in {folder} is not as it was written.", name=name, folder=folder
                )


def _cannot_be_read(folder: Path, name: str, error: OSError) -> str:
    return message(
        "The file {name} of the index in {folder} can't be read ({why}).",
        name=name, folder=folder, why=message(str(error.strerror)),
    )  # fmt: skip


def failed(path: Path, error: Exception) -> WenhaiError:
    """What to raise where a file of a generation can't be read, for whatever reason."""
    if isinstance(error, OSError) and error.errno in _REFUSED:
        return IndexUnreadable(
            "The index in {root} can't be read: {file}: {why}.",
            root=path.parent, file=path.name, why=message(str(error.strerror)),
        )  # fmt: skip
    why = message(str(error.strerror)) if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
    return IndexDamaged(
        "The file {name} of the index in {folder} can't be read ({why}). Rebuild it with: wenhai reindex ARCHIVE "
        "--full",
        name=path.name, folder=path.parent, why=why,
    )  # fmt: skip


def behind(folder: Path, metadata: IndexMetadata, error: Exception) -> Exception:
    """What to raise where reading a generation failed in a way that nobody expected: what is wrong with which of its
    files, or the error itself if all of them are as they were written. Reads them all."""
    if isinstance(error, OSError):
        return failed(Path(error.filename) if isinstance(error.filename, str) else folder, error)
    found = next(altered(folder, metadata), None)
    if found is None:
        return error
    return IndexDamaged("{found} Rebuild it with: wenhai reindex ARCHIVE --full", found=found)


def _mismatch(folder: Path, version: str) -> IndexMismatch:
    return IndexMismatch(
        "The index in {folder} was built by Wenhai {version} with another schema or analysis. "
        "Rebuild it with: wenhai reindex ARCHIVE --full",
        folder=folder,
        version=version,
    )


def _digest(path: Path) -> str:
    with open_file(path) as file:
        return _digest_of(file)


def _digest_of(file: BufferedReader) -> str:
    return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def _hash(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()
