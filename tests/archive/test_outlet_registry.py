"""What must hold for every outlet: another one is a file in ``indexer/archive/outlets`` and nothing else."""

import re
import subprocess
import sys
from collections import Counter
from dataclasses import fields
from datetime import datetime
from pathlib import Path

import pytest

import indexer.archive.outlets
from indexer import canonical_url, is_newspaper, outlet_name
from indexer.archive.outlets import OUTLETS, Outlet, source_of_host, source_of_name

EVERY = pytest.mark.parametrize("outlet", OUTLETS.values(), ids=OUTLETS)
FOLDER = Path(indexer.archive.outlets.__file__).parent


def test_every_file_is_an_outlet_under_its_own_name() -> None:
    files = {path.stem for path in FOLDER.glob("*.py")} - {"__init__", "outlet"}
    assert files == set(OUTLETS) and len(files) > 15


def test_no_two_outlets_share_a_name_or_a_host() -> None:
    hosts = Counter(host for outlet in OUTLETS.values() for host in outlet.hosts)
    names = Counter(name.casefold() for outlet in OUTLETS.values() for name in (outlet.id, *outlet.names))
    assert not [host for host, n in hosts.items() if n > 1]
    assert {name for name, n in names.items() if n > 1} <= set(OUTLETS), "only an id may also be one of its own names"


@EVERY
def test_an_outlet_is_known_by_its_hosts_and_names(outlet: Outlet) -> None:
    assert outlet.names and outlet.hosts
    for host in outlet.hosts:
        assert source_of_host(host) == source_of_host(f"www.{host}") == source_of_host(f"a.b.{host}") == outlet.id
        assert source_of_host(f"not{host}") != outlet.id
        assert host == host.lower() and not host.startswith("www.")
    for name in outlet.names:
        assert source_of_name(f" {name.upper()} ") == outlet.id
    assert outlet_name(outlet.id) == outlet.names[0]


@EVERY
def test_a_canonical_address_is_its_own(outlet: Outlet) -> None:
    for host in outlet.hosts:
        for path in ("/", "/zh-hant/a/", "/cn/a//b.html?sid=1&utm=2", "/a/b-1?x/a-12", "/%E4%B8%AD/?a=1#b"):
            once = canonical_url(f"http://WWW.{host}{path}")
            assert once.startswith(f"https://www.{host}/") and canonical_url(once) == once


@EVERY
def test_its_patterns_are_patterns(outlet: Outlet) -> None:
    for field in fields(outlet):
        value = getattr(outlet, field.name)
        if field.name in ("not_text", "reporters", "not_names", "caption_label", "title_suffix", "tail"):
            for pattern in [value] if isinstance(value, str) else value:
                assert not re.compile(pattern).groupindex and not (pattern and re.fullmatch(pattern, "")), pattern
    assert outlet.section is None or outlet.section.groups == 1
    for credit in outlet.credits:
        assert set(credit.pattern.groupindex) & {"by", "translator"}
    assert outlet.zone.utcoffset(datetime(2024, 5, 1)) is not None


def test_newspapers_and_others() -> None:
    assert is_newspaper("nyt") and is_newspaper("scmp.com") and not is_newspaper("bbc")
    assert not is_newspaper("example.org") and not is_newspaper("")


def test_an_outlet_is_one_new_file(tmp_path: Path) -> None:
    """Found where the package looks for its modules: here in a folder more, for nothing is written into the program."""
    (tmp_path / "harbour.py").write_text(
        "import re\n"
        "from datetime import UTC\n"
        "from indexer.archive.outlets.outlet import Outlet, first\n"
        'OUTLET = Outlet(id="harbour", names=("南岬港报", "Harbour Post"), hosts=("harbour.example",), zone=UTC,\n'
        '    section=re.compile(r"/([a-z]+)/"), credits=(first(r"南岬港报记者(?P<by>[^，。]+)$"),),\n'
        '    not_text=(r"南岬港报版权所有.*",), title_suffix=r"_南岬港报", is_newspaper=True)\n',
        encoding="utf-8",
    )
    code = (
        "import sys\n"
        "from importlib.util import module_from_spec, spec_from_file_location\n"
        "name, folder, extra = 'indexer.archive.outlets', *sys.argv[1:]\n"
        "class Finder:\n"
        "    def find_spec(self, wanted, path=None, target=None):\n"
        "        if wanted == name:\n"
        "            places = [folder, extra]\n"
        "            return spec_from_file_location(name, folder + '/__init__.py', submodule_search_locations=places)\n"
        "sys.meta_path.insert(0, Finder())\n"
        "from indexer import is_newspaper, outlet_name\n"
        "from indexer.archive import parse\n"
        "page = '<!--1709251200-->\\n[云桥通车_南岬港报](https://www.harbour.example/city/1)\\n---\\n'\n"
        "page += '<p>南岬港报记者林一帆</p><p>云桥今天通车。</p><p>南岬港报版权所有，不得转载</p>'\n"
        "one = parse(page.encode(), 'a.md')\n"
        "print(one.source, one.section, one.title, *one.byline, outlet_name(one.source), is_newspaper(one.source))\n"
        "print(one.body.splitlines()[-1])\n"
    )
    command = [sys.executable, "-c", code, str(FOLDER), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["harbour city 云桥通车 林一帆 南岬港报 True", "云桥今天通车。"]
