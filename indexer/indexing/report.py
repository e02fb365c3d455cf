"""What a reindex did."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from indexer.archive import Rejection
from indexer.files import Readers, replace_file
from indexer.messages import message

REJECTED = "rejected.jsonl"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A file with the address of a newer one and another title or text, which is not in the index."""

    path: str
    kept: str
    identity: str
    archive: str = ""
    kept_archive: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Counts of files; ``files`` is the sum of all but ``removed``, which counts articles that left the index.

    ``duplicates`` are files whose address another, newer file has, too. ``articles`` is what the index holds now.
    ``waiting`` are the paths of files that are still being written: left as they were known, which for a new one is
    not at all. ``archives`` are the names of all that the index is built from. ``conflicts`` are duplicates whose text
    differs from that which was kept.
    """

    files: int
    added: int
    updated: int
    unchanged: int
    duplicates: int
    rejections: tuple[Rejection, ...]
    removed: int
    articles: int
    seconds: float
    waiting: tuple[str, ...] = ()
    archives: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    @property
    def rejected(self) -> int:
        """How many files could not be read; ``rejections`` names each with its reason."""
        return len(self.rejections)

    @property
    def sentence(self) -> str:
        """All of it in a line."""
        waiting = message("; {number} still being written", number=len(self.waiting)) if self.waiting else ""
        differing = message(" ({number} of another text)", number=len(self.conflicts)) if self.conflicts else ""
        return message(
            "{files} files = {added} added + {updated} updated + {unchanged} unchanged + {duplicates} duplicates"
            "{differing} + {rejected} rejected; {removed} removed{waiting}; {articles} articles in {seconds:.1f} s",
            files=self.files, added=self.added, updated=self.updated, unchanged=self.unchanged,
            duplicates=self.duplicates, rejected=self.rejected, removed=self.removed, waiting=waiting,
            differing=differing, articles=self.articles, seconds=self.seconds,
        )  # fmt: skip

    def __str__(self) -> str:
        return self.sentence


def write_lists(folder: Path, report: Report, readers: Readers) -> None:
    """Write the files that are not in the index to lists beside it, a line of JSON each: ``rejected.jsonl``, and
    ``duplicates.jsonl`` those whose text differs from the one that was kept. They name what ``readers`` may see."""
    folder.mkdir(parents=True, exist_ok=True)
    rejected = ({"archive": r.archive, "path": r.path, "reason": r.reason} for r in report.rejections)
    for name, values in ((REJECTED, rejected), ("duplicates.jsonl", map(asdict, report.conflicts))):
        lines = "".join(f"{json.dumps(value, ensure_ascii=False)}\n" for value in values)
        replace_file(folder / name, lines.encode("utf-8", "backslashreplace"), readers)
