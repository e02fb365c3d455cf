"""Where generations lie, which one serves, and whether one is whole.

index_data/
  CURRENT               the name of the generation that serves; replaced by one atomic rename
  generations/000007/   Whoosh's files, stamp.json, manifest, lexicon.json, learned.arrays; never changed
  generations/000006/   the one before, to fall back on
  lock                  held by a reindex
  rejected.jsonl        files that the last reindex could not read, with reasons
  words.txt             words for jieba and
  synonyms.txt          synonyms that the archive's owner adds; a reindex reads them into the generation
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib import metadata
from itertools import islice
from pathlib import Path

from indexer.analysis import Lexicon, analysis_stamp
from indexer.engine.whoosh.layout import SCHEMA_VERSION
from indexer.errors import IndexDamaged, IndexMismatch, IndexMissing, IndexUnreadable
from indexer.messages import message

STAMP, MANIFEST, LEXICON, LEARNED = "stamp.json", "manifest", "lexicon.json", "learned.arrays"
OWN_FILES = (STAMP, MANIFEST, LEXICON, LEARNED)
"""What each generation has of its own; the other files are segments."""
_SMALL = 65_536
"""Bytes up to which a file is read whole whenever the index is opened; larger ones are left to ``altered``."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a generation was built by, and what must be there: ``files`` are names and sizes in bytes, ``digests`` names
    and hashes (BLAKE2b, 16 bytes)."""

    schema: int
    analysis: str
    version: str
    built: str
    articles: int
    files: dict[str, int]
    digests: dict[str, str] = field(default_factory=dict)


def new_stamp(folder: Path, articles: int, built: datetime, kept: Mapping[str, str]) -> Stamp:
    """The stamp for the files of a folder. ``kept`` are the digests of the generation before it: a file that is taken
    over keeps its digest too, so that what has become of it since is not taken for what was written."""
    paths = [path for path in sorted(folder.iterdir()) if path.name != STAMP]
    files = {path.name: path.stat().st_size for path in paths}
    taken_over = {name: digest for name, digest in kept.items() if name not in OWN_FILES}
    digests = {path.name: taken_over.get(path.name) or _digest(path) for path in paths}
    return Stamp(SCHEMA_VERSION, analysis_stamp(), release(), built.isoformat(), articles, files, digests)


def release() -> str:
    """This program's version."""
    return metadata.version("wenhai")


def write_lexicon(folder: Path, lexicon: Lexicon) -> None:
    """Keep the words that a generation is cut with."""
    (folder / LEXICON).write_text(json.dumps(asdict(lexicon), ensure_ascii=False), encoding="utf-8")


def kept_lexicon(folder: Path) -> Lexicon:
    """The words that a generation was cut with; raises IndexDamaged."""
    try:
        kept = json.loads((folder / LEXICON).read_bytes())
        words = tuple((str(word), frequency) for word, frequency in kept["words"])
        return Lexicon(words, tuple(tuple(group) for group in kept["synonyms"]))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise _damaged(folder, error) from error


def write_stamp(folder: Path, stamp: Stamp) -> None:
    (folder / STAMP).write_text(json.dumps(asdict(stamp), indent=1), encoding="utf-8")


def read_stamp(folder: Path) -> Stamp:
    """A generation's stamp; raises IndexMismatch if it is of another schema, IndexDamaged if it can't be read, a file
    is missing or has another size, or a small one, Whoosh's pickled ones among them, another content."""
    try:
        values = json.loads((folder / STAMP).read_bytes())
        if values["schema"] != SCHEMA_VERSION:  # what else stands there is known to that release alone
            raise _mismatch(folder, values.get("version", "?"))
        stamp = Stamp(**values)
        for name, size in stamp.files.items():
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
            if size <= _SMALL and name in stamp.digests and _digest(folder / name) != stamp.digests[name]:
                raise IndexDamaged(
                    "The file {name} of the index in {folder} is not as it was written. Rebuild it with: wenhai "
                    "reindex ARCHIVE --full",
                    name=name,
                    folder=folder,
                )
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise _damaged(folder, error) from error
    return stamp


def _mismatch(folder: Path, version: str) -> IndexMismatch:
    return IndexMismatch(
        "The index in {folder} was built by Wenhai {version} with another schema or analysis. "
        "Rebuild it with: wenhai reindex ARCHIVE --full",
        folder=folder,
        version=version,
    )


def altered(folder: Path, stamp: Stamp) -> Iterator[str]:
    """A sentence for each file of a generation that is not as it was written; reads them all."""
    for name in stamp.files:
        try:
            same = _digest(folder / name) == stamp.digests.get(name)
        except OSError as error:
            yield message(
                "The file {name} of the index in {folder} can't be read ({why}).",
                name=name, folder=folder, why=message(str(error.strerror)),
            )  # fmt: skip
            continue
        if not same:
            yield message(
                "The file {name} of the index in {folder} is not as it was written.", name=name, folder=folder
            )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def _damaged(folder: Path, error: Exception) -> IndexDamaged:
    return IndexDamaged(
        "The index in {folder} is damaged ({error}). Rebuild it with: wenhai reindex ARCHIVE --full",
        folder=folder,
        error=error,
    )


def check_stamp(folder: Path, stamp: Stamp) -> None:
    """Raise IndexMismatch unless this program cuts text as the one that built the index."""
    if stamp.analysis != analysis_stamp():
        raise _mismatch(folder, stamp.version)


def current_generation(root: Path) -> Path:
    """The folder of the generation that serves; raises IndexMissing."""
    try:
        name = (root / "CURRENT").read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissing(
            "There is no index in {root} yet. Build one with: wenhai reindex ARCHIVE", root=root
        ) from None
    except OSError as error:
        raise IndexUnreadable(
            "The index in {root} can't be read: {file}: {why}.",
            root=root, file="CURRENT", why=message(str(error.strerror)),
        ) from error  # fmt: skip
    return root / "generations" / name


def generations(root: Path) -> list[Path]:
    """All finished generations, newest first."""
    folder = root / "generations"
    return sorted((p for p in folder.glob("*") if p.name.isdigit()), reverse=True) if folder.is_dir() else []


def candidates(root: Path) -> Iterator[Path]:
    """The generation that serves, then those it can fall back on, older ones of them only."""
    serving = current_generation(root)
    yield serving
    yield from (folder for folder in generations(root) if folder.name < serving.name)


def superseded(root: Path) -> list[Path]:
    """Generations that nobody needs: neither the one that serves nor the one before it."""
    try:
        needed = {*islice(candidates(root), 2)}
    except IndexMissing:
        return []
    return [folder for folder in generations(root) if folder not in needed]


def replace_current(root: Path, folder: Path) -> None:
    """Let a generation serve, from one moment to the next, also if the power fails in between."""
    beside = root / "CURRENT.new"
    beside.write_text(folder.name + "\n", encoding="utf-8")
    flush(beside)
    os.replace(beside, root / "CURRENT")
    flush(root)


def flush(path: Path) -> None:
    """Have the disk confirm a file or a folder's entries (Whoosh never does)."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
