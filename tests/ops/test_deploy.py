"""What `deploy/` says is true: its files are what their programs read, and several instances are as one."""

import configparser
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml

from indexer.cli import main
from search_app import create_app
from tests.bench.pages import serving
from tests.support.processes import free_port

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
ADDRESSES = ["/", "/?q=布林肯", "/api/search?q=布林肯", "/api/suggest?q=lin", "/api/openapi.json", "/authors/林一帆"]
_SERVICE = {
    "build", "cap_drop", "command", "depends_on", "env_file", "environment", "healthcheck", "image", "networks",
    "ports", "profiles", "read_only", "restart", "security_opt", "stop_grace_period", "tmpfs", "ulimits", "volumes",
}  # fmt: skip


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def test_the_compose_file_holds_together(compose: dict[str, Any]) -> None:
    services = compose["services"]
    kinds = Counter(re.sub(r"-\d$", "", name) for name in services)
    assert kinds == {"caddy": 1, "app": 2, "opensearch": 3, "reindex": 1}
    for name, service in services.items():
        assert set(service) <= _SERVICE, name
        assert re.fullmatch(r"[\w./-]+:\d+\.\d+\.\d+", service["image"]), f"{name}: an image without a version"
        assert set(service.get("depends_on", ())) <= set(services)
        assert set(service["networks"]) <= set(compose["networks"])
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            assert source in compose["volumes"] or source.startswith("$") or (DEPLOY / source).exists(), volume
    assert [name for name in services if "ports" in services[name]] == ["caddy"], (
        "only the proxy is reached from outside"
    )
    assert len({service["volumes"][0] for name, service in services.items() if name.startswith("opensearch")}) == 3


def test_every_node_knows_every_node(compose: dict[str, Any]) -> None:
    nodes = [name for name in compose["services"] if name.startswith("opensearch")]
    for name in nodes:
        environment = compose["services"][name]["environment"]
        assert environment["node.name"] == name
        for setting in ("discovery.seed_hosts", "cluster.initial_cluster_manager_nodes"):
            assert environment[setting].split(",") == nodes
    location = compose["services"]["app-1"]["environment"]["WENHAI_INDEX"]
    assert re.fullmatch(rf"opensearch://{','.join(nodes)}/[a-z]+\?replicas=1", location)


def test_secrets_stand_nowhere_but_in_the_environment() -> None:
    example = (DEPLOY / "wenhai.env.example").read_text(encoding="utf-8")
    assert "WENHAI_OPENSEARCH_PASSWORD=\n" in example
    for path in [DEPLOY / "compose.yaml", DEPLOY / "Dockerfile", DEPLOY / "Caddyfile", *UNITS]:
        assert "PASSWORD" not in path.read_text(encoding="utf-8"), path


def test_what_compose_says_of_itself() -> None:
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "compose", "version"], capture_output=True).returncode:
        pytest.skip("There is no docker compose that could read the file.")
    command = [docker, "compose", "--file", str(DEPLOY / "compose.yaml"), "--env-file", os.devnull, "config", "--quiet"]
    subprocess.run([*command, "--no-env-resolution"], check=True)


def test_the_image_is_built_from_what_there_is() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    copied = [source for line in re.findall(r"^COPY (.*)", text, re.MULTILINE) for source in line.split()[:-1]]
    shown = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8")
    for source in copied:
        assert (DEPLOY.parent / source).exists()
        assert f"!{source}\n" in shown
    assert re.search(r"^FROM python:\d+\.\d+\.\d+-", text, re.MULTILINE)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_are_units(unit: Path, tmp_path: Path) -> None:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[method-assign, assignment]
    parser.read_string(unit.read_text(encoding="utf-8"))
    assert set(parser) - {"DEFAULT"} == {"Unit", unit.suffix[1:].title()} | ({"Install"} & set(parser))
    if shutil.which("systemd-analyze"):
        # It looks for the program, too, which is somewhere else here.
        for one in UNITS:
            text = one.read_text(encoding="utf-8").replace("/opt/wenhai/bin/wenhai", sys.executable)
            (tmp_path / one.name).write_text(text, encoding="utf-8")
        command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0 and not done.stderr, done.stderr


def test_every_command_is_one_that_there_is(compose: dict[str, Any]) -> None:
    commands = [line.split()[1:] for unit in UNITS for line in re.findall(r"^ExecStart=(.*)", unit.read_text(), re.M)]
    commands.append(compose["services"]["reindex"]["command"])
    commands.append(json.loads(re.findall(r"^CMD (.*)", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)[0]))
    assert len(commands) == 5
    for name, *arguments in commands:
        command = main.commands[name]
        command.make_context(name, list(arguments))


