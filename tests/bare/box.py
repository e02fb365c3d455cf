"""One use of a root: a copy of it with the project beside it, in which an ordinary user runs commands."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator, Mapping
from configparser import ConfigParser
from configparser import Error as NotRead
from contextlib import contextmanager
from pathlib import Path

from tests.bare.roots import USER, BareError, alone, scratch

_HOME = Path("home") / USER
_PROJECT = _HOME / "wenhai"
_PIP_SETTINGS = ("/etc/pip.conf", "/etc/xdg/pip/pip.conf", "~/.config/pip/pip.conf", "~/.pip/pip.conf")
_PASSED_ON = re.compile(r"pip_\w+|\w+_proxy|ssl_cert_(file|dir)|(requests|curl)_ca_bundle", re.IGNORECASE)
_ENTER = """
root=$1; shift
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
mount -t tmpfs tmpfs "$root/dev/shm"
chroot --userspec=1000:1000 --groups= "$root" env -i "$@"
exit $?
"""
"""It stays, as the first process of its namespace: such a one has to collect those that others leave behind."""
_STOPPING = 15


class Box:
    """A machine of its own but for the network, which is that of this one. Commands run in the project's folder."""

    def __init__(self, root: Path, environment: Mapping[str, str]) -> None:
        self._root = root
        self._environment = environment

    @property
    def project(self) -> Path:
        """The clone, as seen from outside."""
        return self._root / _PROJECT

    @contextmanager
    def running(self, command: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
        """A command of the shell while it runs; afterwards it is stopped as by Ctrl-C, and all that it left with it."""
        settings = [f"{name}={value}" for name, value in self._environment.items()]
        inside = ["sh", "-c", f"cd /{_PROJECT} 2>/dev/null || cd; {command}"]
        with log.open("wb") as output:
            process = subprocess.Popen(
                alone("sh", "-ec", _ENTER, "sh", str(self._root), *settings, *inside),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
            try:
                yield process
            finally:
                _stop(process)

    def run(self, command: str, log: Path, seconds: float) -> int:
        """The exit status of a command. Raises subprocess.TimeoutExpired."""
        with self.running(command, log) as process:
            return process.wait(seconds)


@contextmanager
def unpacked(root: Path, checkout: Path, folder: Path) -> Iterator[Box]:
    """A copy of a root, in ``folder`` for as long as it is used, with a clone of what ``checkout`` has committed."""
    with scratch(folder) as place:
        subprocess.run(["cp", "--archive", f"{root}/.", place], check=True)
        environment = passed_on(os.environ)
        for path in ("/etc/resolv.conf", "/etc/hosts", *_files(environment)):
            _copy(path, place)
        home = place / _HOME
        # A bundle, for git would refuse to read the folder of another user.
        bundle = home / "wenhai.bundle"
        subprocess.run(["git", "-C", checkout, "bundle", "create", "--quiet", bundle, "HEAD"], check=True)
        bundle.chmod(0o644)
        own = {"HOME": f"/{_HOME}", "USER": USER, "LOGNAME": USER, "PATH": "/usr/local/bin:/usr/bin:/bin"}
        box = Box(place, {**environment, **own})
        clone = folder / "clone.log"
        if box.run("git clone --quiet wenhai.bundle wenhai", clone, 60):
            raise BareError(f"The clone failed: {clone.read_text(errors='replace')}")
        yield box


def passed_on(environment: Mapping[str, str]) -> dict[str, str]:
    """Of an environment what pip needs to reach its registry from here: its own settings, proxies, certificates."""
    return {name: value for name, value in environment.items() if _PASSED_ON.fullmatch(name)}


def _files(environment: Mapping[str, str]) -> Iterator[str]:
    """The files and folders which those settings name, and pip's files of settings with those that they name."""
    yield from environment.values()
    for path in map(os.path.expanduser, _PIP_SETTINGS):
        settings = ConfigParser(interpolation=None)
        try:
            settings.read(path, encoding="utf-8")
        except NotRead:
            continue
        if settings.sections():
            yield path
        for section in settings.sections():
            yield from settings[section].values()


def _copy(path: str, root: Path) -> None:
    """What is at a path of this machine, if anything is, to the same in a root. Links are followed here and replaced
    there, where they would lead back here."""
    if os.path.isabs(path) and os.path.exists(path):
        command = ["cp", "--recursive", "--dereference", "--remove-destination", "--parents"]
        subprocess.run([*command, path, root], check=True)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """The whole session as Ctrl-C would; then the first process, and with it the kernel ends all of its namespace."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(_STOPPING)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
