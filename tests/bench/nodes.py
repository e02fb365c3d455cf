"""What the nodes of an engine hold in memory."""

import json
from pathlib import Path
from urllib.request import urlopen

from indexer.backends.opensearch.settings import read_settings


def node_memory(location: str) -> str:
    """In MB, of all nodes together: their heaps, how much of them is in use, and resident memory, where they run on
    this machine."""
    host, port = read_settings(location).hosts[0]
    with urlopen(f"http://{host}:{port}/_nodes/stats/jvm", timeout=60) as answer:
        heaps = [node["jvm"]["mem"] for node in json.load(answer)["nodes"].values()]
    with urlopen(f"http://{host}:{port}/_nodes/process", timeout=60) as answer:
        pids = [node["process"]["id"] for node in json.load(answer)["nodes"].values()]
    most, used = (sum(heap[name] for heap in heaps) for name in ("heap_max_in_bytes", "heap_used_in_bytes"))
    told = f"heap {most / 1e6:.0f}, used {used / 1e6:.0f}"
    resident = [kilobytes for pid in pids if (kilobytes := _resident(pid))]
    return f"{told}, resident {sum(resident) / 1e3:.0f}" if len(resident) == len(pids) else told


def _resident(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    java = "java" in status.partition("\n")[0]
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) if java else 0
