"""The command line as people have it: words, marks, wrong settings, full disks, and Ctrl-C, on a real terminal."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer import open_index
from indexer.cli import main
from indexer.location import open_writer
from tests.factories import page
from tests.soak.interrupts import soak
from tests.support.processes import free_port
from tests.support.terminal import WENHAI, Terminal

Write = Callable[..., Path]


def run(*arguments: object, **environment: str) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], env=environment)


def program(*arguments: object, **settings: object) -> "subprocess.CompletedProcess[str]":
    command = [*WENHAI, *map(str, arguments)]
    return subprocess.run(command, stderr=subprocess.PIPE, text=True, timeout=60, check=False, **settings)  # type: ignore[call-overload]


def total(result: Result) -> int:
    return int(json.loads(result.stdout)["total"])


def test_words_are_joined_and_a_hyphen_leaves_out(small_index: Path) -> None:
    options = ("--index", small_index, "--json")
    together = total(run("search", "布林肯 北京", *options))
    assert total(run("search", "布林肯", "北京", *options)) == together > 0
    without = total(run("search", "布林肯 -北京", *options))
    assert total(run("search", "布林肯", "-北京", *options)) == without
    assert total(run("search", "-北京", "布林肯", *options)) == without
    assert total(run("search", *options, "--", "布林肯", "-北京")) == without
    assert total(run("search", "布林肯", "-hello", *options)) == total(run("search", "布林肯", *options))


def test_an_option_that_there_is_not_is_no_word() -> None:
    result = run("search", "布林肯", "--sorted", "newest")
    assert result.exit_code == 2 and "--sorted" in result.stderr and "--sort" in result.stderr
    assert run("search", "--index", "none", "--", "--sorted").exit_code == 1  # there is no index, but it was a word


def test_options_are_named_as_they_are_typed() -> None:
    result = run("search", "桥", "--from", "昨天")
    assert result.exit_code == 2 and "--from" in result.stderr and "date_from" not in result.stderr
    result = run("search", "桥", "--from", "2022", "--to", "2021-03")
    assert result.exit_code == 2 and "--from 2022-01-01 is later than --to 2021-03-31" in result.stderr


@pytest.mark.parametrize(
    "size, bytes", [("8M", 8 << 20), ("900k", 900 << 10), ("1G", 1 << 30), ("7", 7), ("2MiB", 2 << 20)]
)
def test_a_limit_is_a_size(archive: Write, tmp_path: Path, size: str, bytes: int) -> None:
    folder = archive(page("桥", "新桥。"))
    (folder / "large.md").write_bytes(b"<p>" + b"a" * 1_500_000)
    result = run("reindex", folder, "--index", tmp_path / "i", "--limit", f"file={size}")
    assert result.exit_code == 0
    assert ("large.md" in result.stderr) == (bytes < 1_500_000)
    assert "file=8M" in run("reindex", "--help").stdout
    for wrong in ("file=8X", "file=-1", "files", "size=8M", "file="):
        assert run("reindex", folder, "--limit", wrong).exit_code == 2


def test_what_no_article_has_is_told_with_what_may_be_meant(small_index: Path) -> None:
    options = ("--index", small_index)
    result = run("search", "北京", "--source", "纽约时抱", *options)
    assert result.exit_code == 0 and "There is no outlet 纽约时抱. Did you mean nyt (纽约时报中文网)" in result.stderr
    assert "wenhai list sources" in result.stderr
    assert "Did you mean 林一帆" in run("search", "北京", "--author", "林一凡", *options).stderr
    assert "There is no" not in run("search", "龘龘龘", "--source", "nyt", "--author", "林一帆", *options).stderr
    assert "There is no" not in run("search", "北京", "--author", "一帆", *options).stderr


def test_values_are_listed(small_index: Path, archive: Write, tmp_path: Path) -> None:
    index = open_index(small_index)
    for what, field in {
        "sources": "source",
        "authors": "author",
        "translators": "translator",
        "sections": "section",
    }.items():
        lines = run("list", what, "--index", small_index).stdout.splitlines()
        counts = index.values(field)
        assert len(lines) == len(counts) > 0
        assert [int(line.split()[0].replace(",", "")) for line in lines] == [count.count for count in counts]
        assert sum(count.count for count in index.search("", facets=(field,)).facets[field]) >= counts[0].count
    assert any(
        line.endswith("nyt  纽约时报中文网")
        for line in run("list", "sources", "--index", small_index).stdout.splitlines()
    )
    folder = archive(
        a="---\ntags: [ 桥梁, 河流 ]\ncategories: 桥梁\n---\n<p>桥。</p>", b="---\ntags: 河流 工程\n---\n<p>河。</p>"
    )
    run("reindex", folder, "--index", tmp_path / "i")
    assert run("list", "tags", "--index", tmp_path / "i").stdout.split() == ["2", "河流", "1", "工程", "1", "桥梁"]


def test_quiet_says_nothing_unless_it_fails(archive: Write, tmp_path: Path) -> None:
    folder = archive(page("桥", "新桥。"))
    (folder / "empty.md").write_text("")
    done = run("reindex", folder, "--index", tmp_path / "i", "--quiet")
    assert (done.exit_code, done.output) == (0, "")
    failed = run("reindex", tmp_path / "none", "--index", tmp_path / "i", "--quiet")
    assert failed.exit_code == 1 and "There is no archive" in failed.stderr


def test_hits_are_marked_and_can_be_read(archive: Write, tmp_path: Path) -> None:
    url = "https://example.org/%E6%96%B0%E6%A1%A5/a%20b/%E2%80%AE%00%FF"
    run("reindex", archive(page("河上的新桥", "新桥通车。", url=url, byline="林一帆 何晏")), "--index", tmp_path / "i")
    terminal = Terminal([*WENHAI, "search", "新桥", "--index", tmp_path / "i"])
    ended = terminal.end()
    assert ended.status == 0
    assert "河上的\x1b[0m\x1b[33m\x1b[1m新桥" in ended.output
    assert "https://example.org/新桥/a%20b/%E2%80%AE" in ended.output and "\u202e" not in ended.output
    assert "2024-03-05 09:00 · 纽约时报中文网 · " in ended.output or " · " in ended.output


def test_progress_has_one_colon_and_goes_when_it_is_done(archive: Write, tmp_path: Path) -> None:
    folder = archive(*(page(f"题{n}", "桥。" * 50) for n in range(150)))
    for locale, stage in (("C", "Looking"), ("zh_CN.UTF-8", "查看")):
        terminal = Terminal([*WENHAI, "reindex", folder, "--index", tmp_path / locale], {"LC_ALL": locale})
        ended = terminal.end()
        assert ended.status == 0 and f"{stage}: " in ended.output and ": :" not in ended.output
        assert len(ended.lines) == 1, ended.lines


def test_status_tells_who_builds_for_the_first_time(tmp_path: Path) -> None:
    root = tmp_path / "index"
    writer = open_writer(root)
    result = run("status", "--index", root)
    assert result.exit_code == 1 and f"being built for the first time, by process {os.getpid()}" in result.stderr
    writer.abort()
    assert "There is no index" in run("status", "--index", root).stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="There is no /dev/full on this system.")
def test_a_full_disk_is_a_sentence(small_index: Path) -> None:
    for command in (
        ["search", "北京", "--index", small_index],
        ["list", "authors", "--index", small_index],
        ["--help"],
    ):
        with open("/dev/full", "w") as full:
            done = program(*command, stdout=full)
        assert done.returncode == 1
        assert done.stderr == "The output can't be written: No space left on device.\n"


def test_whoever_reads_the_output_may_go(small_index: Path) -> None:
    with subprocess.Popen(
        [*WENHAI, "search", "中国", "--limit", "1000", "--index", small_index],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(20) in (0, 1)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything.")
def test_an_index_that_may_not_be_read(archive: Write, tmp_path: Path) -> None:
    run("reindex", archive(page("桥", "新桥。")), "--index", tmp_path / "i")
    (tmp_path / "i" / "CURRENT").chmod(0)
    result = run("search", "桥", "--index", tmp_path / "i")
    assert result.exit_code == 1 and "Permission denied" in result.stderr and "Traceback" not in result.stderr


def test_a_folder_in_the_place_of_current(archive: Write, tmp_path: Path) -> None:
    run("reindex", archive(page("桥", "新桥。")), "--index", tmp_path / "i")
    (tmp_path / "i" / "CURRENT").unlink()
    (tmp_path / "i" / "CURRENT").mkdir()
    for command in ("search", "status", "check"):
        result = run(command, *(["桥"] if command == "search" else []), "--index", tmp_path / "i")
        assert result.exit_code == (command == "check"), command
        assert "Is a directory" in (result.output if command == "status" else result.stderr), command


@pytest.mark.parametrize(
    "name, value, says",
    [
        ("WENHAI_LOG", "foo", "off, requests, personal"), ("WENHAI_METRICS", "yes", "WENHAI_METRICS"),
        ("WENHAI_SECONDS", "soon", "number of seconds"), ("WENHAI_SECONDS", "nan", "number of seconds"),
        ("WENHAI_EXPORTS", "0", "WENHAI_EXPORTS"), ("WENHAI_OPENSEARCH_SHARDS", "many", "shards"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_one_sentence_before_anything_starts(
    small_index: Path, name: str, value: str, says: str
) -> None:
    index = "opensearch://127.0.0.1:9/news" if "OPENSEARCH" in name else small_index
    done = program(
        "serve", "--index", index, "--port", free_port(), stdout=subprocess.PIPE, env={**os.environ, name: value}
    )
    lines = [line for line in done.stderr.splitlines() if line and not line.startswith(("Usage:", "Try "))]
    assert done.returncode in (1, 2) and done.stdout == ""
    assert len(lines) == 1 and says in lines[0], done.stderr


def test_a_port_that_is_taken_is_one_sentence(small_index: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = program("serve", "--index", small_index, "--port", port, stdout=subprocess.PIPE)
    assert done.returncode == 1
    said = f"127.0.0.1 port {port} can't be listened on: Address already in use."
    assert done.stderr == f"{said} Choose another one with --host and --port.\n"
    done = program("serve", "--index", small_index, "--host", "203.0.113.7", stdout=subprocess.PIPE)
    assert done.returncode == 1 and "203.0.113.7" in done.stderr and len(done.stderr.splitlines()) == 1


def test_an_interrupt_ends_a_search_and_says_nothing_of_an_index(small_index: Path) -> None:
    slow = (
        "import time, indexer.location as location; location.open_index = lambda index: time.sleep(60);"
        "from indexer.__main__ import main; main()"
    )
    terminal = Terminal([sys.executable, "-c", slow, "search", "桥", "--index", small_index])
    terminal.read(1.5)
    terminal.interrupt()
    ended = terminal.end()
    assert (ended.status, ended.lines) == (130, ["Stopped."]) and ended.seconds < 1


def test_an_interrupt_ends_a_watch_with_130_and_sigterm_with_0(archive: Write, tmp_path: Path) -> None:
    folder = archive(page("桥", "新桥。"))
    terminal = Terminal([*WENHAI, "watch", folder, "--index", tmp_path / "i"], {"LANG": "C"})
    terminal.wait_for("1 articles")
    terminal.interrupt()
    ended = terminal.end()
    assert ended.status == 130 and ended.lines[-1].endswith("Stopped.") and "Traceback" not in ended.output


def test_interrupts_at_random_moments_are_clean(tmp_path: Path) -> None:
    tries = 40 if os.environ.get("WENHAI_SOAK") == "1" else 3
    done, faults = soak(tries, seed=20261201, folder=tmp_path)
    assert not faults, faults
    assert done == {"reindex": tries, "serve": tries}
