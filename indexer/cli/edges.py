"""Where the program meets its caller: errors as a sentence and a status, interrupts, output that can't be written."""

import errno
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import click

from indexer.cli.language import told
from indexer.errors import BadParameter, WenhaiError
from indexer.messages import message

if TYPE_CHECKING:
    from indexer import Index

INTERRUPTED = 130
"""128 and the number of SIGINT, as shells have it."""


def opened(index: str) -> "Index":
    """An index to read; on stderr whether another generation than the one that should serves."""
    from indexer import open_index

    found = open_index(index)
    if problem := found.status().problem:
        click.echo(told(problem), err=True)
    return found


@contextmanager
def sentences() -> Iterator[None]:
    """Turn what the library and the system raise into a sentence on stderr and an exit status."""
    try:
        yield
    except BadParameter as error:
        raise click.UsageError(told(error.args[0])) from None
    except WenhaiError as error:
        fail(error.args[0])
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise  # whoever read the output has gone, which click knows how to end
        fail(os_error(error))


def os_error(error: OSError) -> str:
    """What the system refused, and for which file."""
    why = message(str(error.strerror or error))
    if error.filename is None:
        return message("The system refused: {why}.", why=why)
    return message("{file}: {why}.", file=os.fsdecode(error.filename), why=why)


def fail(sentence: str) -> NoReturn:
    """Say it on stderr, and end with status 1."""
    click.echo(told(sentence), err=True)
    sys.exit(1)


def stop_at_interrupt(sentence: Callable[[], str] = lambda: message("Stopped.")) -> None:
    """From here on an interrupt ends the process at once, with one sentence and status 130.

    No exception is raised: it could come up anywhere, in a finalizer too, where it is printed and lost. What the
    process was building is for ``sentence`` to clear away; its reading processes end with their pipes.
    """

    def stop(*_: Any) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        line = told(sentence())
        # Not by click: what was interrupted may be in the middle of writing.
        os.write(2, f"{chr(10) if os.isatty(2) else ''}{line}\n".encode())
        os._exit(INTERRUPTED)

    signal.signal(signal.SIGINT, stop)


def flush_output() -> None:
    """Write what is left of the output; a disk that is full is said in a sentence."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _discard_output()
        sys.exit(1)
    except OSError as error:
        fail_to_write(error)


def fail_to_write(error: OSError) -> NoReturn:
    """End with the sentence for output that can't be written."""
    _discard_output()
    fail(message("The output can't be written: {why}.", why=message(str(error.strerror or error))))


def _discard_output() -> None:
    """Let nothing be tried again when the interpreter ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
