"""The language of a session: every command in all of its words, help and errors included.

Messages of the library are told in it when they are printed. Click has its own, by gettext from the domain "messages",
for which there is a catalog beside ours; it looks into the environment for the language.
"""

import gettext
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any, TypeVar

import click

from indexer.cli.printable import lines
from indexer.messages import CATALOGS, LANGUAGES, Language, language_of, message, translated

_F = TypeVar("_F", bound=Callable[..., Any])
_current: ContextVar[Language] = ContextVar("language", default="en")


def current_language() -> Language:
    """The language that this session is in."""
    return _current.get()


def told(text: str) -> str:
    """A message in the language of the session."""
    return lines(translated(text, _current.get()))


def say(template: str, /, *, err: bool = False, **values: Any) -> None:
    """Print a message in the language of the session."""
    click.echo(told(message(template, **values)), err=err)


@contextmanager
def in_language(language: Language) -> Iterator[None]:
    """Inside, this is the language of the session."""
    before, of_click = _current.get(), os.environ.get("LANGUAGE")
    try:
        _speak(language)
        yield
    finally:
        _current.set(before)
        if of_click is None:
            os.environ.pop("LANGUAGE", None)
        else:
            os.environ["LANGUAGE"] = of_click


def _speak(language: Language) -> None:
    _current.set(language)
    gettext.bindtextdomain("messages", str(CATALOGS))
    os.environ["LANGUAGE"] = language.replace("-", "_")


class _Helped:
    """A command or option whose help is a message."""

    _help: str | None

    @property
    def help(self) -> str | None:
        """In the language of the session."""
        return self._help and told(self.message_of(self._help))

    @help.setter
    def help(self, text: str | None) -> None:
        self._help = text and " ".join(text.split())

    def message_of(self, help: str) -> str:
        """The message, of which ``help`` is the template."""
        return message(help)

    def get_short_help_str(self, limit: int = 0) -> str:
        """The first clause of the help, for the list of commands."""
        return re.split(r"[,.:](?: |$)|[，。：；]", self.help or "", maxsplit=1)[0]


class Option(_Helped, click.Option):
    """An option whose help is in the language of the session."""


def option(*names: str, **settings: Any) -> Callable[[_F], _F]:
    """``click.option``, whose ``help`` is a template of messages."""
    return click.option(*names, **{"cls": Option, **settings})


def _language_option() -> Option:
    return Option(
        ["--language"], type=click.Choice(LANGUAGES), is_eager=True, expose_value=False,
        callback=lambda context, _, language: _speak(language) if language else None,
        help="Speak this language, whatever LANG says.",
    )  # fmt: skip


def _help_option(*names: str) -> Option:
    return Option(
        list(names), is_flag=True, is_eager=True, expose_value=False, callback=_show_help, help="Show this help.",
    )  # fmt: skip


def _show_help(context: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked and not context.resilient_parsing:
        click.echo(context.get_help(), color=context.color)
        context.exit()


class Command(_Helped, click.Command):
    """A command of the program."""

    def __init__(self, *arguments: Any, help_names: tuple[str, ...] = ("-h", "--help"), **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.params.append(_language_option())
        self._asked = _help_option(*help_names)

    def get_help_option(self, ctx: click.Context) -> click.Option:
        """Click makes its own once, in the language of that moment."""
        return self._asked


command = partial(click.command, cls=Command)


class Group(_Helped, click.Group):
    """The program, which speaks the language that the environment asks for."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.params.append(_language_option())
        self._asked = _help_option("-h", "--help")

    def get_help_option(self, ctx: click.Context) -> click.Option:
        """As that of commands."""
        return self._asked

    def main(self, *arguments: Any, **settings: Any) -> Any:
        """Run it."""
        with in_language(language_of()):
            return super().main(*arguments, **settings)
