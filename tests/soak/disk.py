"""A disk of a size that is to be chosen: a tmpfs, for which it takes root."""

import gc
import os
import subprocess
import time
from pathlib import Path

_ROOMY, _TRIES = 1 << 30, 20


class Disk:
    """Mounted on an empty folder until ``close``; ``real`` is false where mounting is not allowed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()
        self.real = os.geteuid() == 0 and not _call(
            "mount", "-t", "tmpfs", "-o", f"size={_ROOMY}", "tmpfs", str(folder)
        )

    def leave_free(self, size: int | None) -> None:
        """Have room for so many bytes more, or None: for all that comes."""
        status = os.statvfs(self._folder)
        used = (status.f_blocks - status.f_bfree) * status.f_frsize
        self._remount(f"size={_ROOMY if size is None else used + size}")

    def protect(self, read_only: bool) -> None:
        """Let nothing be written, or everything again."""
        # No disk is protected while a file on it is gone and still mapped: this process has read generations.
        gc.collect()
        self._remount("ro" if read_only else "rw")

    def close(self) -> None:
        """Take it away."""
        if self.real:
            # As soon as nobody reads it any more: an index stays mapped until its arrays are collected.
            _call("umount", "--lazy", str(self._folder))

    def _remount(self, option: str) -> None:
        for _ in range(_TRIES):
            status = _call("mount", "-o", f"remount,{option}", str(self._folder))
            if not status:
                return
            time.sleep(0.2)
        raise OSError(f"mount -o remount,{option} {self._folder} ended with {status}")


def _call(*command: str) -> int:
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
