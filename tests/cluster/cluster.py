"""The cluster of the tests: all its nodes, in one folder that is gone when it ends."""

import json
import os
import shutil
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from tests.cluster.distribution import ClusterError, unpack, user
from tests.cluster.node import TESTS, Node, Size

FOLDER = "OPENSEARCH_CLUSTER"
"""The variable that tells the tests where the cluster lies, and so lets them kill and start its nodes."""
LOGS = Path(__file__).parents[2] / "build" / "cluster-logs"
_STARTING = 240.0
_LAST_LINES = 15


@dataclass(frozen=True, slots=True)
class Cluster:
    """The cluster in a folder."""

    folder: Path
    nodes: tuple[Node, ...]

    @classmethod
    def at(cls, folder: Path) -> "Cluster":
        """The one that was made there."""
        [home] = folder.glob("opensearch-*")
        nodes = len(list(folder.glob("node-*")))
        return cls(folder, _nodes(nodes, folder, home))

    @property
    def hosts(self) -> str:
        """Host and port of every node, with commas between: what stands in ``opensearch://`` addresses."""
        return ",".join(node.address for node in self.nodes)

    @property
    def url(self) -> str:
        """What the tests get as OPENSEARCH_URL."""
        return f"opensearch://{self.hosts}"

    def node(self, number: int) -> Node:
        """The node of that number."""
        return self.nodes[number - 1]

    def start(self, settings: Mapping[str, str] | None = None) -> None:
        """Start every node that does not run, and wait for green."""
        for node in self.nodes:
            if not node.pid():
                node.start(settings)
        self.wait_for_green()

    def stop(self) -> None:
        """Stop every node."""
        for node in self.nodes:
            node.stop()

    def wait_for_green(self, seconds: float = _STARTING) -> None:
        """Until every node is there with every copy of every shard. Raises ClusterError with what the logs end with."""
        end = time.monotonic() + seconds
        last = "no node answered"
        while time.monotonic() < end:
            if dead := [node for node in self.nodes if not node.pid()]:
                raise ClusterError(f"Node {dead[0].number} has ended:\n{_tail(dead[0])}")
            for node in self.nodes:
                try:
                    path = f"/_cluster/health?wait_for_nodes={len(self.nodes)}&timeout=1s"
                    health = self.ask("GET", path, node=node, seconds=5)
                except (URLError, OSError) as error:
                    last = f"node {node.number}: {error}"
                    continue
                last = (
                    f"{health['status']}, {health['number_of_nodes']} nodes, {health['unassigned_shards']} shards left"
                )
                if health["status"] == "green" and health["number_of_nodes"] == len(self.nodes):
                    return
                break
            time.sleep(0.5)
        logs = "\n".join(_tail(node) for node in self.nodes)
        raise ClusterError(f"The cluster is not green after {seconds:.0f} seconds ({last}):\n{logs}")

    def ask(self, method: str, path: str, body: object = None, *, node: Node | None = None, seconds: float = 30) -> Any:
        """What a node, else the first that runs, answers to a request; raises OSError where it does not or refuses."""
        asked = node or next((one for one in self.nodes if one.pid()), self.nodes[0])
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"http://{asked.address}{path}", data, {"Content-Type": "application/json"}, method=method)
        with urlopen(request, timeout=seconds) as answer:
            return json.load(answer)


@contextmanager
def running(size: Size = TESTS) -> Iterator[Cluster]:
    """A new cluster of that size, green; stopped and gone at the end, whatever happens. Raises ClusterError."""
    for port in (int(node.address.rpartition(":")[2]) for node in _nodes(size.nodes, Path(), Path())):
        with socket.socket() as free:
            free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                free.bind(("127.0.0.1", port))
            except OSError:
                raise ClusterError(f"Port {port} is in use: does another cluster of the tests run?") from None
    folder = Path(mkdtemp(prefix="wenhai_cluster_"))
    try:
        home = unpack(folder)
        cluster = Cluster(folder, _nodes(size.nodes, folder, home))
        for node in cluster.nodes:
            node.prepare(size)
        _give_away(folder)
        try:
            cluster.start()
            yield cluster
        except BaseException:
            _keep_logs(cluster)
            raise
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _nodes(number: int, folder: Path, home: Path) -> tuple[Node, ...]:
    return tuple(Node(one, folder, home) for one in range(1, number + 1))


def _give_away(folder: Path) -> None:
    """To the user who runs the nodes."""
    if (owner := user()) is not None:
        shutil.chown(folder, owner, owner)
        for path, folders, files in os.walk(folder):
            for name in (*folders, *files):
                shutil.chown(os.path.join(path, name), owner, owner)


def _keep_logs(cluster: Cluster) -> None:
    LOGS.mkdir(parents=True, exist_ok=True)
    for node in cluster.nodes:
        if node.log.exists():
            shutil.copy(node.log, LOGS / f"node-{node.number}.log")


def _tail(node: Node) -> str:
    lines = node.log.read_text(errors="replace").splitlines() if node.log.exists() else []
    return "\n".join(f"  node {node.number}: {line}" for line in lines[-_LAST_LINES:])
