"""Is an index whole? Every file as it was written, every article readable and where the manifest says, and found by a
sentence of its own; and is it still what the archive holds?"""

import os
import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.archive import Limits
from indexer.article import Article
from indexer.engine import Index
from indexer.errors import WenhaiError
from indexer.indexing import catalog
from indexer.indexing.catalog import Row
from indexer.indexing.plan import make_plan
from indexer.indexing.selection import find
from indexer.location import folder_of, open_index
from indexer.messages import message

_SENTENCE = re.compile(r"[\u4e00-\u9fff，、：；]{12,40}")
_MANY = 1_000
"""Articles among which the one that a sentence was taken from must be: legal notices stand in hundreds."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check came to. ``sampled`` articles were looked for by sentences of theirs; ``changed`` files of the
    archive are new, gone or others than the index has them (None: no archive was given). ``seconds`` it took."""

    location: str
    generation: str
    articles: int
    bytes: int
    sampled: int
    problems: tuple[str, ...]
    changed: int | None
    seconds: float

    def __str__(self) -> str:
        """The sentences for a log."""
        return "\n".join(self.sentences)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What it came to."""
        problems = len(self.problems)
        found = message("not whole ({problems} problems)", problems=problems) if problems else message("whole")
        came_to = message(
            "Generation {generation} of {location} is {found}: {articles} articles, {megabytes:.1f} MB, {sampled} "
            "looked for by their own sentences, {seconds:.1f} s",
            generation=self.generation, location=self.location, found=found, articles=self.articles,
            megabytes=self.bytes / 1e6, sampled=self.sampled, seconds=self.seconds,
        )  # fmt: skip
        changed = message("The archive has changed in {changed} files since: run reindex.", changed=self.changed)
        return (came_to, changed) if self.changed else (came_to,)


def check(
    index: str | os.PathLike[str] = "index_data",
    archive: str | os.PathLike[str] | None = None,
    *,
    sample: int = 200,
    seed: int | None = None,
    limits: Limits | None = None,
) -> Checked:
    """Look at everything, with the limits of the reindex. Raises IndexMissing, IndexMismatch, IndexDamaged where not
    even an older generation can be opened, EngineAway, ArchiveMissing."""
    began = time.perf_counter()
    opened = open_index(index)
    try:
        status = opened.status()
        picked: list[Article] = []
        problems = [*opened.verify(), *_unreadable(opened, sample, random.Random(seed), picked)]  # nosec B311
        sentences = [(article, sentence) for article in picked if (sentence := _sentence(article))]
        problems += [problem for article, sentence in sentences if (problem := _not_found(opened, article, sentence))]
        changed = None if archive is None else _changed(opened, archive, limits, folder_of(index))
        seconds = time.perf_counter() - began
        return Checked(
            status.location, status.generation, status.articles, status.bytes, len(sentences), tuple(problems), changed,
            seconds,
        )  # fmt: skip
    finally:
        opened.close()


def _unreadable(index: Index, sample: int, rng: random.Random, picked: list[Article]) -> Iterator[str]:
    """Read every article; what can't be read, or is not in the manifest. Some are put into ``picked``."""
    places = set(rng.sample(range(len(index)), min(sample, len(index))))
    ids: set[str] = set()
    try:
        for place, article in enumerate(index.articles()):
            ids.add(article.id)
            if place in places:
                picked.append(article)
    except WenhaiError:
        raise
    except Exception as error:  # whatever unpacking a damaged article raises
        yield message(
            "Article number {number} can't be read ({kind}: {error}).",
            number=len(ids) + 1, kind=type(error).__name__, error=error,
        )  # fmt: skip
        return
    rows = catalog.from_bytes(index.manifest()).rows.values()
    known = {row.key for row in rows if row.indexed}
    if rows and ids != known:
        yield message(
            "The file catalog and the index differ in {number} articles, such as {id}.",
            number=len(ids ^ known), id=min(ids ^ known),
        )  # fmt: skip
    elif len(ids) != len(index):
        yield message("The index holds {found} articles instead of {expected}.", found=len(ids), expected=len(index))


def _sentence(article: Article) -> str:
    """The longest run of text between full stops; empty where there is none."""
    return max(_SENTENCE.findall(article.body), key=len, default="")


def _not_found(index: Index, article: Article, sentence: str) -> str:
    results = index.search(f'"{sentence}"', limit=_MANY, expand=False, snippets=False)
    if results.total > _MANY or any(hit.id == article.id for hit in results.hits):
        return ""
    return message(
        "Article {id} ({title}) is not found by its own sentence {sentence}.",
        id=article.id, title=article.title, sentence=sentence,
    )  # fmt: skip


def _changed(index: Index, archive: str | os.PathLike[str], limits: Limits | None, folder: Path) -> int:
    """How many files are new, gone, or others than the catalog has them. A path that the index does not know, such as a
    copy elsewhere, is compared with its first archive."""
    noted = catalog.from_bytes(index.manifest())
    if not noted.archives:
        return 0
    known = find(noted.archives, archive) or replace(noted.archives[0], path=os.path.abspath(archive))
    before = {place: row for place, row in noted.rows.items() if row.archive == known.name}
    # Contents are compared: what keeps size and time of a file, and even what the system notes, may change it.
    rows = make_plan(
        [known], [known], before, lambda: None, limits=limits, index=folder, again=lambda entry: True
    ).rows  # fmt: skip
    gone = before.keys() - rows.keys()
    return len(gone) + sum(place not in before or _told(before[place]) != _told(row) for place, row in rows.items())


def _told(row: Row) -> tuple[str, str]:
    return row.digest, row.reason
