"""What the command line shows of what takes long, and of what was found."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from tqdm import tqdm

from indexer import Hit, Results
from indexer.archive import outlet_name, readable_url
from indexer.cli.language import say, told
from indexer.cli.printable import plain
from indexer.indexing.run import Progress
from indexer.messages import message

_SEPARATOR = " · "
_LINE_SECONDS = 10.0
_STAGES = {"look": message("Looking"), "index": message("Reading")}


def show_results(results: Results) -> None:
    """Print how many were found, what was searched for, and the hits with what is marked in them."""
    say(
        "{total:,} found, {exact:,} of them as typed, in {took:.1f} ms",
        total=results.total, exact=results.exact, took=results.took_ms,
    )  # fmt: skip
    for note in results.understood.notes:
        click.echo(f"  {told(note)}")
    for added in results.understood.also:
        say("  {typed}, also: {names}", typed=added.typed, names=", ".join(added.names))
    for meant in results.understood.meant:
        say("  {typed} is in no article; did you mean: {word}?", typed=meant.typed, word=meant.word)
    for hit in results.hits:
        click.echo()
        _show(hit)


def _show(hit: Hit) -> None:
    day = hit.date.strftime("%Y-%m-%d %H:%M") if hit.date else told(message("no date"))
    click.echo(_highlighted(hit.title, hit.title_marks, bold=True))
    facts = (day, outlet_name(hit.source), ", ".join(hit.byline))
    click.echo(f"  {plain(_SEPARATOR.join(fact for fact in facts if fact))}\n  {plain(readable_url(hit.url))}")
    if hit.versions:
        urls = plain(" ".join(readable_url(version.url) for version in hit.versions))
        say("  {number} more versions: {urls}", number=len(hit.versions), urls=urls)
    if hit.snippet.text:
        click.echo(f"  {_highlighted(hit.snippet.text, hit.snippet.marks)}")


@contextmanager
def progress_shown(quiet: bool = False) -> Iterator[Progress]:
    """A bar with rate and time left on a terminal; elsewhere a plain line every ten seconds; or nothing."""
    if quiet:
        yield lambda stage, done, total: None
    elif sys.stderr.isatty():
        with tqdm(
            desc=told(_STAGES["look"]), unit=told(message(" files")), dynamic_ncols=True, leave=False
        ) as bar:  # fmt: skip
            yield lambda stage, done, total: _advance(bar, stage, done, total)
    else:
        yield _lines()


def _lines() -> Progress:
    began = said = time.monotonic()

    def line(stage: str, done: int, total: int | None) -> None:
        nonlocal said
        now = time.monotonic()
        if now - said >= _LINE_SECONDS or (done == total and stage == "index"):
            said = now
            of = message(" of {total:,}", total=total) if total else ""
            say(
                "{stage}: {done:,}{of} files, {seconds:.0f} s",
                stage=_STAGES[stage], done=done, of=of, seconds=now - began, err=True,
            )  # fmt: skip

    return line


def _advance(bar: Any, stage: str, done: int, total: int | None) -> None:
    name = told(_STAGES[stage])
    if bar.desc != name:
        bar.set_description_str(name, refresh=False)  # the other method adds a colon, and tqdm another one
        bar.reset(total=total)
    bar.total = total
    bar.update(done - bar.n)


def _highlighted(text: str, marks: tuple[tuple[int, int], ...], *, bold: bool = False) -> str:
    pieces, at = [], 0
    for start, end in marks:
        before, match = plain(text[at:start]), plain(text[start:end])
        pieces += [click.style(before, bold=bold), click.style(match, bold=True, fg="yellow")]
        at = end
    return "".join([*pieces, click.style(plain(text[at:]), bold=bold)])
