"""README's two commands, ``make serve`` and ``make test``, on machines that have nothing but Python, make and git.

    apt-get install debootstrap
    python3 -m tests.bare                        # all of them, as root: an hour
    python3 -m tests.bare debian-12 debian-13
    python3 -m tests.bare debian-12 --serve      # only that the page is served

Each is a Debian built by debootstrap: two minutes, 400 MB, kept in build/bare/roots or where ``--roots`` says; remove
a folder there, and it is built anew. What is committed in this checkout is cloned into a copy of it, and an ordinary
user runs the commands there. ``make serve`` has worked when the page answers. The network is that of this machine, with
what pip needs to reach its registry. Printed is a table, and why tests were skipped; the output of the commands is in
build/bare/NAME. Exit status 1 if anything failed. What was mounted and started ends with it, however it ends.
"""

import argparse
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.bare.box import Box, unpacked
from tests.bare.outcome import HEAD, Outcome, read_tests, tail
from tests.bare.roots import MACHINES, BareError, Machine, check_means, root_of, scratch

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "bare"
_SERVING, _TESTING = 600, 2400
"""Seconds at most."""


def main() -> int:
    """Gives the exit status."""
    asked = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        check_means()
        outcomes = [_try(MACHINES[name], asked.roots, asked.serve) for name in asked.machines or MACHINES]
    except BareError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(HEAD, *outcomes, sep="\n")
    for outcome in outcomes:
        for reason, number in outcome.tests.reasons:
            print(f"{outcome.machine} skipped {number}: {reason}")
    return int(any(outcome.wrong for outcome in outcomes))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "python3 -m tests.bare", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("machines", nargs="*", metavar="MACHINE", help=f"of {', '.join(MACHINES)}; all without it")
    parser.add_argument("--roots", type=Path, default=BUILD / "roots", help="where they are kept (%(default)s)")
    parser.add_argument("--serve", action="store_true", help="leave out `make test`")
    asked = parser.parse_args()
    for name in asked.machines:
        if name not in MACHINES:
            parser.error(f"there is no machine {name}; there are {', '.join(MACHINES)}")
    return asked


def _try(machine: Machine, roots: Path, only_serve: bool) -> Outcome:
    """Both commands on one machine."""
    outcome = Outcome(machine.name)
    logs = BUILD / machine.name
    shutil.rmtree(logs, ignore_errors=True)
    logs.mkdir(parents=True)
    root = root_of(machine, roots.resolve())
    with scratch(roots.resolve()) as place, unpacked(root, ROOT, place) as box:
        box.run(f"{machine.python} --version", logs / "python.log", 60)
        outcome.python = (logs / "python.log").read_text().strip().removeprefix("Python ")
        _serve(box, machine, outcome, logs / "serve.log")
        if not only_serve:
            _test(box, machine, outcome, logs / "test.log")
    print(outcome, *outcome.wrong, sep="\n", file=sys.stderr, flush=True)
    return outcome


def _serve(box: Box, machine: Machine, outcome: Outcome, log: Path) -> None:
    port = _free_port()
    began = time.monotonic()
    with box.running(f"make serve PYTHON={machine.python} PORT={port}", log) as process:
        while not _answers(port):
            if process.poll() is not None or time.monotonic() - began > _SERVING:
                outcome.wrong.append(f"make serve shows no page on {machine.name}:\n{tail(log)}")
                return
            time.sleep(0.5)
        outcome.serve = time.monotonic() - began
    used = subprocess.run(["du", "-sm", box.project / ".venv"], capture_output=True, text=True, check=True)
    outcome.megabytes = int(used.stdout.split()[0])


def _test(box: Box, machine: Machine, outcome: Outcome, log: Path) -> None:
    began = time.monotonic()
    try:
        status = box.run(f"make test PYTHON={machine.python}", log, _TESTING)
    except subprocess.TimeoutExpired:
        outcome.wrong.append(f"make test is not done after {_TESTING} s on {machine.name}:\n{tail(log)}")
        return
    outcome.test = time.monotonic() - began
    outcome.tests = read_tests(log.read_text(errors="replace"))
    if status:
        outcome.wrong.append(f"make test fails on {machine.name}:\n{tail(log)}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(main())
