"""Options that several commands share, and what is read of them."""

import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import click

from indexer.cli.language import Option, option, told
from indexer.messages import message

if TYPE_CHECKING:
    from indexer import Limits

_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
_NUMBER = re.compile(r"([0-9]{1,15})([KMG]?)(?:i?B)?", re.IGNORECASE)

INDEX = option(
    "--index", default="index_data", envvar="WENHAI_INDEX", show_default=True, show_envvar=True,
    help="Where the index is: a folder, whoosh:///path or opensearch://host:9200/name.",
)  # fmt: skip
JOBS = option("--jobs", type=click.IntRange(1), help="How many processes read; by default one a core.")
ADD = option("--add", is_flag=True, help="Add ARCHIVE to those that the index is built from.")
ARCHIVES = click.argument("archives", metavar="[ARCHIVE]...", type=click.Path(), nargs=-1)


class _Limit(click.ParamType[tuple[str, int]]):
    """``NAME=N``, as a pair; ``8M`` is eight times 1,048,576."""

    name = "limit"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, int]:
        if isinstance(value, tuple):
            return value
        name, _, size = str(value).partition("=")
        number, defaults = _NUMBER.fullmatch(size), _defaults()
        if name not in defaults or not number:
            sentence = message(
                "{value} is no limit. Write NAME=N, with a NAME of {names}, such as files=5000000 or file=16M.",
                value=value, names=", ".join(defaults),
            )  # fmt: skip
            self.fail(told(sentence))
        return name, int(number[1]) * _UNITS[number[2].upper()]


def _defaults() -> dict[str, int]:
    from indexer import Limits

    return {limit.name: int(str(limit.default)) for limit in fields(Limits)}


class _LimitOption(Option):
    def message_of(self, help: str) -> str:
        return message(help, defaults=" ".join(f"{name}={_as_size(number)}" for name, number in _defaults().items()))


def _as_size(number: int) -> str:
    for unit, size in reversed(_UNITS.items()):
        if unit and number and number % size == 0:
            return f"{number // size}{unit}"
    return str(number)


LIMITS = option(
    "--limit", "limits", multiple=True, type=_Limit(), metavar="NAME=N", envvar="WENHAI_LIMIT", show_envvar=True,
    cls=_LimitOption,
    help="Read more or less of an archive; what is over a limit is rejected: bytes, tags and their nesting in a file, "
    "characters of title, names and tags, "
    "files, depth of folders, growth in unpacking, links out of the archive that are followed. Defaults: {defaults}.",
)  # fmt: skip


def to_limits(given: tuple[tuple[str, int], ...]) -> "Limits":
    """The limits as given."""
    from indexer import Limits

    return Limits(**dict(given))
