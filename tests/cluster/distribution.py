"""The server: its minimal distribution, fetched by Maven; the user that it runs as."""

import os
import pwd
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

VERSION = "2.19.3"
ARTIFACT = f"org.opensearch.distribution.integ-test-zip:opensearch:{VERSION}:zip"
USER = "wenhai-opensearch"
_FETCHING = 420
_TRIES = 2


class ClusterError(Exception):
    """What of the cluster can't be had, and why, in a sentence."""


def unpack(folder: Path) -> Path:
    """Fetch the distribution and unpack it there; gives its home. Raises ClusterError."""
    _fetch(folder)
    archive = folder / f"opensearch-{VERSION}.zip"
    with zipfile.ZipFile(archive) as files:
        files.extractall(folder)
    archive.unlink()
    home = folder / f"opensearch-{VERSION}"
    # zipfile forgets which files may be run.
    for program in (home / "bin").iterdir():
        program.chmod(0o755)
    return home


def java_home() -> str:
    """Where Java is: the distribution brings none. Raises ClusterError."""
    java = shutil.which("java")
    if java is None:
        raise ClusterError("There is no java to run OpenSearch with: install default-jre-headless.")
    return str(Path(java).resolve().parents[1])


def user() -> str | None:
    """Whom the server runs as: None where that is whoever runs this; as root, which it refuses, a user made for it."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(USER)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", USER]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise ClusterError(f"The user {USER} can't be made: {done.stderr.strip()}") from None
    return USER


def _fetch(folder: Path) -> None:
    if shutil.which("mvn") is None:
        raise ClusterError("There is no mvn to fetch OpenSearch with: install maven.")
    command = ["mvn", "--quiet", "--batch-mode", "dependency:copy", f"-Dartifact={ARTIFACT}"]
    for left in reversed(range(_TRIES)):
        try:
            done = subprocess.run(
                [*command, f"-DoutputDirectory={folder}"], capture_output=True, text=True, timeout=_FETCHING
            )
            reason = (done.stdout + done.stderr).strip()[-2000:] if done.returncode else ""
        except subprocess.TimeoutExpired:
            reason = f"it took over {_FETCHING} seconds."
        if not reason:
            return
        if left:
            print(f"Maven failed and is asked once more: {reason}", file=sys.stderr, flush=True)
    raise ClusterError(f"Maven can't fetch {ARTIFACT}, so nothing can be tested against OpenSearch: {reason}")
