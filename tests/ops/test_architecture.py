"""The shape: imports run one way, files stay small, the documents say everything that the program can do."""

import ast
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from threading import Thread
from types import ModuleType

import click
import pytest
from flask import Flask
from werkzeug.serving import make_server

import indexer
import search_app
from indexer import BEIJING, read_archive
from indexer.cli import main
from tests.support.documents import examples_of, text_of

ROOT = Path(__file__).parents[2]
ROOMS = [
    "messages", "controls", "errors", "files", "processes", "budget", "arrays", "article", "filters", "archive",
    "analysis", "names", "duplicates", "citations", "suggest", "query", "matching", "snippet", "search", "backends",
    "location", "indexing", "checking", "watching", "values", "plain",
]  # fmt: skip
"""Lowest first. ``indexer/__init__`` gathers them, ``cli`` stands on that."""


@cache
def imports(path: Path) -> frozenset[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return frozenset(found)


def test_rooms_import_downwards_only() -> None:
    for path in (ROOT / "indexer").rglob("*.py"):
        room = path.relative_to(ROOT / "indexer").parts[0].removesuffix(".py")
        if room not in ROOMS:
            assert room in ("__init__", "__main__", "cli"), f"{room} is a new room: where does it stand?"
            continue
        for module in imports(path):
            top, _, rest = module.partition(".")
            if top == "indexer":
                other = rest.partition(".")[0]
                assert other in ROOMS, f"{path} imports {module}"
                assert ROOMS.index(other) <= ROOMS.index(room), f"{path} imports {module}"
            assert top != "search_app", f"{path} imports the front end"


@pytest.mark.parametrize(
    "package, only",
    [
        ("whoosh", "backends"), ("opensearchpy", "backends"),
        ("jieba", "analysis"), ("rjieba", "analysis"), ("opencc", "analysis"),
        ("bs4", "archive"), ("rapidfuzz", "suggest"), ("watchdog", "watching"),
        ("click", "cli"), ("tqdm", "cli"), ("flask", ""),
    ],
)  # fmt: skip
def test_each_package_has_its_room(package: str, only: str) -> None:
    for path in (ROOT / "indexer").rglob("*.py"):
        if any(module.partition(".")[0] == package for module in imports(path)):
            assert path.relative_to(ROOT / "indexer").parts[0] in only.split(), path


def test_a_backend_is_known_in_its_folder_alone() -> None:
    """Another one is a folder beside them, and a line in ``location``."""
    for path in (ROOT / "indexer").rglob("*.py"):
        folder = path.parent.relative_to(ROOT / "indexer").as_posix()
        for module in imports(path):
            if (package := module.partition(".")[0]) in ("whoosh", "opensearchpy"):
                assert folder == f"backends/{package.removesuffix('py')}", f"{path} imports {module}"
            for backend in ("whoosh", "opensearch"):
                if module.startswith(f"indexer.backends.{backend}"):
                    assert folder == f"backends/{backend}" or path.stem == "location", f"{path} imports {module}"


def test_no_function_hides_its_module() -> None:
    """``import indexer.analysis.fold as m`` gave a function."""
    for package in (indexer, search_app):
        for found in walk_packages(package.__path__, f"{package.__name__}."):
            if found.name.endswith(("__main__", ".launcher", ".gunicorn_config")):  # programs, not modules
                continue
            import_module(found.name)
            parent, _, name = found.name.rpartition(".")
            assert isinstance(getattr(import_module(parent), name), ModuleType), found.name


def test_the_architecture_names_every_room() -> None:
    named = text_of("ARCHITECTURE.md").partition("**Rooms** of")[2].partition("Imports")[0]
    assert re.findall(r"`(\w+)`", named) == [*ROOMS, "cli"]


def test_the_architecture_has_a_heading_for_every_folder() -> None:
    map_of_folders = text_of("ARCHITECTURE.md").partition("## The map")[2].partition("\n## ")[0]
    told: set[str] = set()
    for heading in re.findall(r"^### (.+)$", map_of_folders, re.MULTILINE):
        above = ""
        for part in heading.split(", "):
            told.add(above + part)
            above = above or part.removesuffix("/").rpartition("/")[0] + "/"
    for package in ("indexer", "search_app"):
        folders = {path.parent.relative_to(ROOT).as_posix() + "/" for path in (ROOT / package).rglob("*.py")}
        assert folders <= told, folders - told
    of_tests = map_of_folders.partition("### tests/")[2].partition("### ")[0]
    for path in (ROOT / "tests").iterdir():
        if any(path.glob("*.py")) or path.name == "data":
            assert f"`{path.name}/`" in of_tests, path


def test_the_front_end_knows_no_engine() -> None:
    for path in (ROOT / "search_app").rglob("*.py"):
        for module in imports(path):
            assert module.partition(".")[0] not in ("whoosh", "jieba", "rjieba", "opencc", "bs4", "lxml"), path
            assert not module.startswith("indexer."), f"{path} reaches past the library's door: {module}"


FRONT_END = {
    "settings": "",
    "version": "",
    "index": "",
    "http": "settings version index",
    "telemetry": "settings index http",
    "search_service": "http telemetry",
    "citations": "",
    "charts": "index http",
    "presentation": "index http citations charts",
    "exports": "citations",
    "openapi": "version http",
    "views": "version index http telemetry search_service citations charts presentation exports openapi",
    "middleware": "settings http telemetry",
    "application": "settings index telemetry presentation views middleware",
    "server": "",
    "__init__": "application",
}
"""Which others each folder or module of the front end may import; those above it only."""


def test_folders_of_the_front_end_import_one_way() -> None:
    order = list(FRONT_END)
    for room, others in FRONT_END.items():
        assert all(order.index(other) < order.index(room) for other in others.split()), room
    for path in (ROOT / "search_app").rglob("*.py"):
        room = path.relative_to(ROOT / "search_app").parts[0].removesuffix(".py")
        assert room in FRONT_END, f"{room} is a new folder or module: what may it import?"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "search_app"):
                continue
            rest = (node.module or "").partition(".")[2]
            others = {rest.partition(".")[0]} if rest else {alias.name for alias in node.names}
            assert others <= {room, *FRONT_END[room].split()}, f"{path} imports {node.module}"


