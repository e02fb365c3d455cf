"""What is known of every request, told as a line of a log and as figures for Prometheus.

Two settings:

``WENHAI_LOG``: ``off``; ``requests``, a line a request on standard error, of JSON unless that is a terminal, as
``wenhai serve`` has it unless told otherwise; ``personal``, the same with what was searched for and by whom. What a
reader looks for is the reader's own, and finding what is slow or broken needs it rarely: so it is written down only
where somebody asks for it.

``WENHAI_METRICS``: ``1`` opens ``/metrics``, with the package of the extra ``metrics``.
"""

from functools import partial

from flask import Flask

from search_app.settings import Settings
from search_app.watching.answered import Answered, searched
from search_app.watching.journal import write_line
from search_app.watching.middleware import Teller, Watched, noted
from search_app.watching.sentences import ESCAPING


def register(app: Flask, settings: Settings) -> None:
    """Watch the application as its settings say."""
    app.logger.addFilter(ESCAPING)
    tellers: list[Teller] = []
    if settings.log != "off":
        tellers.append(partial(write_line, personal=settings.log == "personal"))
    if settings.metrics:
        from search_app.watching.metrics import observe  # it takes a package that is there only for this

        tellers.append(observe)
    if tellers:
        app.after_request(noted)
        app.wsgi_app = Watched(app.wsgi_app, tellers)  # type: ignore[method-assign]


__all__ = ["Answered", "register", "searched"]
