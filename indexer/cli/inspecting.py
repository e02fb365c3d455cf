"""The commands that look at an index: ``status`` and ``check``."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from indexer.cli.edges import fail, sentences, stop_at_interrupt
from indexer.cli.language import command, option, say, told
from indexer.cli.options import INDEX, LIMITS, to_limits
from indexer.errors import IndexDamaged, IndexMissing, IndexUnreadable
from indexer.messages import message

if TYPE_CHECKING:
    from indexer import Index, KnownArchive


@command()
@INDEX
def status(index: str) -> None:
    """Show what the index holds, how old it is, who is writing to it, and which archives it is built from."""
    from indexer import BEIJING, open_index

    stop_at_interrupt()
    with sentences():
        try:
            found = (opened := open_index(index)).status()
        except IndexMissing:
            _say_who_builds(index)
            raise
        writing = _writing(opened)
        archives, damage = _archives(index)
    age = timedelta(seconds=int((datetime.now(BEIJING) - found.built).total_seconds()))
    lines: list[tuple[str, Any]] = [
        (message("index"), found.location),
        (message("generation"), found.generation),
        (message("built"), f"{found.built:%Y-%m-%d %H:%M:%S %z}"),
        (message("age"), age),
        (message("articles"), found.articles),
        (message("size"), f"{found.bytes / 1e6:.1f} MB"),
        (message("writing"), told(writing)),
        *([(message("learned"), told(_behind(found.behind)))] if found.behind else []),
        *((message("archive"), f"{archive.name}: {archive.path}") for archive in archives),
        *((message("problem"), told(problem)) for problem in (found.problem, damage) if problem),
    ]
    for name, value in lines:
        click.echo(f"{_padded(told(name))}{value}")


def _behind(changes: int) -> str:
    return message("{changes} articles ago, names and suggestions (now: wenhai reindex --learn)", changes=changes)


def _say_who_builds(index: str) -> None:
    from indexer.location import writer_of

    with suppress(IndexUnreadable):
        if writer := writer_of(index):
            fail(
                message(
                    "The index {index} is being built for the first time, by process {pid}.", index=index, pid=writer
                )
            )


def _writing(opened: "Index") -> str:
    try:
        writer = opened.writer()
    except IndexUnreadable as error:
        return str(error.args[0])
    return message("process {pid}", pid=writer) if writer else message("nobody")


def _archives(index: str) -> "tuple[tuple[KnownArchive, ...], str]":
    """The archives that it is built from, and why they can't be told, if so."""
    from indexer import known_archives

    try:
        return known_archives(index), ""
    except IndexDamaged as error:
        return (), error.args[0]


def _padded(name: str) -> str:
    """A name in the first column; a Han character is as wide as two others."""
    return name + " " * (12 - sum(1 + (char > "\u2e80") for char in name))


@command()
@click.argument("archive", type=click.Path(), required=False)
@INDEX
@option("--sample", type=click.IntRange(0), default=200, show_default=True, help="How many articles to look for.")
@LIMITS
def check(archive: str | None, index: str, sample: int, limits: tuple[tuple[str, int], ...]) -> None:
    """Verify that the index is whole: every file as it was written, every article readable and in the file catalog,
    some of them found by their own sentences. With ARCHIVE, also count what has changed there. Exit status 1 if
    anything is wrong."""
    from indexer import check as run

    def tell(problem: str) -> None:
        click.echo(told(problem), err=True)

    stop_at_interrupt()
    with sentences():
        checked = run(index, archive, sample=sample, limits=to_limits(limits), tell=tell)
    for sentence in checked.sentences:
        click.echo(told(sentence))
    if checked.problems:
        say("Rebuild it with: wenhai reindex ARCHIVE --full", err=True)
        raise SystemExit(1)