def test_the_server_imports_neither_the_application_nor_the_library() -> None:
    for path in (ROOT / "search_app" / "server").glob("*.py"):
        assert not {module.partition(".")[0] for module in imports(path)} & {"search_app", "indexer"}, path


def test_settings_alone_read_the_environment_of_the_front_end() -> None:
    for path in (ROOT / "search_app").rglob("*.py"):
        read = re.findall(r"os\.(?:getenv|environb?\b(?!\[[^]]*\] = ))", path.read_text(encoding="utf-8"))
        assert not read or path.name == "settings.py", path


def commands() -> list[tuple[str, click.Command]]:
    return [("", main), *main.commands.items()]


@pytest.mark.parametrize("name, command", commands())
def test_every_command_and_option_is_in_the_documents(name: str, command: click.Command) -> None:
    told = text_of("docs/usage.md")
    assert f"wenhai {name}" in told
    for option in command.params:
        if isinstance(option, click.Option) and option.name != "help":
            assert f"`{option.opts[0]}" in told, f"{name} {option.opts[0]}"


@pytest.mark.parametrize(
    "operator",
    ['`"', "`-", "NOT", "OR", "`( )`", "标题:", "title:", "作者:", "author:", "来源:", "source:", "栏目:", "section:",
     "日期:", "date:", "NEAR/", "*`"],
)  # fmt: skip
def test_every_operator_is_in_the_documents(operator: str) -> None:
    assert operator in text_of("docs/query-language.md")


def test_every_address_is_in_the_documents_and_no_other(app: Flask) -> None:
    table = text_of("docs/http-api.md").partition("## Addresses")[2].partition("```")[0]
    listed = re.findall(r"`(/[^`]*)`", "\n".join(line.split("|")[1] for line in table.splitlines() if "| `/" in line))
    rules = [re.sub(r"<[^<>]*:", "<", rule.rule) for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    assert sorted(listed) == sorted(rules)


@pytest.fixture(scope="module")
def server(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_python_examples_of_the_documents_run(
    small_index: Path, server: str, capsys: pytest.CaptureFixture[str]
) -> None:
    examples = examples_of("python")
    assert len(examples) > 1
    for example in examples:
        exec(example.replace('"index_data"', repr(str(small_index))).replace("http://127.0.0.1:8000", server), {})
        assert capsys.readouterr().out.strip()


@pytest.mark.skipif(not (shutil.which("curl") or os.environ.get("CI")), reason="There is no curl to run it with.")
def test_the_curl_example_of_the_documents_runs(server: str) -> None:
    [example] = examples_of("sh")
    ran = subprocess.run(
        ["sh", "-c", example.replace("http://127.0.0.1:8000", server)], capture_output=True, check=True
    )
    assert json.loads(ran.stdout)["total"] > 0


def test_the_article_of_the_documents_is_read_as_they_say(tmp_path: Path) -> None:
    [example] = [text for text in examples_of("") if text.startswith("<!--")]
    (tmp_path / "nyt").mkdir()
    (tmp_path / "nyt" / "1.md").write_text(example, encoding="utf-8")
    [article] = read_archive(tmp_path)
    assert (article.title, article.byline, article.source) == ("云桥通车", ("林一帆",), "nyt")
    assert article.url == "https://cn.nytimes.com/china/20240427/cloud-bridge/"
    assert article.date == datetime(2024, 4, 27, 9, 13, 52, tzinfo=BEIJING)
    assert article.body == "国务卿布林肯出席了通车典礼。\n桥长八百米。"


@pytest.mark.parametrize(
    "field, files",
    [
        ("title", ["[乙](https://a.cn/1)", "---\ntitle: 丙\n---\n", "<title>丁</title>"]),
        (
            "url",
            [
                "[乙](https://a.cn/1)",
                "---\nfrom: https://a.cn/2\n---\n",
                '<link rel="canonical" href="https://a.cn/3">',
            ],
        ),
        (
            "date",
            ['<time datetime="2024-01-01T08:00:00Z">x</time>', "<!--1714181822000-->", "---\ndate: 2020-01-02\n---\n"],
        ),
        ("source", ["[乙](https://www.bbc.com/1)", "---\nauthor: 美国之音\n---\n", ""]),
    ],
)
def test_what_the_documents_say_comes_first_does(tmp_path: Path, field: str, files: list[str]) -> None:
    """Each way alone, then all of them together: that gives what the first one gave."""
    front = [text for text in files if text.startswith("---")]
    lines = [text for text in files if text.startswith(("[", "<!--"))]
    rest = [text for text in files if text not in (*front, *lines)]
    read = []
    for number, text in enumerate([*files, "\n".join([*front, *lines, *rest])]):
        folder = tmp_path / str(number) / "dw"
        folder.mkdir(parents=True)
        (folder / "甲.md").write_text(f"{text}\n<p>正文。</p>", encoding="utf-8")
        read += [getattr(article, field) for article in read_archive(folder.parent)]
    assert len(read) == len(files) + 1 and all(read) and len(set(read)) == len(files)
    assert read[-1] == read[0], (field, read)
