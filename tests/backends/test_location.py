"""Where an index is, and what is told of it: settings from address and environment, no secret where it can be seen."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import (
    BadParameter,
    EngineAway,
    IndexDamaged,
    IndexMismatch,
    IndexMissing,
    IndexUnreadable,
    open_index,
    reindex,
)
from indexer.backends.opensearch.settings import read_settings
from indexer.location import folder_of
from search_app import create_app
from tests.factories import ARCHIVE


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
        ("opensearch://user:geheim@host/news", "WENHAI_OPENSEARCH_PASSWORD"),
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
        ("elastic://user:geheim@host/news", "opensearch://host:9200/name"),
        ("elastic://[host/news", "opensearch://host:9200/name"),
        ("opensearch://user:ge?heim/s@host/news", "WENHAI_OPENSEARCH_PASSWORD"),
        ("opensearch:user:geheim@host/news", "WENHAI_OPENSEARCH_PASSWORD"),
        ("opensearch://one:9200,[::1/news", "opensearch://host:9200/name"),
        ("opensearch://[one]/news", "opensearch://host:9200/name"),
        ("opensearch://[::1]:/news", "opensearch://host:9200/name"),
        ("opensearch://a..b/news", "opensearch://host:9200/name"),
        (f"opensearch://{'a' * 64}/news", "opensearch://host:9200/name"),
        ("opensearch://host:0/news", "opensearch://host:9200/name"),
        ("opensearch://host:９２００/news", "opensearch://host:9200/name"),
        (f"opensearch://host/news?shards={'9' * 5000}", "1 to"),
        ("opensearch://host/news?files=/a%00b", "name another one"),
        ("whoosh:///a%00b", "name another one"),
        ("whoosh://host/path", "whoosh:///path"),
        ("whoosh:///path?shards=1", "whoosh:///path"),
        ("a\0b", "name another one"),
        ("\ud800", "name another one"),
        ("", "name another one"),
    ],
)
def test_what_can_not_be_used_is_a_sentence(location: str, named: str) -> None:
    with pytest.raises(BadParameter, match=r"\.$") as error:
        open_index(location)
    assert named in str(error.value)
    assert "heim" not in str(error.value)


@pytest.mark.parametrize(
    "hosts", ["one:9200,[::1]", "[::1],one:9200", "[::1]:9200,[fe80::2]", "[::ffff:1.2.3.4]:9,a_b,文海"]
)
def test_hosts_of_all_kinds_stand_side_by_side(hosts: str) -> None:
    """Where urllib is asked, newer Pythons refuse all of these, and older ones some."""
    found = read_settings(f"OpenSearch://{hosts}/news", {})
    assert [host for host, _ in found.hosts] == [re.sub(r":\d+$", "", host) for host in hosts.split(",")]


PIECES = (
    "opensearch", "opensearchs", "whoosh", "elastic", ":", "//", "/", "@", ",", "[", "]", "::1", "fe80::", "?", "=",
    "&", "#", ";", "%", "%00", "%5B", "%ff", "host", ".", "..", "9200", "65536", "９", "9" * 5000, "x" * 300, "news",
    "shards", "files", "ca", "user", "\0", "\ud800", "\udcff", " ", "\n", "文", "ß",
)  # fmt: skip


@given(
    st.text() | st.lists(st.sampled_from(PIECES)).map("".join)
    | st.builds("{}:{}".format, st.sampled_from(PIECES[:4]), st.lists(st.sampled_from(PIECES) | st.text()).map("".join))
    | st.builds("opensearch://{}/news?{}".format, st.text("[]:.,@%aé19"), st.sampled_from(PIECES))
)  # fmt: skip
@settings(max_examples=1000)
def test_any_text_is_a_location_or_a_sentence(text: str) -> None:
    try:
        folder = folder_of(text)
    except BadParameter as refused:
        assert str(refused).endswith(".")
    else:
        assert os.fspath(folder)
        if not text.lower().startswith("opensearch"):
            with pytest.raises((IndexMissing, IndexUnreadable, IndexDamaged, IndexMismatch)):
                open_index(text)


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


@pytest.mark.parametrize("user", ["reader", "读者"])
def test_an_engine_that_is_away_is_named_with_the_cause(
    nowhere: str, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("opensearchpy")
    monkeypatch.setenv("WENHAI_OPENSEARCH_USER", user)
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
