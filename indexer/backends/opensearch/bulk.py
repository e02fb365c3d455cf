"""Sends documents in bulk, two requests at a time, and loses none: each is acknowledged, or named with a reason."""

import json
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

from opensearchpy import exceptions

from indexer.backends.opensearch.server import Server
from indexer.errors import EngineAway

_BYTES, _DOCUMENTS = 8_000_000, 500
_AT_ONCE, _AHEAD = 2, 4
_AGAIN = (429, 502, 503, 504)
_ATTEMPTS = 10
_FIRST_WAIT, _MAX_WAIT = 0.5, 30.0
"""Seconds; doubled each time. Ten attempts take two and a half minutes: a node comes back in one."""


class Failure(NamedTuple):
    """A document that the engine did not take."""

    path: str
    reason: str


class _Action(NamedTuple):
    line: str
    source: str
    path: str


class Bulk:
    """Writes to one index. ``sent`` and ``acknowledged`` count documents; ``failures`` names those not taken."""

    def __init__(self, server: Server, index: str) -> None:
        self._server, self._index = server, index
        self.sent = self.acknowledged = self.repeated = 0
        self.failures: list[Failure] = []
        self._batch: list[_Action] = []
        self._bytes = 0
        self._threads = ThreadPoolExecutor(_AT_ONCE, "bulk")
        self._waiting: deque[Future[tuple[int, int, list[Failure]]]] = deque()

    def index(self, id: str, path: str, source: str) -> None:
        """Add a document, or put it in the place of the one with that id."""
        self._add(_Action(json.dumps({"index": {"_id": id}}), source, path))

    def delete(self, id: str) -> None:
        """Take a document out."""
        self._add(_Action(json.dumps({"delete": {"_id": id}}), "", id))

    def flush(self) -> None:
        """Wait until everything is acknowledged or failed."""
        self._send_batch()
        while self._waiting:
            self._take()

    def close(self) -> None:
        """Let go of the threads; what waits is not sent."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _add(self, action: _Action) -> None:
        self._batch.append(action)
        self._bytes += len(action.source) * 2
        self.sent += 1
        if self._bytes >= _BYTES or len(self._batch) >= _DOCUMENTS:
            self._send_batch()

    def _send_batch(self) -> None:
        if self._batch:
            self._waiting.append(self._threads.submit(_sent, self._server, self._index, self._batch))
            self._batch, self._bytes = [], 0
        while len(self._waiting) > _AHEAD:
            self._take()

    def _take(self) -> None:
        acknowledged, repeated, failures = self._waiting.popleft().result()
        self.acknowledged += acknowledged
        self.repeated += repeated
        self.failures += failures


def _sent(server: Server, index: str, batch: Sequence[_Action]) -> tuple[int, int, list[Failure]]:
    """Send until each document is taken or refused for good; documents are named by id, so twice does no harm."""
    left, failures = list(batch), list[Failure]()
    acknowledged = repeated = 0
    for attempt in range(_ATTEMPTS):
        if attempt:
            repeated += len(left)
            time.sleep(min(_FIRST_WAIT * 2 ** (attempt - 1), _MAX_WAIT))
        try:
            items = _request(server, index, left)
        except EngineAway:
            if attempt == _ATTEMPTS - 1:
                raise
            continue
        again = []
        for action, item in zip(left, items, strict=True):
            status, error = int(item["status"]), item.get("error")
            if status < 300 or (status == 404 and not action.source):  # deleted already
                acknowledged += 1
            elif status in _AGAIN:
                again.append(action)
            else:
                failures.append(Failure(action.path, _reason(error)))
        left = again
        if not left:
            return acknowledged, repeated, failures
    reason = "The engine stayed too busy to take it."
    return acknowledged, repeated, [*failures, *(Failure(action.path, reason) for action in left)]


def _request(server: Server, index: str, batch: Sequence[_Action]) -> list[dict[str, Any]]:
    body = "".join(f"{action.line}\n{action.source}\n" if action.source else f"{action.line}\n" for action in batch)
    try:
        answer = server.write("bulk", body=body, index=index)
    except exceptions.NotFoundError as error:
        raise EngineAway(
            "The index {index} that is being built is gone from {settings}.", index=index, settings=server.settings
        ) from error
    return [next(iter(item.values())) for item in answer["items"]]


def _reason(error: Any) -> str:
    if not isinstance(error, dict):
        return str(error)
    cause = (error.get("caused_by") or {}).get("reason")
    return f"{error.get('reason')} ({cause})" if cause else str(error.get("reason"))
