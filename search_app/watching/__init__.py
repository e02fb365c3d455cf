"""What is known of every request, told as a line of a log and as figures for Prometheus.

Two settings, from ``config`` or else the environment:

``WENHAI_LOG``: ``off``; ``requests``, a line a request on standard error, of JSON unless that is a terminal, as
``wenhai serve`` has it unless told otherwise; ``personal``, the same with what was searched for and by whom. What a
reader looks for is the reader's own, and finding what is slow or broken needs it rarely: so it is written down only
where somebody asks for it.

``WENHAI_METRICS``: ``1`` opens ``/metrics``, with the package of the extra ``metrics``.
"""

import os
from functools import partial

from flask import Flask

from indexer import WenhaiError
from search_app.watching.answered import Answered, searched
from search_app.watching.journal import LEVELS, write_line
from search_app.watching.middleware import Teller, Watched, noted


def register(app: Flask) -> None:
    """Watch the application as its settings say; raises WenhaiError for one that means nothing, or lacks a package."""
    tellers: list[Teller] = []
    level = str(app.config.setdefault("WENHAI_LOG", os.environ.get("WENHAI_LOG") or "off"))
    if level not in LEVELS:
        raise WenhaiError(f"WENHAI_LOG is one of {', '.join(LEVELS)}, not {level!r}.")
    if level != "off":
        tellers.append(partial(write_line, personal=level == "personal"))
    metered = str(app.config.setdefault("WENHAI_METRICS", os.environ.get("WENHAI_METRICS") or "0"))
    if metered not in ("0", "1"):
        raise WenhaiError(f"WENHAI_METRICS is 1, for /metrics, or 0, not {metered!r}.")
    if metered == "1":
        try:
            from search_app.watching.metrics import observe  # only here may the package be missing
        except ModuleNotFoundError as error:
            raise WenhaiError(
                f"WENHAI_METRICS=1 needs the package {error.name}. Install it with: pip install 'wenhai[metrics]'"
            ) from error
        tellers.append(observe)
    if tellers:
        app.after_request(noted)
        app.wsgi_app = Watched(app.wsgi_app, tellers)  # type: ignore[method-assign]


__all__ = ["Answered", "register", "searched"]
