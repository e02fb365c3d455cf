"""Is an index whole? Every file as it was written, every article readable and where the manifest says, and found by a
sentence of its own; and is it still what the archive holds?"""

import os
import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.archive import Limits
from indexer.article import Article
from indexer.engine import Index
from indexer.errors import WenhaiError
from indexer.location import folder_of, open_index
from indexer.reindex import manifest
from indexer.reindex.manifest import Row
from indexer.reindex.plan import make_plan

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
        found = f"{len(self.problems)} problems" if self.problems else "whole"
        told = (
            f"Generation {self.generation} of {self.location} is {found}: {self.articles} articles, "
            f"{self.bytes / 1e6:.1f} MB, {self.sampled} looked for by their own sentences, {self.seconds:.1f} s"
        )
        return f"{told}\nThe archive has changed in {self.changed} files since: run reindex." if self.changed else told


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
        changed = None if archive is None else _changed(opened, Path(archive), limits, folder_of(index))
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
        yield f"Article number {len(ids) + 1} can't be read ({type(error).__name__}: {error})."
        return
    rows = manifest.from_bytes(index.manifest()).values()
    known = {row.key for row in rows if row.indexed}
    if rows and ids != known:
        yield f"The manifest and the index differ in {len(ids ^ known)} articles, such as {min(ids ^ known)}."
    elif len(ids) != len(index):
        yield f"The index holds {len(ids)} articles instead of {len(index)}."


def _sentence(article: Article) -> str:
    """The longest run of text between full stops; empty where there is none."""
    return max(_SENTENCE.findall(article.body), key=len, default="")


def _not_found(index: Index, article: Article, sentence: str) -> str:
    results = index.search(f'"{sentence}"', limit=_MANY, expand=False, snippets=False)
    if results.total > _MANY or any(hit.id == article.id for hit in results.hits):
        return ""
    return f"Article {article.id} ({article.title}) is not found by its own sentence {sentence}."


def _changed(index: Index, archive: Path, limits: Limits | None, folder: Path) -> int:
    """How many files are new, gone, or others than the manifest has them."""
    known = manifest.from_bytes(index.manifest())
    rows = make_plan(archive, known, lambda: None, limits=limits, index=folder).rows
    gone = known.keys() - rows.keys()
    return len(gone) + sum(path not in known or _told(known[path]) != _told(row) for path, row in rows.items())


def _told(row: Row) -> tuple[str, str]:
    return row.digest, row.reason
