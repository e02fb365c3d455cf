"""Asks pip-audit for known weaknesses of what lock files name; says so where their data can't be had.

``python -m tests.soak.audit FILE...`` ends with status 1 where there are any.
"""

import json
import subprocess
import sys


def main(files: list[str]) -> int:
    """Print what is known, or that nothing could be asked."""
    command = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off", "--disable-pip"]
    asked = [part for file in files for part in ("--requirement", file)]
    try:
        ran = subprocess.run(
            [*command, "--require-hashes", *asked], capture_output=True, text=True, timeout=300, check=False
        )
        packages = json.loads(ran.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError):
        print("Skipped: pip-audit gave no answer, for the data of known weaknesses can't be had from here.")
        return 0
    known = [package for package in packages if "vulns" in package]
    if not known:
        print(f"Skipped: of {len(packages)} packages none is known to the index that is asked from here.")
        return 0
    weak = [(package, one) for package in known for one in package["vulns"]]
    for package, one in weak:
        print(
            f"{package['name']} {package['version']}: {one['id']}, mended in {', '.join(one['fix_versions']) or 'none'}"
        )
    print(f"{len(known)} of {len(packages)} packages asked for, {len(weak)} known weaknesses.")
    return int(bool(weak))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
