"""Refuses a run after which most of an archive's articles would be gone: a disk may not be mounted."""

from collections.abc import Sequence

from indexer.archive import shown
from indexer.errors import ArchiveMissing, ArchiveShrunk
from indexer.indexing.catalog import Catalog, KnownArchive
from indexer.indexing.plan import Plan

_LOSS = 100
"""Articles that may always be lost at once: whoever tries the program with a few files moves them about."""


def refuse_loss(
    looked_at: Sequence[KnownArchive], plan: Plan, before: Catalog, *, comparable: bool, articles: int = 0
) -> None:
    """Raise ArchiveMissing for an archive that holds no text, ArchiveShrunk for one that lacks more than half of the
    very articles that came from it ``before``, and a hundred at least.

    ``comparable``: the keys of articles were made by this release. Where they were not, a file at the same path counts
    as what it was. Where the catalog of before is lost, the number of ``articles`` that the index has is what there is
    to compare with.
    """
    rows = [row for row in plan.rows.values() if not row.reason]
    keys = {row.key for row in rows}
    for archive in looked_at:
        if not any(place[0] == archive.name for place in (*plan.rows, *plan.waiting)):
            raise ArchiveMissing(
                "There are no .md, .txt or .html files in {path}. The index was left as it is. If it is "
                "meant to hold nothing, run reindex with --allow-loss.",
                path=shown(archive.path),
            )
        paths = {row.path for row in rows if row.archive == archive.name}
        # Rows without the name of an archive are of a release that knew of one only.
        had = [row for row in before.rows.values() if row.archive in (archive.name, "") and row.key and not row.reason]
        lost = {
            row.key for row in had if row.key not in keys and (comparable or row.path not in paths)
        }  # fmt: skip
        had_keys = {row.key for row in had}
        _refuse_if_most(shown(archive.path), len(lost), len(had_keys))
    if not before.rows:
        _refuse_if_most(", ".join(shown(archive.path) for archive in looked_at), articles - len(keys), articles)


def _refuse_if_most(path: str, lost: int, had: int) -> None:
    if lost > had / 2 and lost >= _LOSS:
        raise ArchiveShrunk(
            "{path} lacks {lost:,} of the {had:,} articles that the index has "
            "from it. Is a disk not mounted? The index was left as it is. If they are gone for good, run "
            "reindex with --allow-loss.",
            path=path,
            lost=lost,
            had=had,
        )
