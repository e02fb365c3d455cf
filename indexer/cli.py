"""The command line: a thin skin over the library. Exit status 0 done, 1 failed with a sentence, 2 wrong usage."""

import json
import os
import re
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime, timedelta
from importlib.util import find_spec
from typing import Any, NoReturn

import click

from indexer import BEIJING, Limits, known_archives, open_index, results_as_json
from indexer import check as run_check
from indexer import reindex as run_reindex
from indexer import watch as run_watch
from indexer.engine import SORTS
from indexer.engine.filters import to_filters
from indexer.errors import BadParameter, WenhaiError
from indexer.terminal import progress_shown, show_results

_INDEX = click.option(
    "--index", default="index_data", envvar="WENHAI_INDEX", show_default=True, show_envvar=True,
    help="Where the index is: a folder, whoosh:///path or opensearch://host:9200/name.",
)  # fmt: skip
_LIMITS = {limit.name: limit.default for limit in fields(Limits)}


class _Limit(click.ParamType[tuple[str, int]]):
    """``NAME=N``, as a pair."""

    name = "limit"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, int]:
        name, _, number = str(value).partition("=")
        if name not in _LIMITS or not re.fullmatch(r"[0-9]{1,18}", number):
            self.fail(f"{value} is no limit. Write NAME=N, with a NAME of {', '.join(_LIMITS)}, such as files=5000000.")
        return name, int(number)


_LIMIT = click.option(
    "--limit", "limits", multiple=True, type=_Limit(), metavar="NAME=N", envvar="WENHAI_LIMIT", show_envvar=True,
    help="Take more or less of an archive; what is over a limit is rejected: bytes, tags and their nesting in a file, "
    "files, depth of folders, growth in unpacking, links out of the archive that are followed.  [default: "
    f"{' '.join(f'{name}={number}' for name, number in _LIMITS.items())}]",
)  # fmt: skip
_Given = tuple[tuple[str, int], ...]
_SHOWN_REJECTIONS = 10


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="wenhai", prog_name="wenhai")
def main() -> None:
    """Wenhai 文海: full-text search over an archive of Chinese news articles."""


@main.command()
@click.argument("archives", metavar="[ARCHIVE]...", type=click.Path(), nargs=-1)
@_INDEX
@click.option("--add", is_flag=True, help="Take ARCHIVE in beside those that the index is built from.")
@click.option("--replace", default="", metavar="NAME", help="Put ARCHIVE in the place of the archive of that name.")
@click.option("--remove", multiple=True, metavar="NAME", help="Let go of the archive of that name, and its articles.")
@click.option("--full", is_flag=True, help="Build anew instead of taking over what has not changed.")
@click.option("--jobs", type=click.IntRange(1), help="Reading processes.  [default: one a core]")
@click.option("--allow-loss", is_flag=True, help="Let go of articles even if that is most of them.")
@_LIMIT
def reindex(
    archives: tuple[str, ...], index: str, add: bool, replace: str, remove: tuple[str, ...], full: bool,
    jobs: int | None, allow_loss: bool, limits: _Given,
) -> None:  # fmt: skip
    """Bring the index up to what stands in each ARCHIVE: a folder, a file, or a .tar, .tar.gz, .tar.xz; without any, in
    all that the index is built from."""
    with _sentences(), progress_shown() as progress:
        report = run_reindex(
            archives, index, add=add, replaced=replace, removed=remove, full=full, jobs=jobs, progress=progress,
            allow_loss=allow_loss, limits=_limits(limits),
        )  # fmt: skip
    click.echo(str(report))
    for rejection in report.rejections[:_SHOWN_REJECTIONS]:
        where = f"{rejection.archive}/{rejection.path}" if len(report.archives) > 1 else rejection.path
        click.echo(f"rejected {where}: {rejection.reason}", err=True)
    if report.rejected > _SHOWN_REJECTIONS:
        click.echo(f"All {report.rejected} rejected files are listed in rejected.jsonl beside the index.", err=True)


