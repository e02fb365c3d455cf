"""Figures for Prometheus, by its own client: https://prometheus.github.io/client_python/.

Several processes serve, and any of them is asked. Where ``PROMETHEUS_MULTIPROC_DIR`` names a folder, each keeps its
figures in a file there, and whoever is asked adds up all of them; ``wenhai serve`` sees to that. What there is to say
of the index is looked up when it is asked for.
"""

import re
import time
from collections.abc import Iterator

from flask import current_app
from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from indexer import Status, WenhaiError
from search_app.index import current_index
from search_app.telemetry.request_record import RequestRecord

_OWN = CollectorRegistry()
# A page takes 3 to 30 ms, an export of everything 6 s.
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_SECONDS = Histogram(
    "wenhai_request_seconds",
    "From the arrival of a request until its last byte was handed over, by kind of request and of query.",
    ("kind", "query"),
    buckets=_BUCKETS,
    registry=_OWN,
)
_ERRORS = Counter(
    "wenhai_errors",
    "Answers with a status of 400 or more, and those that broke off (status broken), by kind of request.",
    ("kind", "status"),
    registry=_OWN,
)
disable_created_metrics()  # type: ignore[no-untyped-call]


def observe(answered: RequestRecord) -> None:
    """Count one request."""
    _SECONDS.labels(answered.kind, answered.search.kind if answered.search else "").observe(answered.seconds)
    if answered.status >= 400:
        _ERRORS.labels(answered.kind, str(answered.status)).inc()
    elif not answered.whole:
        _ERRORS.labels(answered.kind, "broken").inc()


def exposition(accept: str) -> tuple[bytes, str]:
    """All figures as text, and its media type, in the format that the asker accepts. Needs a request of Flask."""
    registry = _OWN
    if current_app.config["WENHAI"].metrics_folder:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        registry.register(_OfIndex())
    encode, media_type = choose_encoder(accept)
    return encode(registry), media_type


class _OfIndex(Collector):
    """What there is to say of the index that serves now."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        status = _status()
        yield _gauge("wenhai_index_open", "Whether there is an index that can be searched.", float(status is not None))
        if status is None:
            return
        number = re.search(r"\d+$", status.generation)
        yield _gauge("wenhai_generation", "The number of the generation that serves.", int(number[0]) if number else 0)
        yield _gauge(
            "wenhai_generation_age_seconds", "Since that one was built.", max(time.time() - status.built.timestamp(), 0)
        )
        yield _gauge("wenhai_articles", "Articles in it.", status.articles)
        yield _gauge("wenhai_index_bytes", "What it takes on disk.", status.bytes)


_OWN.register(_OfIndex())


def _status() -> Status | None:
    try:
        return current_index().status()
    except WenhaiError:
        return None


def _gauge(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value=value)
