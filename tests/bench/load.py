"""A load generator: ``python -m tests.bench.load PORT CLIENTS SECONDS``, queries on standard input, one a line.

Prints pages a second. Plain sockets that stay open, and next to no parsing: the server is on the same cores.
"""

import socket
import sys
import threading
import time
from urllib.parse import quote_plus

_LENGTH = b"content-length:"


def main() -> None:
    port, clients, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    requests = [
        f"GET /?q={quote_plus(line)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
        for line in sys.stdin.read().split("\n")
    ]
    counts = [0] * clients
    failures: list[Exception] = []
    began = time.perf_counter()

    def client(number: int) -> None:
        try:
            ask(number)
        except Exception as error:  # it would end with its thread, and nobody would know
            failures.append(error)

    def ask(number: int) -> None:
        connection, at = socket.create_connection(("127.0.0.1", port), timeout=60), number * len(requests) // clients
        while time.perf_counter() < began + seconds:
            try:
                connection.sendall(requests[at % len(requests)])
                answered = _read(connection)
            except OSError:
                answered = False
            if answered:
                counts[number] += 1
                at += 1
            else:  # closed by the server, which it may do between two requests
                connection.close()
                connection = socket.create_connection(("127.0.0.1", port), timeout=60)
        connection.close()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    print(sum(counts) / (time.perf_counter() - began))


def _read(connection: socket.socket) -> bool:
    """Read one page; whether it came whole and is no error."""
    data = b""
    while (end := data.find(b"\r\n\r\n")) < 0:
        if not (piece := connection.recv(1 << 16)):
            return False
        data += piece
    head = data[:end].lower()
    at = head.index(_LENGTH) + len(_LENGTH)
    left = int(head[at:].split(b"\r\n", 1)[0]) - (len(data) - end - 4)
    while left > 0:
        if not (piece := connection.recv(min(left, 1 << 16))):
            return False
        left -= len(piece)
    if not head.startswith(b"http/1.1 200"):
        raise RuntimeError(head.decode())
    return True


if __name__ == "__main__":
    main()
