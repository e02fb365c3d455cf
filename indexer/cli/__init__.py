"""The command line: a thin skin over the library. Exit status 0 done, 1 failed with a sentence, 2 wrong usage, 130
interrupted. Commands import what they need when they run: their help needs nothing."""

import logging
from typing import Any

import click

from indexer.cli.building import reindex, watch
from indexer.cli.edges import fail_to_write, flush_output
from indexer.cli.finding import list_values, search
from indexer.cli.inspecting import check, status
from indexer.cli.language import Group, Option
from indexer.cli.serving import serve

_NOWHERE = logging.NullHandler()


class _Program(Group):
    """All of it, up to the last byte of what it prints."""

    def main(self, *arguments: Any, **settings: Any) -> Any:
        """Run it. What the library logs is said by those who ran into it."""
        logging.getLogger("indexer").addHandler(_NOWHERE)
        try:
            return super().main(*arguments, **settings)
        except OSError as error:
            fail_to_write(error)
        finally:
            flush_output()


@click.group(cls=_Program)
@click.version_option(package_name="wenhai", prog_name="wenhai", cls=Option, help="Show the version.")
def main() -> None:
    """Wenhai 文海: full-text search over an archive of Chinese news articles."""


for command in (reindex, watch, search, list_values, status, check, serve):
    main.add_command(command)
