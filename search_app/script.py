"""Articles in the script that the reader prefers, and names of outlets in that of the interface."""

from indexer import Script, convert, outlet_name, script_of
from search_app.preferences import current_preferences


def wanted() -> Script | None:
    """The script that the reader wants articles in; None: each in its own."""
    script = current_preferences().script
    return None if script == "original" else script


def shown(text: str) -> str:
    """A text of an article as the reader wants it, of the same length, so that marks keep their places."""
    script = wanted()
    # Traditional text that is converted to Traditional once more loses distinctions that its writer made.
    return text if script is None or script_of(text) == script else convert(text, script)


def converted(text: str) -> bool:
    """Whether ``shown`` makes another text of it."""
    return shown(text) != text


def language_of(text: str) -> str:
    """The language tag of a text of an article as it is shown, which decides the font."""
    script = wanted() or script_of(text)
    return f"zh-{script.title()}" if script else "zh"


def outlet(source: str) -> str:
    """An outlet's name, in Traditional characters where the interface is."""
    name = outlet_name(source)
    return convert(name, "hant") if current_preferences().language == "zh-Hant" else name
