"""What the command line shows of what takes long, and of what was found."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from tqdm import tqdm

from indexer.archive import outlet_name
from indexer.engine import Results
from indexer.reindex.run import Progress


def show_results(results: Results) -> None:
    """Print how many were found, what was searched for, and the hits with what is marked in them."""
    click.echo(f"{results.total} found, {results.exact} of them as typed, in {results.took_ms:.1f} ms")
    for note in results.understood.notes:
        click.echo(f"  {note}")
    for added in results.understood.also:
        click.echo(f"  {added.typed}, also: {', '.join(added.names)}")
    for meant in results.understood.meant:
        click.echo(f"  {meant.typed} stands nowhere; did you mean: {meant.word}?")
    for hit in results.hits:
        day = hit.date.strftime("%Y-%m-%d %H:%M") if hit.date else "no date"
        click.echo(f"\n{click.style(hit.title, bold=True)}")
        click.echo(f"  {day}  {outlet_name(hit.source)}  {', '.join(hit.byline)}\n  {hit.url}")
        if hit.versions:
            click.echo(f"  {len(hit.versions)} more versions: {' '.join(version.url for version in hit.versions)}")
        if hit.snippet.text:
            click.echo(f"  {_highlighted(hit.snippet.text, hit.snippet.marks)}")


@contextmanager
def progress_shown() -> Iterator[Progress]:
    """A bar with rate and time left on a terminal; elsewhere a plain line every ten seconds."""
    if sys.stderr.isatty():
        with tqdm(unit=" files", dynamic_ncols=True) as bar:
            yield lambda stage, done, total: _advance(bar, stage, done, total)
        return
    began = said = time.monotonic()

    def line(stage: str, done: int, total: int | None) -> None:
        nonlocal said
        now = time.monotonic()
        if now - said >= 10 or (done == total and stage == "index"):
            said = now
            of = f" of {total}" if total else ""
            click.echo(f"{stage}: {done}{of} files, {now - began:.0f} s", err=True)

    yield line


def _advance(bar: Any, stage: str, done: int, total: int | None) -> None:
    if bar.desc != f"{stage}: ":
        bar.set_description(stage)
        bar.reset(total=total)
    bar.total = total
    bar.update(done - bar.n)


def _highlighted(text: str, marks: tuple[tuple[int, int], ...]) -> str:
    pieces, at = [], 0
    for start, end in marks:
        pieces += [text[at:start], click.style(text[start:end], bold=True, fg="yellow")]
        at = end
    return "".join([*pieces, text[at:]]).replace("\n", " ")
