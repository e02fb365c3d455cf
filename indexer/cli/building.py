"""The commands that build an index: ``reindex`` and ``watch``."""

import signal
import sys
import threading
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from indexer.cli.edges import INTERRUPTED, sentences, stop_at_interrupt
from indexer.cli.language import command, option, say, told
from indexer.cli.options import ADD, ARCHIVES, INDEX, JOBS, LIMITS, to_limits

if TYPE_CHECKING:
    from indexer import Report

_SHOWN_REJECTIONS = 10
_Given = tuple[tuple[str, int], ...]


@command()
@ARCHIVES
@INDEX
@ADD
@option("--replace", default="", metavar="NAME", help="Put ARCHIVE in the place of the archive of that name.")
@option("--remove", multiple=True, metavar="NAME", help="Remove the archive of that name, and its articles.")
@option("--full", is_flag=True, help="Build everything anew.")
@JOBS
@option("--allow-loss", is_flag=True, help="Accept that most articles of an archive are gone.")
@option("--learn", is_flag=True, help="Learn names and suggestions anew, however little has changed.")
@option("--quiet", is_flag=True, help="Print nothing unless it fails; for cron.")
@LIMITS
def reindex(
    archives: tuple[str, ...], index: str, add: bool, replace: str, remove: tuple[str, ...], full: bool,
    jobs: int | None, allow_loss: bool, learn: bool, quiet: bool, limits: _Given,
) -> None:  # fmt: skip
    """Update the index from each ARCHIVE: a folder, a file, or a .tar, .tar.gz, .tar.xz; with none named, from all
    archives that it is built from."""
    from indexer import reindex as run
    from indexer.cli.terminal import progress_shown
    from indexer.indexing.workers import kill_workers
    from indexer.location import Unfinished

    with sentences(), progress_shown(quiet) as progress:
        unfinished = Unfinished(index)

        def cleared() -> str:
            kill_workers()
            return unfinished.discard()

        stop_at_interrupt(cleared)
        report = run(
            archives, index, add=add, replaced=replace, removed=remove, full=full, jobs=jobs, progress=progress,
            allow_loss=allow_loss, learn=learn, limits=to_limits(limits),
        )  # fmt: skip
    if not quiet:
        _show(report)


def _show(report: "Report") -> None:
    click.echo(told(report.sentence))
    for one in report.rejections[:_SHOWN_REJECTIONS]:
        where = f"{one.archive}/{one.path}" if len(report.archives) > 1 else one.path
        say("rejected {path}: {reason}", path=where, reason=one.reason, err=True)
    if report.rejected > _SHOWN_REJECTIONS:
        say(
            "All {number} rejected files are listed in rejected.jsonl beside the index.",
            number=report.rejected,
            err=True,
        )


@command()
@ARCHIVES
@INDEX
@ADD
@option(
    "--pause",
    type=click.FloatRange(0.1),
    default=1.0,
    show_default=True,
    help="Wait for so many seconds without a change.",
)
@option(
    "--longest", type=click.FloatRange(0.1), default=30.0, show_default=True, help="Wait for no more seconds than this."
)
@option("--poll", type=click.FloatRange(0), default=0.0, help="Look every so many seconds, as on network drives.")
@JOBS
@LIMITS
def watch(
    archives: tuple[str, ...], index: str, add: bool, pause: float, longest: float, poll: float, jobs: int | None,
    limits: _Given,
) -> None:  # fmt: skip
    """Index changes in each ARCHIVE as they happen, with none named in all archives that the index is built from, until
    stopped. Ctrl-C ends it with status 130, SIGTERM with 0; the index is then as it was."""
    from indexer import watch as run

    stop, signals = threading.Event(), []

    def end(number: int, _: Any) -> None:
        signals.append(number)
        # Set by another thread: this one may hold the lock of the event just when it is interrupted.
        threading.Thread(target=stop.set).start()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)

    def line(sentence: str) -> None:
        click.echo(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S %z}  {told(sentence)}")

    with sentences():
        run(
            archives, index, stop=stop, say=line, pause=pause, longest=longest, poll=poll, jobs=jobs, add=add,
            limits=to_limits(limits),
        )  # fmt: skip
    if signals and signals[0] == signal.SIGINT:
        sys.exit(INTERRUPTED)
