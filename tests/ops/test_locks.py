"""What is installed is pinned, by hash, and is what setup.cfg asks for."""

import re
from configparser import ConfigParser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[2]
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


def asked_for(*extras: str) -> list[Requirement]:
    """What setup.cfg asks for, with and without extras."""
    lines = [SETUP["options"]["install_requires"], *(SETUP["options.extras_require"][extra] for extra in extras)]
    return [Requirement(line) for line in "\n".join(lines).splitlines() if line]


def only_version(requirement: Requirement, *operators: str) -> Version:
    """What stands behind one of these operators, of which there must be one."""
    [version] = [Version(one.version) for one in requirement.specifier if one.operator in operators]
    return version


@pytest.mark.parametrize(
    "lock, extras",
    [
        ("run.txt", ("fast", "opensearch", "metrics")), ("serve.txt", ("fast",)), ("make.txt", ("fast", "dev")),
        ("lowest.txt", ("fast", "dev")),
    ],
)  # fmt: skip
def test_every_dependency_is_pinned_within_its_bounds(lock: str, extras: tuple[str, ...]) -> None:
    pins = pinned(lock)
    for wanted in asked_for(*extras):
        assert plain(wanted.name) in pins, f"{wanted} is not in locks/{lock}: run make lock"
        for pin in pins[plain(wanted.name)]:
            assert wanted.specifier.contains(only_version(pin, "==")), f"{pin} is not {wanted}: run make lock"


def test_the_lower_bounds_are_those_that_the_tests_were_run_with() -> None:
    """A bound that nobody has tried is a guess: with click>=8.1, as setup.cfg once said, every command failed."""
    pins = pinned("lowest.txt")
    for wanted in asked_for("fast", "opensearch", "metrics", "dev"):
        for pin in pins[plain(wanted.name)]:
            tried = only_version(pin, "==")
            assert tried == only_version(wanted, ">=", "=="), (
                f"setup.cfg says {wanted}, and the lowest tried is {tried}: say so, or run make lock, then make lowest"
            )


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
