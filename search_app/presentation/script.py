"""Articles in the script that the reader prefers, names of outlets in that of the interface, and which of both a
piece of a page is in."""

import re
from functools import lru_cache

from markupsafe import Markup

from indexer import BIDI_CONTROLS, Script, convert, outlet_name, script_of
from search_app.http.preferences import current_preferences

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_LANG = Markup(' lang="{}"')
_SPOKEN = Markup("<bdi{}>{}</bdi>")
_TURNING = re.compile(f"[{BIDI_CONTROLS}]")


def wanted() -> Script | None:
    """The script that the reader wants articles in; None: each in its own."""
    script = current_preferences().script
    return None if script == "original" else script


def shown(text: str) -> str:
    """A text of an article as the reader wants it, of the same length, so that marks keep their places."""
    script = wanted()
    # Traditional text that is converted to Traditional once more loses distinctions that its writer made.
    return text if script is None or script_of(text) == script else convert(text, script)


def straight(text: str) -> str:
    """A text for where no element can stand around it, without what turns the writing after it about."""
    return _TURNING.sub("", text)


def language_of(text: str) -> str:
    """The language tag of a text of an article as it is shown, which decides the font."""
    script = wanted() or script_of(text)
    return f"zh-{script.title()}" if script else "zh"


def outlet(source: str) -> str:
    """An outlet's name, in Traditional characters where the interface is."""
    name = outlet_name(source)
    # The tables have 臺; outlets write 台 themselves, in Taiwan as in Hong Kong.
    return convert(name, "hant").replace("臺", "台") if current_preferences().language == "zh-Hant" else name


def lang(text: str) -> Markup:
    """The attribute, with a space before it, for an element that holds nothing but a name or a query; empty where its
    language is that of the page. Screen readers and browsers choose voice and font by it."""
    return _attribute(text, current_preferences().language)


# Making it takes 20 microseconds, and a page names outlets and authors 150 times, mostly the same as the page before.
@lru_cache(maxsize=1024)
def _attribute(text: str, page: str) -> Markup:
    if not _HAN.search(text):
        return Markup()
    tag = f"zh-{(script_of(text) or '').title()}".removesuffix("-")
    return Markup() if page.startswith(tag) else _LANG.format(tag)


def spoken(text: str) -> Markup:
    """A name, a title or a query among other words: in an element that keeps the direction of its writing to itself,
    and tells its language where that is not the page's."""
    return _SPOKEN.format(lang(text), text)
