"""``python -m tests.cluster run [COMMAND …]``: a cluster for as long as the command, or until it is interrupted. With
``bench`` instead of ``run`` it is one node with all processors and 4 GB, to be measured.

The command finds OPENSEARCH_URL and OPENSEARCH_CLUSTER in its environment, and its exit status is that of all. While a
cluster runs, ``python -m tests.cluster kill|start|stop|pause|resume NUMBER`` does that to one node of it.
"""

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.cluster.cluster import FOLDER, LOGS, Cluster, running
from tests.cluster.distribution import VERSION, ClusterError
from tests.cluster.node import BENCH, TESTS, Size

_FOR_ONE = ("kill", "start", "stop", "pause", "resume")


def main(arguments: list[str]) -> int:
    """Do what is asked; gives the exit status."""
    match arguments:
        case ["run", *command]:
            return run(command, TESTS)
        case ["bench", *command]:
            return run(command, BENCH)
        case [verb, number] if verb in _FOR_ONE and number in map(str, range(1, TESTS.nodes + 1)):
            if FOLDER not in os.environ:
                return _fail(f"{FOLDER} says of no cluster: copy it from what `run` prints.")
            getattr(Cluster.at(Path(os.environ[FOLDER])).node(int(number)), verb)()
            return 0
    print(__doc__, file=sys.stderr)
    return 2


def run(command: list[str], size: Size) -> int:
    """The cluster, and the command with it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    began = time.monotonic()
    try:
        with running(size) as cluster:
            set_ = {"OPENSEARCH_URL": cluster.url, FOLDER: str(cluster.folder)}
            took = time.monotonic() - began
            print(f"OpenSearch {VERSION}, nodes: {size.nodes}, green after {took:.0f} s", file=sys.stderr)
            print("\n".join(f"{name}={shlex.quote(value)}" for name, value in set_.items()), flush=True)
            if command:
                status = subprocess.run(command, env={**os.environ, **set_}).returncode
                if status:
                    raise _Failed(status)
            else:
                signal.pause()
    except _Failed as failed:
        print(f"The logs of the nodes are kept in {LOGS}.", file=sys.stderr)
        return failed.status if failed.status > 0 else 128 - failed.status
    except ClusterError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return 130
    return 0


class _Failed(Exception):
    """The command ended with a status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
