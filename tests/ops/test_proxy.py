"""The rates that deploy/nginx.conf sets, by nginx itself where there is one."""

import http.client
import re
import shutil
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.browser import serving

CONF = Path(__file__).parents[2] / "deploy" / "nginx.conf"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
_FRAME = """daemon off; master_process off; pid {folder}/pid; error_log {folder}/log;
events {{ }}
http {{ access_log off; client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
uwsgi_temp_path {folder}; scgi_temp_path {folder};
{site}
}}"""


def test_it_says_what_it_must() -> None:
    text = CONF.read_text(encoding="utf-8")
    assert text.count("{") == text.count("}")
    for said in ("limit_req_zone", "limit_req_status 429", "proxy_set_header Host $host", "X-Forwarded-Proto $scheme"):
        assert said in text


@pytest.fixture
def proxy(small_index: Path, tmp_path: Path) -> Iterator[int]:
    """The port of nginx with that file, without TLS."""
    if not NGINX:
        pytest.skip("There is no nginx to read deploy/nginx.conf.")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    with serving(small_index) as behind:
        site = re.sub(r"(?m)^\s*ssl_certificate.*$", "", CONF.read_text(encoding="utf-8"))
        site = site.replace("listen 443 ssl", f"listen 127.0.0.1:{port}").replace("127.0.0.1:8000", behind[7:])
        (tmp_path / "conf").write_text(_FRAME.format(folder=tmp_path, site=site), encoding="utf-8")
        command = [NGINX, "-c", str(tmp_path / "conf"), "-e", str(tmp_path / "log"), "-p", str(tmp_path)]
        subprocess.run([*command, "-t"], check=True, capture_output=True)
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + 10
            while time.monotonic() < deadline and not _listens(port):
                time.sleep(0.05)
            yield port
        finally:
            process.terminate()
            process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as knocking:
        return knocking.connect_ex(("127.0.0.1", port)) == 0


def asked(port: int, address: str, host: str = "search.example.org") -> int:
    """The status of an answer; 0 where there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", address, headers={"Host": host})
        return connection.getresponse().status
    except (http.client.HTTPException, OSError):
        return 0
    finally:
        connection.close()


def test_who_asks_too_fast_is_told_to_wait_and_readers_are_not(proxy: int) -> None:
    assert {asked(proxy, "/?q=%E6%A1%A5") for _ in range(10)} == {200}, "a page and what belongs to it"
    # 100 within less than 4 seconds: 41 at once, and 10 a second.
    statuses = Counter(asked(proxy, "/opensearch.xml") for _ in range(100))
    assert set(statuses) == {200, 429}
    exports = [asked(proxy, "/export.csv?q=%E6%A1%A5") for _ in range(6)]
    assert exports[0] == 200 and exports[-1] == 429
    assert {asked(proxy, "/static/base.css") for _ in range(60)} == {200}


def test_what_is_not_for_readers_is_not_there(proxy: int) -> None:
    assert asked(proxy, "/", host="evil.example") == 0
    assert asked(proxy, "/metrics") == 404
    # 58,000 bytes: the server of the tests takes 65,536.
    compared = "&".join(f"term={'%E6%A1%A5' * 1_300}{number}" for number in range(5))
    assert asked(proxy, f"/compare?{compared}") == 200
