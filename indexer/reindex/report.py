"""What a reindex did."""

from dataclasses import dataclass

from indexer.archive import Rejection


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

    def __str__(self) -> str:
        waiting = f"; {len(self.waiting)} still being written" if self.waiting else ""
        return (
            f"{self.files} files = {self.added} added + {self.updated} updated + {self.unchanged} unchanged + "
            f"{self.duplicates} duplicates + {self.rejected} rejected; {self.removed} removed{waiting}; "
            f"{self.articles} articles in {self.seconds:.1f} s"
        )
