"""``wenhai``, and ``python -m indexer``.

An interrupt ends it with a sentence from here on, be it in the middle of an import.
"""

import os
import signal
from typing import Any


def main() -> None:
    """Run the command line."""
    signal.signal(signal.SIGINT, _stop)
    from indexer.cli import main as run

    try:
        run(prog_name="wenhai")
    finally:
        # All is done and said. The interpreter, while it ends, would let an interrupt kill it without a word.
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _stop(*_: Any) -> None:
    os.write(2, b"\nStopped.\n")
    os._exit(130)


if __name__ == "__main__":
    main()
