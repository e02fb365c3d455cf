"""What a reindex did."""

from dataclasses import dataclass

from indexer.archive import Rejection
from indexer.messages import message


@dataclass(frozen=True, slots=True)
class Report:
    """Counts of files; ``files`` is the sum of all but ``removed``, which counts articles that left the index.

    ``duplicates`` are files whose address another, newer file has, too. ``articles`` is what the index holds now.
    ``waiting`` are the paths of files that are still being written: left as they were known, which for a new one is
    not at all. ``archives`` are the names of all that the index is built from.
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

    @property
    def rejected(self) -> int:
        """How many files could not be read; ``rejections`` names each with its reason."""
        return len(self.rejections)

    @property
    def sentence(self) -> str:
        """All of it in a line."""
        waiting = message("; {number} still being written", number=len(self.waiting)) if self.waiting else ""
        return message(
            "{files} files = {added} added + {updated} updated + {unchanged} unchanged + {duplicates} duplicates + "
            "{rejected} rejected; {removed} removed{waiting}; {articles} articles in {seconds:.1f} s",
            files=self.files, added=self.added, updated=self.updated, unchanged=self.unchanged,
            duplicates=self.duplicates, rejected=self.rejected, removed=self.removed, waiting=waiting,
            articles=self.articles, seconds=self.seconds,
        )  # fmt: skip

    def __str__(self) -> str:
        return self.sentence
