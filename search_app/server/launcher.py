"""Becomes the server: ``python -P launcher.py SENTENCE gunicorn|flask ARGUMENTS``, as ``wenhai serve`` runs it.

From the first line on an interrupt ends it with that sentence and status 130, be it in the middle of an import; before,
it waits, for ``wenhai serve`` has blocked it. ``gunicorn_config`` sees to the time when there are processes that serve.
"""

import os
import signal
import sys
from typing import Any

_SENTENCE, _SERVER = sys.argv[1:3]


def _stop(*_: Any) -> None:
    os.write(2, f"\n{_SENTENCE}\n".encode())
    os._exit(130)


signal.signal(signal.SIGINT, _stop)
signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
os.environ["WENHAI_STOPPED"] = _SENTENCE
sys.argv = [_SERVER, *sys.argv[3:]]

if _SERVER == "flask":
    from flask.cli import main

    main()
else:
    from gunicorn.app.wsgiapp import run

    sys.exit(run())
