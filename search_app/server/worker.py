"""Gunicorn's threads, behind a loop that waits for slow clients in their place.

Gunicorn 27 gives a connection to a thread with its first byte, and the thread waits for the rest for ever: with two
processes of four threads, eight clients that send a header's byte a second kept everybody else out. Here the loop that
watches idle connections also gathers requests, and a thread gets one when it is whole. What a slow client can still
hold is a thread that sends a long answer, and ``http.streaming`` bounds how many do.

It builds on what gunicorn calls by these names within; setup.cfg says which releases, ``tests/ops/test_load.py``
whether it still holds.
"""

import re
import selectors
import socket
import struct
import time
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from typing import Any

from gunicorn import util
from gunicorn.workers.gthread import ThreadWorker

REQUEST_SECONDS = 10.0
"""For a request to arrive in, from its connection or its first byte on. Who takes longer is told so and hung up on."""
REQUEST_BYTES = 131_072
"""Of a request with its body: a query of 2,000 characters is 18,000 bytes in an address, and five to compare 90,000."""
STALLED_SECONDS = 30
"""For a client to take anything at all of what is sent."""
_EXPECT = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*(?=\r\n|$)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})", re.IGNORECASE)


class GatheringWorker(ThreadWorker):  # type: ignore[misc]  # of a package without types
    """Gunicorn's ``gthread``, but for how connections come to its threads and how it ends."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._answering: set[Any] = set()

    def run(self) -> None:
        """Serve until told to end, and some seconds more for what is under way. Then hang up on who is not done: the
        threads would go on, and this process with them, until it is killed for its silence."""
        super().run()
        for conn in self._answering:
            self.log.warning("An answer was cut off: its client had not taken it within the time to end in.")
            with suppress(OSError):
                conn.sock.shutdown(socket.SHUT_RDWR)

    def enqueue_req(self, conn: Any) -> None:
        """Give the connection to a thread once its next request is whole."""
        conn.gathered = conn.parser.unreader.take_buffered() if conn.parser else b""
        conn.sock.setblocking(False)
        if not conn.initialized:
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", STALLED_SECONDS, 0))
        if not self._dealt_with(conn) and not self._read(conn):
            conn.timeout = time.monotonic() + REQUEST_SECONDS
            self.pending_conns.append(conn)
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._on_more, conn))

    def _on_more(self, conn: Any, client: socket.socket) -> None:
        if not _is_open(client):
            return
        if self._read(conn):
            self.poller.unregister(client)
            self.pending_conns.remove(conn)

    def on_client_socket_readable(self, conn: Any, client: socket.socket) -> None:
        """What gunicorn does with an idle connection that has something to say."""
        if _is_open(client):
            super().on_client_socket_readable(conn, client)

    def _read(self, conn: Any) -> bool:
        """Take what there is; whether the connection is dealt with, so that nobody need wait for more."""
        try:
            more = conn.sock.recv(REQUEST_BYTES)
        except BlockingIOError:
            return False
        except OSError:
            more = b""
        conn.gathered += more
        return self._dealt_with(conn) if more else self._hung_up(conn)

    def _dealt_with(self, conn: Any) -> bool:
        """What there is of a request is a whole one, and with a thread now, or none that will be answered."""
        head, blank, body = conn.gathered.partition(b"\r\n\r\n")
        if not blank:
            return len(head) > REQUEST_BYTES and self._refused(conn, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        if _CHUNKED.search(head):
            return self._refused(conn, HTTPStatus.LENGTH_REQUIRED)
        found = _LENGTH.search(head)
        length = int(found[1]) if found else 0
        if len(head) + length > REQUEST_BYTES:
            return self._refused(conn, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if _EXPECT.search(head):  # once: what is gathered says so no more
            conn.gathered = _EXPECT.sub(b"", head) + blank + body
            if len(body) < length:
                with suppress(OSError):
                    conn.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        if len(body) < length:
            return False
        conn.init()
        conn.parser.unreader.unread(conn.gathered)
        conn.gathered, conn.data_ready = b"", True
        self._answering.add(conn)
        super().enqueue_req(conn)
        return True

    def accept(self, listener: socket.socket) -> None:
        """Take a connection; with the last place that there is, the one that has kept its place for longest without a
        whole request loses it. 860 clients that sent slowly made every other one wait for ten seconds."""
        super().accept(listener)
        if self.nr_conns >= self.worker_connections and self.alive:
            waiting = self.pending_conns or self.keepalived_conns
            if waiting:
                self._let_go(waiting.popleft())

    def murder_pending(self) -> None:
        """Hang up on those whose request has not come in time."""
        while self.pending_conns and self.pending_conns[0].timeout <= time.monotonic():
            self._let_go(self.pending_conns.popleft())

    def _let_go(self, conn: Any) -> None:
        """Hang up on who waits; whoever has begun a request is told."""
        with suppress(OSError, KeyError, ValueError):
            self.poller.unregister(conn.sock)
        if getattr(conn, "gathered", b""):
            sentence = f"A request has {REQUEST_SECONDS:g} seconds to arrive in here."
            self._say(conn, HTTPStatus.REQUEST_TIMEOUT, sentence)
        self._hung_up(conn)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """What gunicorn does with a connection whose request is answered."""
        self._answering.discard(conn)
        super().finish_request(conn, fs)

    def _refused(self, conn: Any, status: HTTPStatus) -> bool:
        self._say(conn, status, f"A request has at most {REQUEST_BYTES} bytes here, and tells how many its body has.")
        return self._hung_up(conn)

    def _say(self, conn: Any, status: HTTPStatus, sentence: str) -> None:
        with suppress(OSError):
            util.write_error(conn.sock, status.value, status.phrase, sentence)

    def _hung_up(self, conn: Any) -> bool:
        self.nr_conns -= 1
        conn.close()
        return True

    def handle_request(self, req: Any, conn: Any) -> bool:
        """Answer, and hang up on who takes nothing of the answer."""
        try:
            return bool(super().handle_request(req, conn))
        except BlockingIOError:
            self.log.warning("A client took nothing of its answer for %s seconds.", STALLED_SECONDS)
            return False

    def set_accept_enabled(self, enabled: bool) -> None:
        """Besides: a worker that ends takes whoever has knocked, and closes the door.

        Gunicorn leaves it open until the last answer is sent: the kernel goes on taking connections that nobody will
        answer, where a refused one would be sent elsewhere by a proxy.
        """
        super().set_accept_enabled(enabled)
        if not self.alive and not enabled:
            for listener in self.sockets:
                with selectors.DefaultSelector() as knocking:
                    knocking.register(listener, selectors.EVENT_READ)
                    while knocking.select(0) and self.nr_conns < self.worker_connections:
                        self.accept(listener)
                listener.close()

    def _cap_keepalive(self, deadline: float) -> None:
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)


def _is_open(client: socket.socket) -> bool:
    """Whether it was not hung up on for a new connection, of which the loop heard in one and the same moment: the
    process ended over that, and what it had been asked waited for 46 seconds."""
    return client.fileno() >= 0
