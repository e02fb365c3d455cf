"""The commands that read an index: ``search`` and ``list``."""

from collections.abc import Callable
from datetime import date
from typing import Any, Literal

import click

from indexer.cli.edges import opened, sentences, stop_at_interrupt
from indexer.cli.language import Command, command, current_language, option, told
from indexer.cli.options import INDEX
from indexer.cli.printable import json_text, plain
from indexer.errors import BadParameter
from indexer.filters import FILTERS, NAME_FILTERS, Filters, set_filters
from indexer.messages import message

_SORTS = ("relevance", "newest", "oldest")
_FIELDS = {**{one.plural: one.name for one in NAME_FILTERS}, "tags": "tag"}


class _Words(Command):
    """A command whose arguments are words, of which some begin with a hyphen: ``-贸易`` leaves out."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        # "-h" would be found at the beginning of the word "-hello", too.
        super().__init__(
            *arguments, **settings, help_names=("--help",), context_settings={"ignore_unknown_options": True}
        )  # fmt: skip

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the arguments apart; an option that there is not is refused, not searched for."""
        args = ["--help" if arg == "-h" else arg for arg in args]
        options = args[: args.index("--")] if "--" in args else list(args)
        rest = super().parse_args(ctx, args)
        for word in ctx.params.get("query", ()):
            if word.startswith("--") and word in options:
                possible = [name for param in self.params for name in param.opts if name.startswith(word[:4])]
                raise click.NoSuchOption(word, possibilities=possible, ctx=ctx)
        return rest


class _Day(click.ParamType[date]):
    """A day, or the first or last of a month or year."""

    name = "day"

    def __init__(self, *, last: bool) -> None:
        self._last = last

    def convert(self, value: Any, param: click.Parameter | None, ctx: Any) -> Any:
        from indexer.search.filters import to_day

        if isinstance(value, date) or value == "":
            return value
        try:
            return to_day(param.opts[0] if param else "", value, self._last)
        except BadParameter as error:
            self.fail(told(error.args[0]))


def _filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """An option for each filter."""
    for one in reversed(FILTERS):
        if one.kind == "name":
            settings: dict[str, Any] = {"default": ""}
        else:
            settings = {"type": _Day(last=one.kind == "last day"), "metavar": "DAY"}
        command = option(f"--{one.parameter}", one.name, help=one.option_help, **settings)(command)
    return command


@click.command(cls=_Words)
@click.argument("query", nargs=-1, required=True)
@INDEX
@option("--json", "as_json", is_flag=True, help="Answer as the HTTP API does.")
@_filter_options
@option("--sort", type=click.Choice(_SORTS), default="relevance", show_default=True, help="In which order.")
@option("--limit", type=click.IntRange(0, 1000), default=10, show_default=True, help="How many to show.")
@option("--as-typed", is_flag=True, help="Search for what is typed alone, not for other names of it.")
@option("--without", multiple=True, metavar="NAME", help="Leave out this other name; can be repeated.")
@option("--collapse", is_flag=True, help="Show versions of one article as one.")
def search(
    query: tuple[str, ...], index: str, as_json: bool, sort: Any, limit: int, as_typed: bool, without: tuple[str, ...],
    collapse: bool, **values: Any,
) -> None:  # fmt: skip
    """Search the index for the words of QUERY. Articles with a word that has a hyphen before it are left out:
    布林肯 -贸易."""
    from indexer import results_as_json
    from indexer.cli.terminal import show_results
    from indexer.values import unknown_values

    stop_at_interrupt()
    filters = Filters(**values)
    date_from, date_to = filters.date_from, filters.date_to
    if date_from and date_to and date_from > date_to:
        raise click.UsageError(
            told(message("--from {first} is later than --to {last}.", first=date_from, last=date_to))
        )  # fmt: skip
    text = " ".join(query)
    names = {one.name: value for one, value in set_filters(filters) if one.kind == "name"}
    with sentences():
        found = opened(index)
        results = found.search(
            text, limit=limit, sort=sort, filters=filters,
            expand=not as_typed, without=without, collapse=collapse,
        )  # fmt: skip
        unknown = list(unknown_values(found, names)) if not results.total else []
    if as_json:
        answer = results_as_json(text, results, 1, limit, current_language())
        click.echo(json_text(answer))
    else:
        show_results(results)
    for sentence in unknown:
        click.echo(told(sentence), err=True)


@command("list")
@click.argument("what", type=click.Choice(tuple(_FIELDS)))
@INDEX
def list_values(what: Literal["sources", "authors", "translators", "sections", "tags"], index: str) -> None:
    """List the values that filters can have, with how many articles have each, the most frequent first."""
    from indexer import outlet_name
    from indexer.values import field_values

    stop_at_interrupt()
    with sentences():
        counts = field_values(opened(index), _FIELDS[what])
    for count in counts:
        name = outlet_name(count.value) if what == "sources" else count.value
        shown = count.value if name == count.value else f"{count.value}  {name}"
        click.echo(f"{count.count:>9,}  {plain(shown)}")
