"""The Makefile, run for real but for what it installs: pip and wenhai are stubs that print what they are asked."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_PYTHON = r"""#!/bin/sh
# Asked for -m venv, it makes one, in which pip and wenhai print their arguments; an index that is not there is told so.
[ "$1" != -c ] || exec "@PYTHON@" "$@"
shift 2
"@PYTHON@" -m venv --without-pip "$@" || exit
pip=$(echo .venv/lib/python*/site-packages)/pip
mkdir -p "$pip"
echo 'import sys; print("pip", *sys.argv[1:])' > "$pip/__main__.py"
cat > .venv/bin/wenhai <<'END'
#!/bin/sh
printf wenhai; printf ' <%s>' "$@"; echo
[ "$1" != status ] || [ -e "$3/CURRENT" ]
END
chmod +x .venv/bin/wenhai
"""
SHELLS = [pytest.param(name, marks=pytest.mark.skipif(not shutil.which(name), reason=f"There is no {name} here."))
          for name in ("bash", "dash", "zsh")]  # fmt: skip


class Clone:
    """A folder as git leaves it, and ``make`` there."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder, self.home = folder, home
        (folder / "locks").mkdir(parents=True)
        home.mkdir()
        for file in (ROOT / "Makefile", ROOT / "setup.cfg", ROOT / "pyproject.toml", *(ROOT / "locks").iterdir()):
            (folder / file.relative_to(ROOT)).write_bytes(file.read_bytes())
        self.python = home / "python"
        self.python.write_text(_PYTHON.replace("@PYTHON@", sys.executable))
        self.python.chmod(0o755)

    def make(self, *arguments: str, status: int = 0) -> str:
        return self.typed(["make", *arguments], status)

    def typed(self, command: list[str], status: int = 0) -> str:
        # Under ``make PYTHON=… test`` that setting is in MAKEFLAGS, and counts for more than the one below.
        outer = ("ARCHIVE", "INDEX", "PORT", "MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL")
        kept = {name: value for name, value in os.environ.items() if name not in outer}
        environment = {**kept, "HOME": str(self.home), "PYTHON": str(self.python)}
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True)
        assert (done.returncode != 0) == bool(status), done.stdout + done.stderr
        return done.stdout

    def index(self, path: str) -> None:
        (self.folder / path).mkdir()
        (self.folder / path / "CURRENT").touch()


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path / "a  clone", tmp_path / "home")


def wenhai(output: str) -> list[str]:
    return [line.removeprefix("wenhai ") for line in output.splitlines() if line.startswith("wenhai")]


def locks(output: str) -> list[str]:
    return re.findall(r"--requirement locks/(\S+)", output)


def test_make_alone_lists_every_target_and_setting(clone: Clone) -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    [targets] = re.findall(r"^\.PHONY: ((?:[a-z]+ ?)+)$", text, re.MULTILINE)
    listed = dict(re.findall(r"^make ([a-z]+) +(\S.*)$", clone.make(), re.MULTILINE))
    assert sorted(listed) == sorted(targets.split()) and clone.make("help") == clone.make()
    settings = re.findall(r"^([A-Z]+)=\S+ +\S", clone.make(), re.MULTILINE)
    assert sorted(settings) == sorted(re.findall(r"^([A-Z]+) \?=", text, re.MULTILINE))
    assert not (clone.folder / ".venv").exists()


@pytest.mark.parametrize("shell", SHELLS)
def test_the_home_folder_is_found_from_every_shell(clone: Clone, shell: str) -> None:
    done = clone.typed([shell, "-c", "make serve ARCHIVE=~/articles INDEX=~/index PORT=8123"])
    assert wenhai(done) == [
        f"<reindex> <--index> <{clone.home}/index> <--> <{clone.home}/articles>",
        f"<serve> <--index> <{clone.home}/index> <--port> <8123>",
    ]
    assert f"Indexing {clone.home}/articles into {clone.home}/index." in done
    done = clone.typed([shell, "-c", "make serve ARCHIVE=~/'two  blanks; $x'"])
    assert wenhai(done)[0] == f"<reindex> <--index> <index_data> <--> <{clone.home}/two  blanks; $x>"


