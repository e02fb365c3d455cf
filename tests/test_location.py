"""Where an index is, and what is told of it: settings from address and environment, no secret where it can be seen."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from indexer import BadParameter, EngineAway, open_index, reindex
from indexer.engine.opensearch.settings import read_settings
from indexer.location import folder_of
from search_app import create_app
from tests.conftest import ARCHIVE


def test_settings_stand_in_the_address_and_in_the_environment() -> None:
    environment = {"WENHAI_OPENSEARCH_SHARDS": "3", "WENHAI_OPENSEARCH_TIMEOUT": "5"}
    location = "opensearchs://reader@one:9201,[::1],two.example:443/news-1?timeout=7&replicas=2&ca=/etc/ca.pem"
    settings = read_settings(location, environment | {"WENHAI_OPENSEARCH_PASSWORD": "secret"})
    assert settings.hosts == (("one", 9201), ("[::1]", 9200), ("two.example", 443))
    assert (settings.name, settings.tls, settings.user) == ("news-1", True, "reader")
    assert (settings.shards, settings.replicas, settings.timeout, settings.ca) == (3, 2, 7, "/etc/ca.pem")
    assert settings.password == "secret"
    assert "secret" not in f"{settings} {settings!r}"
    assert str(settings) == "opensearchs://one:9201,[::1]:9200,two.example:443/news-1"


@pytest.mark.parametrize(
    "location, named",
    [
        ("opensearch://user:pass@host/news", "WENHAI_OPENSEARCH_PASSWORD"),
        ("opensearch://host/", "lower case"),
        ("opensearch://host/News", "lower case"),
        ("opensearch://host/a/b", "lower case"),
        ("opensearch://ho st/news", "opensearch://host:9200/name"),
        ("opensearch://host:99999/news", "opensearch://host:9200/name"),
        ("opensearch:///news", "opensearch://host:9200/name"),
        ("opensearch://host/news?shards=0", "1 to"),
        ("opensearch://host/news?timeout=soon", "whole number"),
        ("opensearch://host/news?password=x", "no setting 'password'"),
        ("elastic://host/news", "opensearch://host:9200/name"),
    ],
)
def test_what_can_not_be_used_is_a_sentence(location: str, named: str) -> None:
    with pytest.raises(BadParameter, match=r"\.$|\.…$|name\.$") as error:
        open_index(location)
    assert named in str(error.value)
    assert "pass@" not in str(error.value)


def test_the_owner_s_files_have_a_folder_for_every_kind_of_index(tmp_path: Path) -> None:
    assert folder_of(tmp_path) == folder_of(f"whoosh://{tmp_path}") == tmp_path
    assert folder_of("opensearch://host/news") == Path("index_data/opensearch/news")
    assert folder_of(f"opensearch://host/news?files={tmp_path}") == tmp_path


@pytest.fixture
def nowhere(tmp_path: Path) -> str:
    """Where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return f"opensearch://127.0.0.1:{port}/news?files={tmp_path}"


def test_an_engine_that_is_away_is_named_with_the_cause(nowhere: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("opensearchpy")
    monkeypatch.setenv("WENHAI_OPENSEARCH_USER", "reader")
    monkeypatch.setenv("WENHAI_OPENSEARCH_PASSWORD", "geheim")
    for call in (lambda: open_index(nowhere), lambda: reindex(ARCHIVE, nowhere)):
        with pytest.raises(EngineAway, match=r"127\.0\.0\.1:\d+/news does not answer \(connection refused\)") as error:
            call()
        assert "geheim" not in str(error.value)
    client = create_app({"WENHAI_INDEX": nowhere}).test_client()
    for address in ("/", "/readyz", "/api/search?q=x"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "connection refused" in client.get("/readyz").json["detail"]
    assert "wenhai reindex" not in client.get("/").text


def test_without_the_client_the_command_to_install_it_is_told(nowhere: str) -> None:
    program = (
        "import sys; sys.modules['opensearchpy'] = None\n"
        "from indexer.cli import main; main(['search', 'x', '--index', sys.argv[1]])"
    )
    ran = subprocess.run([sys.executable, "-c", program, nowhere], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "pip install 'wenhai[opensearch]'" in ran.stderr
