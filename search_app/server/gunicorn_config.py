"""How gunicorn serves the application: ``wenhai serve`` gives it this file with ``--config``.

https://docs.gunicorn.org/en/stable/settings.html says what each name means. Address and number of processes come from
the command line. Nothing here imports the application: the first process must not know it, or those that it starts on
HUP would inherit the release that was there before.
"""

import importlib.util
import os
import shutil
import signal
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any


def _loaded(name: str, path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_settings = _loaded("wenhai_settings", Path(__file__).parent.with_name("settings.py"))

worker_class = _loaded("wenhai_worker", Path(__file__).with_name("worker.py")).GatheringWorker
wsgi_app = "search_app:create_app()"

threads = 8
"""Half of them may send exports (``http.streaming``). Searches hold Python's lock: more threads make none of them
faster."""

worker_connections = 400
"""Open at once in a process: idle ones and those that send slowly, too. A process may open 1,024 files on most
systems, and gunicorn 27 ends with an error where it may not open another."""

keepalive = 15
"""Seconds. An idle connection takes no thread, and its next request saves a round trip."""

timeout = 30
"""Seconds after which a process whose loop says nothing is taken for dead. How long an answer takes doesn't count."""

graceful_timeout = 30
"""Seconds to finish what is under way in, on TERM and HUP. ``deploy/`` waits ten more."""

worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else tempfile.gettempdir()  # nosec B108
"""Not a disk: the loop of each process touches a file there each second, and a disk may be busy for thirty."""

control_socket_disable = True

loglevel = "warning" if sys.stderr.isatty() else "info"
"""On a terminal the address to open stays the last line until somebody opens it."""

limit_request_line = 0
"""``worker`` bounds the whole request instead: a query of 2,000 characters is 18,000 bytes in an address, and gunicorn
refuses over 4,094, or else over 8,190."""

forwarder_headers = ""
"""None is taken from a header for the environment: by default SCRIPT_NAME, which changes every link of a page, is from
whoever is as near as a proxy, be it that proxy's client."""

_OURS = "wenhai-metrics-"


def when_ready(server: Any) -> None:
    """Before the first process starts: a folder for the figures of all of them, where they are wanted; and how an
    interrupt at the keyboard ends them."""
    settings = _settings.read_server_settings()
    if settings.metrics and not settings.metrics_folder:
        os.environ[_settings.METRICS_FOLDER] = tempfile.mkdtemp(prefix=_OURS)
    _stop_at_interrupt(server)


def _stop_at_interrupt(server: Any) -> None:
    """Whoever presses Ctrl-C waits for nothing: neither for answers, nor for a process that was told to end before it
    could hear it, which gunicorn kills after ``graceful_timeout`` (1 of 37 interrupts: it had just been started)."""
    first = os.getpid()

    def stop(*_: Any) -> None:
        if os.getpid() != first:  # a process that serves, which has this from the first one until it has its own
            return
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for process in list(server.WORKERS):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        on_exit(server)
        os.write(2, f"\n{_settings.read_server_settings().stopped}\n".encode())
        os._exit(130)

    signal.signal(signal.SIGINT, stop)


def post_worker_init(worker: Any) -> None:
    """In each process, before it takes connections: open the index, which takes a second, and show a page of it. While
    one that begins does so, another that has done so answers. An engine elsewhere may hang: that is for requests."""
    app = worker.wsgi
    location = app.config["WENHAI"].index
    if "://" not in location or location.startswith("whoosh:"):
        # Past the log and the figures: it is nobody's request.
        with suppress(Exception), app.test_request_context("/?q=%E6%96%87%E6%B5%B7"):
            app.full_dispatch_request()


def on_exit(server: Any) -> None:
    """After the last one has ended: take it away."""
    folder = Path(_settings.read_server_settings().metrics_folder)
    if folder.name.startswith(_OURS):
        shutil.rmtree(folder, ignore_errors=True)