@pytest.mark.parametrize(
    "path",
    ["it's", 'a "b"', "$(shell touch expanded) $$x ${HOME}", "a,b) c", "-x", "a/~/b", "~a", "文 库", "`x`", "%s\\n"],
)
def test_a_path_is_taken_as_it_was_given(clone: Clone, path: str) -> None:
    done = clone.make("serve", f"ARCHIVE={path}", f"INDEX=i{path}")
    assert wenhai(done) == [
        f"<reindex> <--index> <i{path}> <--> <{path}>",
        f"<serve> <--index> <i{path}> <--port> <8000>",
    ]
    assert f"Indexing {path} into i{path}." in done
    assert not (clone.folder / "expanded").exists()


def test_what_was_indexed_before_is_served_again_and_the_demo_beside_it(clone: Clone) -> None:
    demo = [
        "<reindex> <tests/data/demo> <tests/data/archive/articles> <tests/data/archive/posts> <--index> <build/demo>",
        "<serve> <--index> <build/demo> <--port> <8000>",
    ]
    done = clone.make("serve")
    assert wenhai(done) == demo and "make serve ARCHIVE=path" in done
    clone.index("index_data")
    done = clone.make("serve")
    assert wenhai(done) == ["<status> <--index> <index_data>", "<serve> <--index> <index_data> <--port> <8000>"]
    assert "make serve ARCHIVE=path" in done and "make demo" in done
    assert wenhai(clone.make("demo", "PORT=81")) == [demo[0], demo[1].replace("8000", "81")]
    assert wenhai(clone.make("serve", "ARCHIVE=")) == wenhai(done)


def test_an_index_that_is_named_is_served_or_missed(clone: Clone) -> None:
    assert wenhai(clone.make("serve", "INDEX=else where", status=2)) == ["<status> <--index> <else where>"]
    clone.index("else where")
    assert wenhai(clone.make("serve", "INDEX=else where"))[1] == "<serve> <--index> <else where> <--port> <8000>"


def test_serving_installs_what_it_needs_and_testing_the_rest(clone: Clone) -> None:
    first = clone.make("serve")
    assert locks(first) == ["build.txt", "serve.txt"]
    assert "Installing what serving needs into .venv, about a minute.\n" in first
    assert locks(clone.make("serve")) == []
    rest = clone.make(".venv/installed")
    assert locks(rest) == ["make.txt"] and "about a minute" in rest
    assert locks(clone.make(".venv/installed")) == locks(clone.make("demo")) == []
    lock = clone.folder / "locks" / "serve.txt"
    os.utime(lock, (2e9, 2e9))
    assert locks(clone.make(".venv/installed")) == ["build.txt", "serve.txt", "make.txt"]


def test_what_else_an_index_elsewhere_and_figures_need_is_installed(clone: Clone) -> None:
    elsewhere = ("serve", "ARCHIVE=a", "INDEX=opensearchs://one:9200,two:9200/news?shards=3")
    assert locks(clone.make(*elsewhere)) == ["build.txt", "serve.txt", "run.txt"]
    assert locks(clone.make(*elsewhere)) == locks(clone.make("demo", "WENHAI_METRICS=1")) == []


def test_a_clone_that_was_moved_is_mended(clone: Clone) -> None:
    clone.make(".venv/installed")
    (clone.folder / "build" / "demo").mkdir(parents=True)
    clone.index("index_data")
    moved = clone.folder.rename(clone.folder.with_name("moved"))
    clone.folder = moved
    assert locks(clone.make("serve")) == ["build.txt", "serve.txt"]
    assert str(moved) in (moved / ".venv" / "bin" / "activate").read_text()
    assert not (moved / "build" / "demo").exists() and (moved / "index_data" / "CURRENT").exists()
    assert locks(clone.make("serve")) == []
    assert locks(clone.make(".venv/installed")) == ["make.txt"]


def test_a_venv_whose_python_is_gone_is_mended(clone: Clone) -> None:
    clone.make("serve")
    python = clone.folder / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(clone.folder / "nowhere")
    assert locks(clone.make("serve")) == ["build.txt", "serve.txt"]
    assert locks(clone.make("serve")) == []


def test_a_venv_of_before_is_made_anew(clone: Clone) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", clone.folder / ".venv"], check=True)
    (clone.folder / ".venv" / "installed").touch()
    assert locks(clone.make(".venv/installed")) == ["build.txt", "serve.txt", "make.txt"]
