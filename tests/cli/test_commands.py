"""The command line: what it prints and how it exits."""

import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer import open_index, reindex
from indexer.cli import main
from tests.factories import page


@pytest.fixture
def run() -> Callable[..., Result]:
    return lambda *arguments: CliRunner().invoke(main, [str(a) for a in arguments])


def test_reindex_search_status(run: Callable[..., Result], archive: Callable[..., Path], tmp_path: Path) -> None:
    folder, root = archive(page("河上的新桥", "布林肯参观新桥。")), tmp_path / "index"
    (folder / "empty.md").write_text("")
    done = run("reindex", folder, "--index", root)
    assert done.exit_code == 0, done.output
    assert "2 files = 1 added + 0 updated + 0 unchanged + 0 duplicates + 1 rejected" in done.stdout
    assert "empty.md" in done.stderr
    found = run("search", "新桥", "--index", root)
    assert found.exit_code == 0 and "河上的新桥" in found.stdout and "2024-03-05 09:00" in found.stdout
    state = run("status", "--index", root)
    assert state.exit_code == 0 and "articles    1" in state.stdout


def test_json_is_what_the_api_answers(run: Callable[..., Result], small_index: Path) -> None:
    answer = json.loads(run("search", "布林肯", "--index", small_index, "--json", "--limit", "3").stdout)
    assert answer["total"] == open_index(small_index).search("布林肯").total
    assert len(answer["hits"]) == 3
    hit = answer["hits"][0]
    for start, end in hit["snippet"]["marks"]:
        assert hit["snippet"]["text"][start:end]
    assert set(hit) >= {"id", "url", "title", "date", "byline", "source", "section", "score", "snippet"}


def test_filters(run: Callable[..., Result], small_index: Path) -> None:
    options = ("--index", small_index, "--json", "--limit", "100")
    every = json.loads(run("search", "", *options).stdout)["total"]
    some = json.loads(run("search", "", *options, "--author", "林一帆", "--from", "2019", "--to", "2023-12").stdout)
    assert 0 < some["total"] < every
    assert all("林一帆" in hit["byline"] and "2019" <= hit["date"] < "2024" for hit in some["hits"])
    newest = json.loads(run("search", "", *options, "--sort", "newest", "--source", "nyt").stdout)["hits"]
    dates = [hit["date"] for hit in newest if hit["date"]]
    assert dates == sorted(dates, reverse=True) and {hit["source"] for hit in newest} == {"nyt"}


def test_two_archives(run: Callable[..., Result], archive: Callable[..., Path], tmp_path: Path) -> None:
    news, blog, root = archive(page("甲", "第一。")), tmp_path / "my blog", ("--index", tmp_path / "index")
    blog.mkdir()
    (blog / "b.md").write_text(page("乙", "第二。"), encoding="utf-8")
    (blog / "empty.md").write_text("")
    assert run("reindex", news, *root).exit_code == 0
    refused = run("reindex", blog, *root)
    assert refused.exit_code == 1
    [add] = [line for line in refused.stderr.splitlines() if line.startswith("To have both: ")]
    done = run(*shlex.split(add.removeprefix("To have both: wenhai ")))
    assert done.exit_code == 0 and "1 added" in done.stdout
    assert "rejected my blog/empty.md: " in done.stderr
    status = run("status", *root).stdout
    assert f"archive     archive: {news}\n" in status and f"archive     my blog: {blog}\n" in status
    assert "0 added + 0 updated + 2 unchanged" in run("reindex", *root).stdout
    gone = run("reindex", "--remove", "archive", *root)
    assert gone.exit_code == 0 and "1 removed" in gone.stdout
    assert str(news) not in run("status", *root).stdout
    assert run("reindex", "--remove", "archive", *root).exit_code == 2


@pytest.mark.parametrize(
    "arguments, status, says",
    [
        (["search", "北京", "--index", "nowhere"], 1, "wenhai reindex"),
        (["status", "--index", "nowhere"], 1, "wenhai reindex"),
        (["reindex", "nowhere", "--index", "x"], 1, "nowhere"),
        (["search", "北京", "--index", "opensearch://u:p@h:9200/n"], 2, "password"),
        (["search", "北京", "--index", "elsewhere://h/n"], 2, "opensearch"),
        (["search"], 2, "QUERY"),
        (["search", "北京", "--sort", "best"], 2, "best"),
        (["search", "北京", "--limit", "-1"], 2, "-1"),
        (["search", "北京", "--from", "昨天"], 2, "昨天"),
        (["reindex", "x", "--jobs", "0"], 2, "0"),
        (["nothing"], 2, "nothing"),
    ],
)
def test_exit_status_and_a_sentence(
    run: Callable[..., Result],
    arguments: list[str],
    status: int,
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert result.exit_code == status
    assert says in result.stderr
    assert "Traceback" not in result.output


def test_python_dash_m_is_the_same_program(small_index: Path) -> None:
    command = [sys.executable, "-m", "indexer", "status", "--index", str(small_index)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "generation  000001" in done.stdout


def test_rejected_files_alone_fail_no_run(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "empty.md").write_text("")
    assert run("reindex", tmp_path / "a", "--index", tmp_path / "i").exit_code == 0
    assert len(open_index(tmp_path / "i")) == 0
    assert open_index(tmp_path / "i").search("北京", facets=("author", "year")).total == 0
    assert reindex(tmp_path / "a", tmp_path / "i").rejected == 1
