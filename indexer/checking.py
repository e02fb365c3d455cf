"""Is an index whole? Every file as it was written, every article readable and in the file catalog, and found by a
sentence of its own; and is it still what the archive holds?"""

import os
import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.archive import Limits
from indexer.article import Article
from indexer.errors import EngineAway, WenhaiError
from indexer.indexing import catalog
from indexer.indexing.catalog import Catalog, Row
from indexer.indexing.plan import make_plan
from indexer.indexing.selection import find
from indexer.location import folder_of, open_index
from indexer.messages import message
from indexer.search.port import Index

_SENTENCE = re.compile(r"[\u4e00-\u9fff，、：；]{12,40}")
_TRIES = 4
_MANY = 1_000
"""Articles among which the one that a sentence was taken from must be: legal notices occur in hundreds."""


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
    tell: Callable[[str], None] = lambda problem: None,
) -> Checked:
    """Look at everything, with the limits of the reindex; ``tell`` hears each problem as it is found.

    Where a run has ended meanwhile, the newer generation is looked at instead. Raises IndexMissing, IndexMismatch,
    IndexDamaged where not even an older generation can be opened, IndexUnreadable, EngineAway, ArchiveMissing.
    """
    began = time.perf_counter()
    for left in reversed(range(_TRIES)):
        opened = open_index(index)
        problems = _Problems(opened, tell, last=not left)
        try:
            status = opened.status()
            noted, sampled = _look(opened, problems, sample, random.Random(seed))  # nosec B311
            changed = None if archive is None or not noted else _changed(noted, archive, limits, folder_of(index))
            return Checked(
                status.location, status.generation, status.articles, status.bytes, sampled, tuple(problems.found),
                changed, time.perf_counter() - began,
            )  # fmt: skip
        except Exception:  # damaged files lead to any
            if not problems.are_of_the_past:
                raise
        finally:
            opened.close()
    raise AssertionError("the last try is never given up")


class _Superseded(Exception):
    """A newer generation has taken the place of the one that is looked at, whose files may be gone."""


class _Problems:
    """What is found, told at once; but nothing more of a generation that a newer one has taken the place of, unless
    this is the ``last`` try. ``found`` are sentences without repetition."""

    def __init__(self, index: Index, tell: Callable[[str], None], *, last: bool) -> None:
        self._index, self._tell, self._last = index, tell, last
        self.found: dict[str, None] = {}

    @property
    def are_of_the_past(self) -> bool:
        """Has a newer generation taken that place, and is there time to look at that one?"""
        try:
            return not self._last and self._index.refreshed() is not self._index
        except WenhaiError:
            return False

    def note(self, problem: str) -> None:
        """One more."""
        if problem in self.found:
            return
        if self.are_of_the_past:
            raise _Superseded
        self.found[problem] = None
        self._tell(problem)

    @contextmanager
    def noting(self, what: str) -> Iterator[None]:
        """Note whatever is raised: damaged files lead to anything."""
        try:
            yield
        except (_Superseded, EngineAway):
            raise
        except WenhaiError as error:
            self.note(error.args[0])
        except Exception as error:
            self.note(message("{what} failed ({kind}: {error}).", what=what, kind=type(error).__name__, error=error))


def _look(index: Index, problems: _Problems, sample: int, rng: random.Random) -> tuple[Catalog | None, int]:
    """At every file, every article, the file catalog, and for some articles; gives the catalog and for how many."""
    noted = None
    with problems.noting(message("Reading the file catalog")):
        noted = catalog.from_bytes(index.catalog())
    with problems.noting(message("Reading the files of the index")):
        for problem in index.verify():
            problems.note(problem)
    picked: list[Article] = []
    with problems.noting(message("Reading the articles of the index")):
        _compare(_read(index, sample, rng, picked), len(index), noted or Catalog(), problems)
    sentences = [(article, sentence) for article in picked if (sentence := _sentence(article))]
    for article, sentence in sentences:
        with problems.noting(message("The search for an article")):
            if problem := _not_found(index, article, sentence):
                problems.note(problem)
    return noted, len(sentences)


def _read(index: Index, sample: int, rng: random.Random, picked: list[Article]) -> set[str]:
    """The ids of all articles; some articles are put into ``picked``."""
    places = set(rng.sample(range(len(index)), min(sample, len(index))))
    ids: set[str] = set()
    for place, article in enumerate(index.articles()):
        ids.add(article.id)
        if place in places:
            picked.append(article)
    return ids


def _compare(ids: set[str], expected: int, noted: Catalog, problems: _Problems) -> None:
    known = {row.key for row in noted.rows.values() if row.indexed}
    if noted.rows and ids != known:
        problems.note(
            message(
                "The file catalog and the index differ in {number} articles, such as {id}.",
                number=len(ids ^ known), id=min(ids ^ known),
            )
        )  # fmt: skip
    elif len(ids) != expected:
        problems.note(
            message("The index holds {found} articles instead of {expected}.", found=len(ids), expected=expected)
        )


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


def _changed(noted: Catalog, archive: str | os.PathLike[str], limits: Limits | None, folder: Path) -> int:
    """How many files are new, gone, or others than the catalog has them. A path that the index does not know, such as a
    copy elsewhere, is compared with its first archive."""
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
