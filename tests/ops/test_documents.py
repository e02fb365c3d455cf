"""The documents: links lead somewhere, settings are told, README is a page, the changes have their form."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from indexer import Index, open_index
from indexer.backends.opensearch.settings import _OPTIONS as OPTIONS
from indexer.cli import main
from indexer.query.lexer import FIELD_OF
from search_app.openapi import document
from search_app.settings import Settings
from tests.support.documents import DOCUMENTS, ROOT, anchors, code_of, examples_of, links, text_of

SOURCES = [*(ROOT / "indexer").rglob("*.py"), *(ROOT / "search_app").rglob("*.py")]
INTERNAL = {"WENHAI_STOPPED"}
"""Between the command and the server that it becomes."""


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    for link in links(path):
        if re.match(r"https?:|mailto:", link):
            continue
        place, _, anchor = link.partition("#")
        target = (path.parent / place).resolve() if place else path
        assert target.exists() and target.is_relative_to(ROOT), f"{path.name}: {link}"
        if anchor:
            assert target.suffix == ".md" and anchor in anchors(target), f"{path.name}: {link}"


def test_every_document_is_reached_from_the_readme() -> None:
    reached, ahead = set(), [ROOT / "README.md"]
    while ahead:
        path = ahead.pop()
        reached.add(path)
        found = {
            (path.parent / link.partition("#")[0]).resolve() for link in links(path) if not link.startswith("http")
        }
        ahead.extend(other for other in found & set(DOCUMENTS) if other not in reached)
    assert reached == set(DOCUMENTS)


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_a_readme_is_one_page(name: str) -> None:
    assert len(text_of(name).splitlines()) <= 60
    [picture] = [ROOT / link for link in links(ROOT / name) if link.endswith((".webp", ".png"))]
    assert picture.stat().st_size < 150_000


def test_both_readmes_say_the_same() -> None:
    """The same links in the same order, each other's aside, and the same code."""
    english, chinese = (
        [link for link in links(ROOT / name) if not link.startswith("README")]
        for name in ("README.md", "README.zh-CN.md")
    )
    assert english == chinese

    def code(name: str) -> list[str]:
        text = re.sub(r"#.*", "", text_of(name))
        return sorted(set(re.findall(r"`([^`\n]+)`", text))) + re.findall(r"^make \w+", text, re.MULTILINE)

    assert code("README.md") == code("README.zh-CN.md")


def test_every_setting_is_in_the_documents() -> None:
    """Those whole in the sources, those that settings.py puts together (the folder of metrics is set by the server
    itself), and those of an address of OpenSearch."""
    found = {name for path in SOURCES for name in re.findall(r"WENHAI_[A-Z]+(?:_[A-Z]+)*", path.read_text("utf-8"))}
    found |= {f"WENHAI_{name.upper()}" for name in Settings.__dataclass_fields__ if name != "metrics_folder"}
    found |= {f"WENHAI_OPENSEARCH_{name.upper()}" for name in OPTIONS}
    told = text_of("docs/operations.md")
    assert len(found) > 8
    for name in found - INTERNAL - {"WENHAI_OPENSEARCH"}:
        assert f"`{name}`" in told, name


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_is_named_is_there(path: Path) -> None:
    """Files of this repository, modules to run, commands and targets of make."""
    targets = re.findall(r"^([a-z]+):.* ## ", text_of("Makefile"), re.MULTILINE)
    for code in code_of(path):
        for name in re.findall(r"(?<![\w/.])(?:indexer|search_app|tests|findings|docs)/[\w/.-]+", code):
            assert (ROOT / name).exists() or (ROOT / f"{name}.py").exists(), f"{path.name}: {name}"
        for module in re.findall(r"python3? -m (tests[\w.]*)", code):
            place = ROOT / module.replace(".", "/")
            assert place.with_suffix(".py").exists() or (place / "__main__.py").exists(), f"{path.name}: {module}"
        for target in re.findall(r"(?:^|`)make (?:[A-Z]+=\S+ )*([a-z]+)", code):
            assert target in targets, f"{path.name}: make {target}"
        for command in re.findall(r"(?:^|`|bin/)wenhai ([a-z]+)", code):
            assert command in main.commands, f"{path.name}: wenhai {command}"


def test_figures_of_speed_stand_in_one_place() -> None:
    for path in DOCUMENTS:
        if path.name not in ("benchmarks.md", "SECURITY.md", "CHANGELOG.md"):
            assert not re.search(r"\d ms\b", path.read_text("utf-8")), f"{path.name}: that is for benchmarks.md"


