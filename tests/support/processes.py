"""What every program under test takes: a port of its own, and waiting until it is so far."""

import socket
import time
from collections.abc import Callable


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(reached: Callable[[], object], seconds: float, what: str) -> None:
    """Wait for something; raises AssertionError where it doesn't come."""
    deadline = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > deadline:
            raise AssertionError(f"Waited {seconds} seconds for {what}, in vain.")
        time.sleep(0.05)
