"""What is installed is pinned, by hash, and is what setup.cfg asks for."""

import re
from configparser import ConfigParser
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
SETUP = ConfigParser()
SETUP.read(ROOT / "setup.cfg", encoding="utf-8")


def pinned(name: str) -> dict[str, list[Requirement]]:
    """The requirements of a lock file by name, each of which has a hash at least."""
    text = (ROOT / "locks" / name).read_text(encoding="utf-8").replace("\\\n", " ")
    found: dict[str, list[Requirement]] = {}
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            assert re.search(r"--hash=sha256:[0-9a-f]{64}", line), line
            one = Requirement(line.partition("--hash")[0])
            found.setdefault(plain(one.name), []).append(one)
    return found


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize(
    "lock, extras",
    [
        ("run.txt", ("fast", "opensearch", "metrics")), ("serve.txt", ("fast",)), ("make.txt", ("fast", "dev")),
    ],
)  # fmt: skip
def test_every_dependency_is_pinned_within_its_bounds(lock: str, extras: tuple[str, ...]) -> None:
    lines = [SETUP["options"]["install_requires"], *(SETUP["options.extras_require"][extra] for extra in extras)]
    pins = pinned(lock)
    for wanted in map(Requirement, filter(None, "\n".join(lines).splitlines())):
        assert plain(wanted.name) in pins, f"{wanted} is not in locks/{lock}: run make lock"
        for pin in pins[plain(wanted.name)]:
            [version] = [one.version for one in pin.specifier if one.operator == "=="]
            assert wanted.specifier.contains(version), f"{pin} is not {wanted}: run make lock"


@pytest.mark.parametrize("lock", ["serve.txt", "make.txt"])
def test_what_readers_and_tests_run_is_the_same(lock: str) -> None:
    run, other = pinned("run.txt"), pinned(lock)
    for name in run.keys() & other.keys():
        assert {str(one) for one in run[name]} == {str(one) for one in other[name]}


def test_what_is_served_takes_no_more_than_it_needs() -> None:
    run, serve, make = pinned("run.txt"), pinned("serve.txt"), pinned("make.txt")
    assert serve.keys() <= run.keys() & make.keys()
    assert not serve.keys() & {"opensearch-py", "prometheus-client", "grpcio", "pytest", "playwright"}


def test_the_tools_that_build_it_are_pinned() -> None:
    assert {"pip", "setuptools"} <= pinned("build.txt").keys()
    assert "--require-hashes" in (ROOT / "Makefile").read_text(encoding="utf-8")
    docker = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    assert docker.count("--require-hashes") == 2 and "--no-deps" in docker