def test_changes_are_told_by_release_and_kind() -> None:
    """As keepachangelog.com has it: releases with their days, newest first; in each, kinds of changes, each once."""
    text = text_of("CHANGELOG.md")
    releases = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    assert releases[0].startswith("[Unreleased]")
    days = [re.match(r"\[\d+\.\d+\.\d+\] - (\d{4}-\d\d-\d\d)\n", release) for release in releases[1:]]
    assert all(days) and [day[1] for day in days if day] == sorted((day[1] for day in days if day), reverse=True)
    for release in releases:
        kinds = re.findall(r"^### (.+)$", release, re.MULTILINE)
        assert len(set(kinds)) == len(kinds)
        assert set(kinds) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_searches_of_the_readme_find_something(small_index: Path) -> None:
    with closing(open_index(small_index)) as index:
        step = text_of("README.md").partition("3. **Search**")[2].partition("4. **")[0]
        queries = [query for query in re.findall(r"`([^`]+)`", step) if "wenhai" not in query]
        assert len(queries) == 3
        for query in queries:
            assert index.search(query).total, query


def test_every_parameter_of_a_search_is_in_the_documents() -> None:
    table = text_of("docs/http-api.md").partition("## Parameters of a search")[2].partition("## ")[0]
    told = re.findall(
        r"`([\w-]+)`", "\n".join(row.split("|")[1] for row in table.splitlines() if row.startswith("| `"))
    )
    spec = document()
    asked = [one["$ref"].rpartition("/")[2] for one in spec["paths"]["/api/search"]["get"]["parameters"]]
    described = [spec["components"]["parameters"][name] for name in asked]
    assert sorted(told) == sorted(one["name"] for one in described if one["in"] == "query")


@pytest.mark.parametrize("name", sorted(FIELD_OF))
def test_every_name_of_a_field_is_in_the_documents(name: str) -> None:
    assert re.search(rf"\b{name}\b", text_of("docs/query-language.md"))


def test_the_queries_of_the_documents_are_understood(index: Index) -> None:
    """What the table of the query language has as typed is read whole: as an operator where it is one, nothing is
    dropped or searched for as text."""
    rows = re.findall(r"^\| (.+?) \| ", text_of("docs/query-language.md"), re.MULTILINE)
    queries = [query.replace(r"\|", "|") for row in rows for query in re.findall(r"`(.+?)`", row)]
    assert len(queries) > 20
    for query in queries:
        understood = index.search(query).understood
        assert not [note for note in understood.notes if "as text" in note], (query, understood.notes)
        for operator in ("NEAR", "OR", "NOT", "*"):
            assert (operator in query) <= (operator in understood.query), (query, understood.query)
        if ":" in query:
            field = FIELD_OF[query.partition(":")[0]]
            assert understood.query.startswith(f"{field}:"), (query, understood.query)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_commands_of_the_documents_are_accepted(path: Path) -> None:
    """Each line and each piece of code that calls ``wenhai`` is one that the command line takes."""
    for code in code_of(path):
        found = re.search(r"(?:^|[`/]|[*\d] )wenhai ([a-z].*?)`?$", code)
        if not found or re.search("[…|]|WHAT", code):
            continue
        name, *arguments = shlex.split(re.sub(r"\s*(?:>|\s#).*", "", found[1]))
        command = main.commands.get(name)
        assert command is not None, f"{path.name}: {code}"
        if arguments:
            command.make_context(name, arguments, resilient_parsing=False)


@pytest.mark.skipif(not (shutil.which("git") or os.environ.get("CI")), reason="There is no git to apply a diff with.")
def test_the_made_up_filter_of_the_documents_works(tmp_path: Path) -> None:
    for package in ("indexer", "search_app"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    [diff] = examples_of("diff")
    subprocess.run(["git", "apply", "-"], input=diff.encode(), cwd=tmp_path, check=True)
    (tmp_path / "articles").mkdir()
    for tag in ("贸易", "港口"):
        text = f"---\ntitle: {tag}的题目\ntags: [{tag}]\n---\n<p>桥上有人。</p>"
        (tmp_path / "articles" / f"{tag}.md").write_text(text, encoding="utf-8")

    def wenhai(*arguments: str) -> str:
        command = [sys.executable, "-m", "indexer", *arguments, "--index", str(tmp_path / "index")]
        return subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout

    wenhai("reindex", "articles")
    for search in (["--tag", "贸易", "桥"], ["标签:贸易"]):
        [hit] = json.loads(wenhai("search", "--json", *search))["hits"]
        assert hit["title"] == "贸易的题目"
    asked = (
        "from search_app import create_app; asks = create_app({'WENHAI_INDEX': 'index'}).test_client().get;"
        "print(asks('/api/search?tag=贸易').json['total'], '标签：' in asks('/?tag=贸易').text,"
        "'标签 贸易' in asks('/export.csv?tag=贸易').text)"
    )
    done = subprocess.run([sys.executable, "-c", asked], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["1", "True", "True"]
