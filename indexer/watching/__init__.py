"""Keeping up: an archive is watched, and what changes is indexed within seconds."""

from indexer.watching.watcher import watch

__all__ = ["watch"]
