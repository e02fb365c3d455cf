"""The command ``serve``: checks what it is told, then becomes the server."""

import os
import signal
import socket
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click

from indexer.cli.edges import fail, sentences, stop_at_interrupt
from indexer.cli.language import command, option, say, told
from indexer.cli.options import INDEX
from indexer.messages import message

_APPLICATION = "search_app:create_app()"


@command()
@INDEX
@option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
@option("--workers", type=click.IntRange(1), default=2, show_default=True, help="Server processes.")
@option("--debug", is_flag=True, help="Flask's own server, with reloading and tracebacks; for developers only.")
def serve(index: str, host: str, port: int, workers: int, debug: bool) -> None:
    """Serve the search page and the API over HTTP until stopped. Ctrl-C ends it with status 130."""
    from indexer.location import folder_of

    stop_at_interrupt()
    folder = _front_end()
    environment = {"WENHAI_LOG": "requests", **os.environ}
    environment["WENHAI_INDEX"] = index if "://" in index else os.path.abspath(index)
    with sentences():
        folder_of(index)  # a location that means nothing
        _check(environment)
    if debug and host not in ("127.0.0.1", "::1", "localhost"):
        raise click.UsageError(
            told(message("--debug lets whoever reaches it run code; it listens on this machine alone."))
        )  # fmt: skip
    _refuse_taken(host, port)
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if debug:
        command = ["flask", "--app", _APPLICATION, "run", "--debug", "--host", host, "--port", str(port)]
    else:
        config = str(folder / "server" / "gunicorn_config.py")
        command = ["gunicorn", "--config", config, "--bind", address, "--workers", str(workers)]
        say("Serving {index} on http://{address}", index=index, address=address, err=True)
    # Until the launcher is ready for it, an interrupt waits.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    launcher = [sys.executable, "-P", str(folder / "server" / "launcher.py"), told(message("Stopped."))]
    os.execve(sys.executable, [*launcher, *command], environment)  # nosec B606


def _front_end() -> Path:
    """Where search_app is; found without importing it, for only the server's workers may know it (``server/``)."""
    found = find_spec("search_app")
    if found is None or not found.submodule_search_locations:
        fail(message("The package search_app, which comes with this one, is not installed. Install Wenhai anew."))
    return Path(found.submodule_search_locations[0])


def _check(environment: dict[str, str]) -> None:
    """Refuse settings that mean nothing before anything starts."""
    import_module("search_app.settings").read_settings(environment)


def _refuse_taken(host: str, port: int) -> None:
    """Say why nothing can listen there; the server would try for five seconds, and end in a traceback."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]  # fmt: skip
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
    except OSError as error:
        fail(
            message(
                "{host} port {port} can't be listened on: {why}. Choose another one with --host and --port.",
                host=host, port=port, why=message(str(error.strerror or error)),
            )
        )  # fmt: skip