@main.command()
@click.argument("archives", metavar="[ARCHIVE]...", type=click.Path(), nargs=-1)
@_INDEX
@click.option("--add", is_flag=True, help="Take ARCHIVE in beside those that the index is built from.")
@click.option("--pause", type=click.FloatRange(0.1), default=1.0, show_default=True, help="Seconds of rest awaited.")
@click.option("--longest", type=click.FloatRange(0.1), default=30.0, show_default=True, help="But not for longer.")
@click.option("--poll", type=click.FloatRange(0), default=0.0, help="Look every so many seconds, as on network drives.")
@click.option("--jobs", type=click.IntRange(1), help="Reading processes.  [default: one a core]")
@_LIMIT
def watch(
    archives: tuple[str, ...], index: str, add: bool, pause: float, longest: float, poll: float, jobs: int | None,
    limits: _Given,
) -> None:  # fmt: skip
    """Index what changes in each ARCHIVE as it changes, without any in all that the index is built from, until
    interrupted or terminated: then the exit status is 0."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Set by another thread: this one may hold the lock of the event just when it is interrupted.
        signal.signal(number, lambda *_: threading.Thread(target=stop.set).start())

    def say(sentence: str) -> None:
        click.echo(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S %z}  {sentence}")

    with _sentences():
        run_watch(
            archives, index, stop=stop, say=say, pause=pause, longest=longest, poll=poll, jobs=jobs, add=add,
            limits=_limits(limits),
        )  # fmt: skip


@main.command()
@click.argument("query")
@_INDEX
@click.option("--json", "as_json", is_flag=True, help="Answer as the HTTP API does.")
@click.option("--author", default="", help="Only articles by this author.")
@click.option("--translator", default="", help="Only articles by this translator.")
@click.option("--from", "date_from", default="", metavar="DAY", help="From this day, month or year on, Beijing time.")
@click.option("--to", "date_to", default="", metavar="DAY", help="Up to this day, month or year.")
@click.option("--source", default="", help="Only articles of this outlet, by short or full name.")
@click.option("--section", default="", help="Only articles of this section.")
@click.option("--sort", type=click.Choice(SORTS), default="relevance", show_default=True, help="Order.")
@click.option("--limit", type=click.IntRange(0, 1000), default=10, show_default=True, help="How many to show.")
@click.option("--as-typed", is_flag=True, help="Do not search for other names of what is named.")
@click.option("--without", multiple=True, metavar="NAME", help="Do not search for this other name; can be repeated.")
@click.option("--collapse", is_flag=True, help="Show versions of one article as one.")
def search(
    query: str, index: str, as_json: bool, sort: Any, limit: int, as_typed: bool, without: tuple[str, ...],
    collapse: bool, **filters: str,
) -> None:  # fmt: skip
    """Search the index for QUERY."""
    with _sentences():
        checked = to_filters(filters)
        results = open_index(index).search(
            query, limit=limit, sort=sort, filters=checked, expand=not as_typed, without=without, collapse=collapse
        )
    if as_json:
        click.echo(json.dumps(results_as_json(query, results, 1, limit), ensure_ascii=False, indent=1))
        return
    show_results(results)


@main.command()
@_INDEX
def status(index: str) -> None:
    """Show what the index holds, since when, and who is writing to it."""
    with _sentences():
        opened = open_index(index)
        found, writer = opened.status(), opened.writer()
        archives = known_archives(index)
    age = datetime.now(BEIJING) - found.built
    click.echo(
        f"index       {found.location}\n"
        f"generation  {found.generation}\n"
        f"built       {found.built:%Y-%m-%d %H:%M:%S %z}\n"
        f"age         {timedelta(seconds=int(age.total_seconds()))}\n"
        f"articles    {found.articles}\n"
        f"size        {found.bytes / 1e6:.1f} MB\n"
        f"writing     {f'process {writer}' if writer else 'nobody'}"
    )
    for archive in archives:
        click.echo(f"archive     {archive.name}: {archive.path}")


@main.command()
@click.argument("archive", type=click.Path(), required=False)
@_INDEX
@click.option("--sample", type=click.IntRange(0), default=200, show_default=True, help="Articles to be looked for.")
@_LIMIT
def check(archive: str | None, index: str, sample: int, limits: _Given) -> None:
    """Verify that the index is whole: every file as it was written, every article readable and in the manifest, some of
    them found by their own sentences. With ARCHIVE, also tell what has changed there. Exit status 1 where it is not."""
    with _sentences():
        checked = run_check(index, archive, sample=sample, limits=_limits(limits))
    click.echo(str(checked))
    for problem in checked.problems:
        click.echo(problem, err=True)
    if checked.problems:
        _fail("Rebuild it with: wenhai reindex ARCHIVE --full")


@main.command()
@_INDEX
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="Server processes.")
@click.option("--debug", is_flag=True, help="Flask's own server, with reloading and tracebacks; for developers only.")
def serve(index: str, host: str, port: int, workers: int, debug: bool) -> None:
    """Serve the search page and the API over HTTP."""
    environment = {
        "WENHAI_LOG": "requests", **os.environ,
        "WENHAI_INDEX": os.path.abspath(index) if "://" not in index else index,
    }  # fmt: skip
    if environment.get("WENHAI_METRICS") == "1" and find_spec("prometheus_client") is None:
        _fail("WENHAI_METRICS=1 needs the package prometheus_client. Install it with: pip install 'wenhai[metrics]'")
    application = "search_app:create_app()"
    if debug and host not in ("127.0.0.1", "::1", "localhost"):
        raise click.UsageError("--debug lets whoever reaches it run code; it listens on this machine alone.")
    if debug:
        command = ["flask", "--app", application, "run", "--debug", "--host", host, "--port", str(port)]
    else:
        address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        command = ["gunicorn", "--config", _settings(), "--bind", address, "--workers", str(workers)]
        click.echo(f"Serving {index} on http://{address}", err=True)
    os.execve(sys.executable, [sys.executable, "-m", *command], environment)  # nosec B606


def _settings() -> str:
    """Gunicorn's, as a file: imported, it would bring the application with it."""
    found = find_spec("search_app")
    if found is None or not found.submodule_search_locations:
        _fail("The package search_app, which comes with this one, is not installed. Install Wenhai anew.")
    return os.path.join(found.submodule_search_locations[0], "serving.py")


def _limits(given: _Given) -> Limits:
    return Limits(**dict(given))


@contextmanager
def _sentences() -> Iterator[None]:
    """Turn the library's errors into a sentence on stderr and an exit status."""
    try:
        yield
    except BadParameter as error:
        raise click.UsageError(str(error)) from None
    except WenhaiError as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.strerror or error}: {error.filename or 'a file of the index'}")
    except KeyboardInterrupt:
        _fail("Stopped. The index is as it was before.")


def _fail(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(1)
