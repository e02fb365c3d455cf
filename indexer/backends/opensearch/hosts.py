"""The hosts of a cluster, and which of them to ask while one of them hangs.

A node that neither answers nor hangs up is a member of its cluster until the others notice, which takes them a minute
and more. Until then every search that a copy on it is chosen for waits in vain, whichever host it was sent to.
"""

import threading
import time
from dataclasses import dataclass
from typing import Any

from opensearchpy import OpenSearch, exceptions

from indexer.backends.opensearch.settings import Settings

BUSY = (429, 502, 503, 504)
_CONNECTIONS = 10
"""Kept open to each host, for as many threads; by itself the client keeps one and opens all others anew."""
_PROMPT = 2
"""Seconds in which a host that is well says its name."""
_AWHILE = 60.0
"""Seconds after which all hosts are tried again."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom to ask. ``preference``: for copies on their nodes; empty where all are asked."""

    client: OpenSearch
    preference: str = ""


class Hosts:
    """All of them; for a minute after one did not answer in time, those that do."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._all = Asked(_client(settings, settings.hosts, settings.timeout))
        self._some = self._all
        self._until = 0.0

    @property
    def asked(self) -> Asked:
        """Those to ask now."""
        return self._some if time.monotonic() < self._until else self._all

    def look_round(self, late: Asked) -> None:
        """Find out who answers, after one of ``late`` did not."""
        with self._lock:
            if self.asked is not late or len(self._settings.hosts) == 1:
                return  # another thread has found out by now, or there is nobody else
            nodes = {host: node for host in self._settings.hosts if (node := self._node(host))}
            if 0 < len(nodes) < len(self._settings.hosts):
                client = _client(self._settings, tuple(nodes), self._settings.timeout)
                self._some = Asked(client, f"_prefer_nodes:{','.join(nodes.values())}")
                self._until = time.monotonic() + _AWHILE

    def close(self) -> None:
        """Let go of all connections."""
        for one in (self._all, self._some):
            one.client.close()

    def _node(self, host: tuple[str, int]) -> str:
        """The id of the node that answers there; empty where none does."""
        client = _client(self._settings, (host,), _PROMPT)
        try:
            answer: dict[str, Any] = client.nodes.info(node_id="_local", filter_path="nodes.*.name")
        except exceptions.TransportError:
            return ""
        finally:
            client.close()
        return str(next(iter(answer["nodes"])))


def _client(settings: Settings, hosts: tuple[tuple[str, int], ...], timeout: int) -> OpenSearch:
    return OpenSearch(
        hosts=[{"host": host.strip("[]"), "port": port} for host, port in hosts],
        http_auth=(_in_header(settings.user), _in_header(settings.password)) if settings.user else None,
        use_ssl=settings.tls,
        verify_certs=settings.tls,
        ca_certs=settings.ca or None,
        ssl_show_warn=False,
        pool_maxsize=_CONNECTIONS,
        timeout=timeout,
        max_retries=max(1, len(hosts)),
        # Not here: the next host would ask the same node for the same.
        retry_on_timeout=False,
        retry_on_status=BUSY,
    )


def _in_header(text: str) -> str:
    """The bytes of UTF-8 as characters of Latin-1, which is all that the client can send (RFC 7617, 2.1)."""
    return text.encode("utf-8", "surrogateescape").decode("latin-1")