def test_alive_without_an_index_but_not_ready(compose: dict[str, Any], tmp_path: Path) -> None:
    client = create_app({"WENHAI_INDEX": str(tmp_path)}).test_client()
    check = " ".join(compose["services"]["app-1"]["healthcheck"]["test"])
    [alive] = re.findall(r"http://127\.0\.0\.1:8000(/[\w./]+)", check)
    assert f"health_uri {alive}\n" in (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    with client.get(alive) as answer:
        assert answer.status_code == 200
    assert alive == "/healthz", "what asks the engine says nothing of the program while that one hangs"
    ready = client.get("/readyz")
    assert ready.status_code == 503 and int(ready.headers["Retry-After"]) > 0


def get(port: int, address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", quote(address, safe="/?=&"), headers={"Host": "news.example", **headers})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, dict(answer.headers), body


def test_two_instances_give_the_same_etag_and_answer(small_index: Path) -> None:
    with serving(str(small_index)) as first, serving(str(small_index)) as second:
        for address in ADDRESSES:
            answers = [get(port, address) for port in (first, second)]
            assert [status for status, _, _ in answers] == [200, 200], address
            etags = [headers["ETag"] for _, headers, _ in answers]
            assert etags[0] == etags[1], address
            assert without_times(answers[0][2]) == without_times(answers[1][2]), address
            # What one has given is not sent again by the other.
            assert get(second, address, **{"If-None-Match": etags[0]})[0] == 304
        chosen = "theme=dark&language=en"
        pages = [get(port, "/?q=布林肯", Cookie=f"wenhai={chosen}") for port in (first, second)]
        assert pages[0][1]["ETag"] == pages[1][1]["ETag"] != get(first, "/?q=布林肯")[1]["ETag"]
        assert b'data-theme="dark"' in pages[0][2] and b'data-theme="dark"' in pages[1][2]


def without_times(body: bytes) -> str:
    """An answer but for how long a search took."""
    return re.sub(r'"took_ms":[\d.]+|用时[^<]*', "", body.decode())


@contextmanager
def instance(index: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "indexer", "serve", "--index", str(index), "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=40)


def wait_for(port: int) -> None:
    for _ in range(300):
        try:
            if get(port, "/readyz")[0] == 200:
                return
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.1)
    raise AssertionError(f"Nothing answers on port {port}.")


@pytest.mark.skipif(not shutil.which("caddy"), reason="There is no caddy to put in front.")
def test_readers_notice_nothing_of_a_rolling_restart_behind_the_proxy(small_index: Path, tmp_path: Path) -> None:
    apps, outside = [free_port(), free_port()], free_port()
    environment = {
        **os.environ, "HOME": str(tmp_path), "SITE": f"http://:{outside}",
        "APPS": " ".join(f"127.0.0.1:{port}" for port in apps),
    }  # fmt: skip
    text = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    (tmp_path / "Caddyfile").write_text("{\n\tadmin off\n}\n" + text, encoding="utf-8")
    command = ["caddy", "run", "--config", str(tmp_path / "Caddyfile"), "--adapter", "caddyfile"]
    statuses: list[int] = []
    restarted = threading.Event()

    def read_on() -> None:
        while not restarted.is_set():
            statuses.append(get(outside, "/?q=布林肯")[0])

    with ExitStack() as stack:
        caddy = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        stack.callback(caddy.wait, timeout=30)
        stack.callback(caddy.terminate)
        first = stack.enter_context(ExitStack())
        second = stack.enter_context(ExitStack())
        for one, port in ((first, apps[0]), (second, apps[1])):
            one.enter_context(instance(small_index, port))
            wait_for(port)
        wait_for(outside)
        reader = threading.Thread(target=read_on)
        reader.start()
        try:
            for one, port in ((first, apps[0]), (second, apps[1])):
                before = len(statuses)
                one.close()
                one.enter_context(instance(small_index, port))
                wait_for(port)
                time.sleep(1)
                assert len(statuses) > before
        finally:
            restarted.set()
            reader.join()
        assert set(statuses) == {200}, statuses
        # The proxy is heeded: absolute addresses begin with what the reader's browser asked.
        description = get(outside, "/opensearch.xml")[2].decode()
        assert 'template="http://news.example/?q=' in description
        assert (
            get(apps[0], "/opensearch.xml", **{"X-Forwarded-Proto": "https"})[2].decode().count("https://news.example/")
        )
