"""Bare machines, each a folder with a Debian of its own, built by debootstrap and kept for the next time."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

USER = "reader"
_PROGRAMS = ("debootstrap", "unshare", "setpriv", "chroot")
_PACKAGES = ("python3", "python3-venv", "make", "git")
_MIRROR = "http://deb.debian.org/debian"
_BUILDING = 1200
"""Seconds: two minutes where two processors are shared."""


class BareError(Exception):
    """What of a bare machine can't be had, and why, in a sentence."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A Debian. ``python`` is the command that README's two commands are given as PYTHON."""

    name: str
    suite: str
    python: str = "python3"

    @property
    def packages(self) -> tuple[str, ...]:
        """All that is installed beside what no Debian can do without."""
        return (*_PACKAGES, *((self.python, f"{self.python}-venv") if self.python != "python3" else ()))


MACHINES = {
    machine.name: machine
    for machine in (
        Machine("debian-12", "bookworm"),
        Machine("debian-13", "trixie"),
        Machine("debian-sid", "sid"),
        Machine("debian-sid-3.15", "sid", "python3.15"),
    )
}


def check_means() -> None:
    """Raises BareError where this machine or user can't build a root."""
    if os.geteuid() != 0:
        raise BareError("Only root may build a bare machine and change into it: run this as root.")
    if missing := [program for program in _PROGRAMS if shutil.which(program) is None]:
        raise BareError(f"There is no {missing[0]}: apt-get install debootstrap util-linux coreutils")


def root_of(machine: Machine, folder: Path) -> Path:
    """The root of a machine in ``folder``, built now if it isn't there. Raises BareError."""
    root = folder / machine.name
    if not root.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with scratch(folder) as place:
            _build(machine, place, folder / f"{machine.name}.log")
            place.rename(root)
    return root


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A new folder in ``folder`` that anyone may look into; afterwards it is gone."""
    place = Path(mkdtemp(prefix="scratch-", dir=folder))
    try:
        place.chmod(0o755)
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def alone(*command: str) -> list[str]:
    """A command in namespaces of its own for mounts and processes: whatever it mounts or starts ends when it does,
    and it ends when this process does, even if that is killed."""
    return ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child", *command]


def _build(machine: Machine, root: Path, log: Path) -> None:
    include = f"--include={','.join(machine.packages)}"
    steps = (
        alone("debootstrap", "--variant=minbase", include, machine.suite, str(root), _MIRROR),
        ["chroot", str(root), "useradd", "--create-home", "--uid", "1000", USER],
    )
    with log.open("w") as output:
        for step in steps:
            try:
                subprocess.run(step, stdout=output, stderr=output, timeout=_BUILDING, check=True)
            except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
                raise BareError(f"{machine.name} can't be built, see {log}: {error}") from None
