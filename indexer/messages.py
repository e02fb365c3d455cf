"""What the library says to people: English sentences that know how they were made, so that they can be told in another
language."""

import gettext
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

Language = Literal["en", "zh-Hans", "zh-Hant"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
CATALOGS = Path(__file__).with_name("translations")
DOMAIN = "wenhai"
_REGIONS = ("hant", "tw", "hk", "mo")
"""What in a locale's name says that its Chinese is Traditional."""


class Message(str):
    """A sentence in English, with the template that it was made from and the values in it, by name.

    The template is one of ``str.format``. A value that is itself a Message is told in the same language; the members of
    a tuple are names, which go between quotes that the template has, and those of a list are sentences.
    """

    template: str
    values: Mapping[str, Any]

    def __new__(cls, template: str, values: Mapping[str, Any]) -> "Message":
        made = super().__new__(cls, _filled(template, values, "en"))
        made.template, made.values = template, {name: _plain(value) for name, value in values.items()}
        return made

    def __reduce__(self) -> tuple[type["Message"], tuple[str, dict[str, Any]]]:
        return Message, (self.template, dict(self.values))


def message(template: str, /, **values: Any) -> str:
    """The sentence of a template. A text without values is taken as it is, whatever braces it holds."""
    if isinstance(template, Message) and not values:
        return template
    return Message(template if values else template.replace("{", "{{").replace("}", "}}"), values)


def translated(text: str, language: Language) -> str:
    """A message in another language; another text as it is, and a message whose template nobody has translated."""
    return _filled(text.template, text.values, language) if isinstance(text, Message) else text


def to_json(text: str) -> Any:
    """A message as values that JSON has; another text as it is."""
    if not isinstance(text, Message):
        return text
    return [text.template, {name: to_json(v) if isinstance(v, str) else v for name, v in text.values.items()}]


def from_json(value: Any) -> str:
    """The text again."""
    if isinstance(value, str):
        return value
    template, values = value
    return Message(template, {name: from_json(v) if isinstance(v, str | list) else v for name, v in values.items()})


def language_of(environment: Mapping[str, str] = os.environ) -> Language:
    """The language that a locale of the environment asks for: the first of LC_ALL, LC_MESSAGES and LANG that is set."""
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next((name for name in names if name), "").casefold().replace("-", "_")
    if not locale.startswith("zh"):
        return "en"
    parts = locale.partition(".")[0].split("_")
    return "zh-Hant" if "hans" not in parts and any(part in _REGIONS for part in parts) else "zh-Hans"


def _plain(value: Any) -> Any:
    """The value, or for what is no number, text or names its text: messages are pickled and stored."""
    if isinstance(value, BaseException) and value.args and isinstance(value.args[0], Message):
        return value.args[0]
    return value if isinstance(value, str | int | float | tuple | list) else str(value)


def _filled(template: str, values: Mapping[str, Any], language: Language) -> str:
    if language != "en":
        template = _catalog(language).gettext(template)
    told = {name: _told(value, language) for name, value in values.items()}
    return template.format(**told)


def _told(value: Any, language: Language) -> Any:
    if isinstance(value, tuple):
        between = "”, “" if language == "en" else _catalog(language).gettext("”, “")
        return between.join(translated(one, language) for one in value)
    if isinstance(value, list):
        return " ".join(translated(one, language) for one in value)
    return translated(value, language) if isinstance(value, str) else value


@cache
def _catalog(language: Language) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, CATALOGS, [language.replace("-", "_")], fallback=True)
