"""What is known of every request, told as a line of a log and as figures for Prometheus.

Two settings:

``WENHAI_LOG``: ``off``; ``requests``, a line a request on standard error, of JSON unless that is a terminal, as
``wenhai serve`` has it unless told otherwise; ``personal``, the same with what was searched for and by whom. What a
reader looks for is the reader's own, and finding what is slow or broken needs it rarely: so it is written down only
where somebody asks for it.

``WENHAI_METRICS``: ``1`` opens ``/metrics``, with the package of the extra ``metrics``.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from search_app.settings import Settings
from search_app.telemetry.access_log import write_line
from search_app.telemetry.request_record import RequestRecord, note_search
from search_app.telemetry.wsgi import Observed, Observer, note_request


def layer(settings: Settings) -> Callable[[Any], Any]:
    """The WSGI layer that tells of every request what the settings want told."""
    observers: list[Observer] = []
    if settings.log != "off":
        observers.append(partial(write_line, personal=settings.log == "personal"))
    if settings.metrics:
        from search_app.telemetry.metrics import observe  # it takes a package that is there only for this

        observers.append(observe)
    return lambda application: Observed(application, observers) if observers else application


__all__ = ["RequestRecord", "layer", "note_request", "note_search"]
