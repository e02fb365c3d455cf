"""One writer at a time: a document that says who writes, renewed while that one lives, and void a while after."""

import contextlib
import os
import socket
import threading
import time
from typing import Any

from opensearchpy import exceptions

from indexer.backends.opensearch.server import Server
from indexer.errors import EngineAway, IndexLocked

_ID = "writer"
_RENEWED, _VOID = 20.0, 120.0
"""Seconds after which it is renewed, and after which one that was not renewed is anybody's."""


def holder(server: Server) -> str:
    """The process that holds the lock of an index, and its host; empty where none does."""
    try:
        found: dict[str, Any] = server.call("get", index=_index_of(server), id=_ID)["_source"]
    except exceptions.NotFoundError:
        return ""
    return "" if _is_free(found) else f"{found['pid']} on {found['host']}"


class Lock:
    """Held from its making to ``release``. Raises IndexLocked where another holds it."""

    def __init__(self, server: Server) -> None:
        self._server, self._index = server, _index_of(server)
        self._released = threading.Event()
        body = {"settings": {"number_of_shards": 1, "auto_expand_replicas": "0-1"}}
        server.write("indices.create", index=self._index, body=body)
        self._version = self._taken()
        self._thread = threading.Thread(target=self._renew, name="lock", daemon=True)
        self._thread.start()

    def _taken(self) -> dict[str, int]:
        try:
            return self._write(op_type="create")
        except exceptions.ConflictError:
            pass
        try:
            found = self._server.call("get", index=self._index, id=_ID)
        except exceptions.NotFoundError:  # let go in between
            return self._taken()
        holder, free = found["_source"], _is_free(found["_source"])
        try:
            if free:
                return self._write(if_seq_no=found["_seq_no"], if_primary_term=found["_primary_term"])
        except exceptions.ConflictError:
            pass
        raise IndexLocked(
            "Another reindex is writing to {settings} (process {pid} on {host}). Wait until it has "
            "ended, then try again.",
            settings=self._server.settings,
            pid=holder["pid"],
            host=holder["host"],
        )

    def _write(self, **conditions: Any) -> dict[str, int]:
        body = {"host": socket.gethostname(), "pid": os.getpid(), "time": time.time()}
        answer = self._server.call("index", index=self._index, id=_ID, body=body, refresh=True, **conditions)
        return {"if_seq_no": answer["_seq_no"], "if_primary_term": answer["_primary_term"]}

    def _renew(self) -> None:
        while not self._released.wait(_RENEWED):
            try:
                self._version = self._write(**self._version)
            except (EngineAway, exceptions.TransportError):  # ``check`` tells whether it is still ours
                continue

    def check(self) -> None:
        """Raise IndexLocked if another has taken it meanwhile: this process was held up for too long."""
        found = self._server.call("get", index=self._index, id=_ID)["_source"]
        if (found["host"], found["pid"]) != (socket.gethostname(), os.getpid()):
            raise IndexLocked(
                "Another reindex (process {pid} on {host}) has begun to write to {settings} while this one "
                "was held up. Nothing was changed.",
                pid=found["pid"],
                host=found["host"],
                settings=self._server.settings,
            )

    @property
    def released(self) -> bool:
        return self._released.is_set()

    def release(self) -> None:
        """Let go of it."""
        if self._released.is_set():
            return
        self._released.set()
        self._thread.join()
        with contextlib.suppress(EngineAway, exceptions.TransportError):  # then it becomes void by itself
            self._server.call("delete", index=self._index, id=_ID, **self._version)


def _index_of(server: Server) -> str:
    return f"{server.settings.name}-lock"


def _is_free(holder: dict[str, Any]) -> bool:
    if time.time() - holder["time"] > _VOID:
        return True
    return bool(holder["host"] == socket.gethostname() and not _lives(holder["pid"]))


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
