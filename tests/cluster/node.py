"""One node: a process with its own configuration, data and logs in a folder."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.cluster.distribution import ClusterError, java_home, user

_HTTP, _TRANSPORT = 9210, 9310
_STOPPING = 30.0
_JVM = """-Xms{heap}
-Xmx{heap}
{options}
-Djava.util.concurrent.ForkJoinPool.common.threadFactory=org.opensearch.secure_sm.SecuredForkJoinWorkerThreadFactory
18-:-Djava.security.manager=allow
"""
# The disk is nobody's concern here, and would leave a cluster yellow on a full machine. A node refuses what it is asked
# while its heap is nearly full, garbage and all, and tells only the collector of its own choice, G1, to collect: with
# another one it refused everything to the end of a run of the tests (429, with two requests of 19 MB under way).
_SETTINGS = """cluster.name: wenhai-tests
node.name: node-{number}
node.processors: {processors}
path.data: {folder}/data
path.logs: {folder}/logs
network.host: 127.0.0.1
http.port: {http}
transport.port: {transport}
discovery.seed_hosts: [{seeds}]
cluster.initial_cluster_manager_nodes: [{names}]
cluster.routing.allocation.disk.threshold_enabled: false
indices.breaker.total.use_real_memory: false
cluster.fault_detection.follower_check.timeout: 3s
cluster.fault_detection.follower_check.interval: 1s
cluster.fault_detection.follower_check.retry_count: 3
cluster.fault_detection.leader_check.timeout: 3s
cluster.fault_detection.leader_check.interval: 1s
cluster.fault_detection.leader_check.retry_count: 3
cluster.publish.timeout: 10s
cluster.follower_lag.timeout: 20s
"""


@dataclass(frozen=True, slots=True)
class Size:
    """How many nodes, and what each of them may take; ``options`` are those of its virtual machine."""

    nodes: int
    processors: int
    heap: str
    options: str


# One processor a node keeps the thread pools small, so that three of them get along on two cores.
TESTS = Size(3, 1, "640m", "-XX:+UseSerialGC\n-XX:TieredStopAtLevel=1")
BENCH = Size(1, os.cpu_count() or 1, "4g", "-XX:+UseG1GC\n-XX:+AlwaysPreTouch")


@dataclass(frozen=True, slots=True)
class Node:
    """The node of that number, from 1 on, of the cluster in a folder."""

    number: int
    cluster: Path
    home: Path

    @property
    def folder(self) -> Path:
        """All that is its own."""
        return self.cluster / f"node-{self.number}"

    @property
    def address(self) -> str:
        """Where it listens to HTTP: host and port."""
        return f"127.0.0.1:{_HTTP + self.number}"

    @property
    def log(self) -> Path:
        """What it says."""
        return self.folder / "out.log"

    def prepare(self, size: Size) -> None:
        """Write its configuration, as one of so many."""
        for name in ("config", "data", "logs", "tmp"):
            (self.folder / name).mkdir(parents=True)
        numbers = range(1, size.nodes + 1)
        settings = _SETTINGS.format(
            number=self.number,
            processors=size.processors,
            folder=self.folder,
            http=_HTTP + self.number,
            transport=_TRANSPORT + self.number,
            seeds=", ".join(f"127.0.0.1:{_TRANSPORT + number}" for number in numbers),
            names=", ".join(f"node-{number}" for number in numbers),
        )
        config = self.folder / "config"
        (config / "opensearch.yml").write_text(settings)
        (config / "jvm.options").write_text(_JVM.format(heap=size.heap, options=size.options))
        (config / "log4j2.properties").write_bytes((self.home / "config" / "log4j2.properties").read_bytes())

    def start(self, settings: Mapping[str, str] | None = None) -> None:
        """Start it with these settings on top of its own; it is up some 20 seconds later. Raises ClusterError."""
        if self.pid():
            raise ClusterError(f"Node {self.number} runs already.")
        (self.folder / "pid").unlink(missing_ok=True)
        environment = {
            "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(self.folder),
            "OPENSEARCH_JAVA_HOME": java_home(), "OPENSEARCH_TMPDIR": str(self.folder / "tmp"),
            "OPENSEARCH_PATH_CONF": str(self.folder / "config"),
        }  # fmt: skip
        command = [str(self.home / "bin" / "opensearch")]
        command += [f"-E{name}={value}" for name, value in (settings or {}).items()]
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder, env=environment,
                user=user(), group=user(), extra_groups=None if user() is None else [], start_new_session=True,
            )  # fmt: skip
        (self.folder / "pid").write_text(str(process.pid))
        # It outlives this object, which would otherwise warn of that.
        process.returncode = 0

    def pid(self) -> int:
        """Its process; 0 where there is none, or another one has got the number since."""
        try:
            pid = int((self.folder / "pid").read_text())
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            ours = str(self.home).encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError):
            return 0
        return pid if ours and state not in "ZX" else 0

    def kill(self) -> None:
        """End it at once, as a fault of the machine would."""
        self._signal(signal.SIGKILL)
        self._wait_for_end()

    def stop(self) -> None:
        """Let it end in order, by force where it does not."""
        self._signal(signal.SIGCONT)
        self._signal(signal.SIGTERM)
        if not self._wait_for_end():
            self.kill()

    def pause(self) -> None:
        """Let it neither answer nor hang up, as where the network is cut."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if pid := self.pid():
            os.kill(pid, number)

    def _wait_for_end(self) -> bool:
        end = time.monotonic() + _STOPPING
        while self.pid():
            if time.monotonic() > end:
                return False
            time.sleep(0.1)
        return True
