"""Talking to the engine: one client for all hosts, and errors that are sentences."""

import time
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Any
from zlib import crc32

from opensearchpy import exceptions

from indexer.backends.opensearch.hosts import BUSY, Asked, Hosts
from indexer.backends.opensearch.settings import Settings
from indexer.errors import EngineAway

_AT_ONCE = 100
"""Searches in one request: so many are answered in some 20 ms, and others get their turn."""
_TIMES = 4
_PAUSE = 2.0
_WRITING = 120
"""Seconds: a cluster that has lost a node takes up to a minute to choose another."""
_COPIES = ("get", "mget", "create_pit")
"""What reads one copy of a shard and may be told which, as ``msearch`` is for each of its searches."""

Body = dict[str, Any]


class _Refused(EngineAway):
    """The engine answers, but not to this user: no use in asking again."""


class Server:
    """A cluster. Every method raises EngineAway where it does not answer; NotFound is left to the caller.

    ``patience``: seconds for which a request is repeated where it does not. A reader would rather be told at once; a
    writer sets it when it has begun.
    ``shards`` are those of the index that is read, which whoever opens it sets.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings, self.shards = settings, settings.shards
        self.patience = 0.0
        self._hosts = Hosts(settings)

    def close(self) -> None:
        """Let go of the connections."""
        self._hosts.close()

    def write(self, method_name: str, /, **arguments: Any) -> Any:
        """The same, with time enough for what changes an index."""
        try:
            return self.call(method_name, request_timeout=max(_WRITING, self.settings.timeout), **arguments)
        except exceptions.RequestError as error:
            # An index is made with the lock held and a new name: the answer to the first attempt was lost.
            if error.error != "resource_already_exists_exception":
                raise
            return {}

    def call(self, method_name: str, /, **arguments: Any) -> Any:
        """What a method of the client (``search``, ``indices.create``) answers."""
        until = time.monotonic() + self.patience
        while True:
            try:
                return self._anywhere(method_name, arguments)
            except _Refused:
                raise
            except EngineAway:
                if time.monotonic() > until:
                    raise
            time.sleep(_PAUSE)

    def _anywhere(self, method_name: str, arguments: Mapping[str, Any]) -> Any:
        """What is answered in time, once more by other hosts and nodes where it is not."""
        late: Exception = TimeoutError()
        for _ in range(1 + len(self.settings.hosts)):
            asked = self._hosts.asked
            try:
                return self._ask(asked, method_name, arguments)
            except exceptions.ConnectionTimeout as error:
                late = error
                self._hosts.look_round(asked)
        raise self.away(late) from None

    def _ask(self, asked: Asked, method_name: str, arguments: Mapping[str, Any]) -> Any:
        """What a call answers, its errors translated."""
        method: Any = asked.client
        for part in method_name.split("."):
            method = getattr(method, part)
        if asked.preference:
            arguments = _preferring(asked.preference, method_name, arguments)
        try:
            return method(**arguments)
        except (exceptions.NotFoundError, exceptions.ConnectionTimeout):
            raise
        except (exceptions.AuthenticationException, exceptions.AuthorizationException) as error:
            raise _Refused(
                "The engine at {settings} refused user {user!r} ({status}: {error}). See to the user and "
                "WENHAI_OPENSEARCH_PASSWORD.",
                settings=self.settings,
                user=self.settings.user or "(none)",
                status=error.status_code,
                error=error.error,
            ) from None
        except exceptions.ConnectionError as error:
            raise self.away(error) from None
        except exceptions.TransportError as error:
            if error.status_code in BUSY or error.status_code == 500:
                raise self.away(error) from error
            raise

    def away(self, error: Exception) -> EngineAway:
        """The sentence for an engine that does not answer."""
        return EngineAway(
            "The engine at {settings} does not answer ({cause}). Try again in a while.",
            settings=self.settings,
            cause=_cause(error),
        )

    def searches(self, index: str, bodies: Sequence[Body], *, scored: bool = False, key: str = "") -> list[Body]:
        """The answers to several searches, asked together. ``scored``: words weigh by all shards together. What has one
        ``key`` is asked of one copy of a shard, whose scores may differ from another's by what was deleted."""
        kind = {"search_type": "dfs_query_then_fetch"} if scored and self.shards > 1 else {}
        preference = f"wenhai-{crc32(key.encode('utf-8', 'replace')):x}"
        # Without that, a shard that no node has at the moment counts as empty, and says nothing.
        head = {"index": index, "preference": preference, "allow_partial_search_results": False, **kind}
        answers: list[Body] = []
        for at in range(0, len(bodies), _AT_ONCE):
            lines = [line for body in bodies[at : at + _AT_ONCE] for line in (head, body)]
            answers.extend(self._answered(lines))
        return answers

    def _answered(self, lines: list[Body]) -> list[Body]:
        for attempt in count():
            answers: list[Body] = self.call("msearch", body=lines)["responses"]
            failed = [answer for answer in answers if "error" in answer or answer["_shards"]["failed"]]
            if not failed:
                break
            if _missing(failed):
                raise EngineAway(
                    "The index {index} is gone from {settings}; a newer one is there. Ask again.",
                    index=lines[0]["index"],
                    settings=self.settings,
                )
            # 500 is what is said of shards whose node has died a moment ago; the next answer comes from their copies.
            worth_it = all(answer.get("status") in (*BUSY, 200, 500) for answer in failed)
            if not worth_it or attempt >= _TIMES - 1 + self.patience / _PAUSE:
                raise self.away(RuntimeError(_reason(failed[0])))
            time.sleep(min(0.1 * 4**attempt, _PAUSE))
        return answers

    def counts(self, index: str, queries: Iterable[Body]) -> list[int]:
        """How many documents match each query."""
        bodies = [{"size": 0, "track_total_hits": True, "query": query} for query in queries]
        return [int(answer["hits"]["total"]["value"]) for answer in self.searches(index, bodies)]


def _preferring(preference: str, method_name: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    if method_name in _COPIES:
        return {**arguments, "preference": preference}
    if method_name == "msearch":
        lines = ({**line, "preference": preference} if "index" in line else line for line in arguments["body"])
        return {**arguments, "body": list(lines)}
    return arguments


def _missing(failed: Sequence[Body]) -> bool:
    return any("index_not_found" in str(answer.get("error", "")) for answer in failed)


def _reason(answer: Mapping[str, Any]) -> str:
    error = answer.get("error") or (answer["_shards"].get("failures") or [{}])[0].get("reason") or {}
    causes = error.get("root_cause") or [error]
    return str(causes[0].get("reason") or error.get("type") or "some shards failed")


def _cause(error: Exception) -> str:
    """In a few words why: the client's own texts hold the whole request."""
    if isinstance(error, exceptions.ConnectionTimeout):
        return "no answer in time"
    if isinstance(error, exceptions.SSLError):
        return "its certificate is not trusted"
    if isinstance(error, exceptions.TransportError) and isinstance(error.status_code, int):
        return f"status {error.status_code}: {error.error}"
    if isinstance(error, exceptions.ConnectionError):
        return "connection refused" if "refused" in str(error) else "no connection"
    return str(error)
