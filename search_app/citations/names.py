"""Who wrote it: a name of a byline, taken apart as far as its letters allow."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_DOTS = "·‧•・･∙⋅"
_HAN = r"\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TRANSLITERATED = re.compile(rf"[{_HAN}]+(?:[{_DOTS}][{_HAN}]+)+")
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
_ROLE = re.compile(r"\s*[（(][^（）()]*[）)]$")
_LATIN_WORD = re.compile(r"[^\W\d_]+(?:[.'’\-][^\W\d_]+)*\.?")
_PARTICLES = frozenset(
    ("af", "al", "ap", "bin", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "la", "le", "ten",
     "ter", "van", "von", "zu", "zur")
)  # fmt: skip
_SUFFIXES = {"jr": "Jr.", "sr": "Sr.", "ii": "II", "iii": "III", "iv": "IV"}
_OF_BODIES = frozenset(
    ("the", "of", "and", "for", "at", "by", "agency", "board", "broadcasting", "bureau", "center", "centre",
     "correspondent", "correspondents", "desk", "economist", "editor", "editorial", "editors", "foundation", "group",
     "institute", "international", "media", "news", "office", "post", "press", "radio", "reporter", "reporters",
     "research", "reuters", "service", "staff", "team", "television", "times", "tribune", "university", "watch")
)  # fmt: skip
"""Words that stand in the name of a body and hardly in that of a person."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name; ``whole`` is how it is said. ``family`` and ``given`` are empty where it is not to be taken apart: a
    Chinese name, which is written family first without a comma, and the name of a body. ``latin`` says that it is
    written in Latin letters."""

    whole: str
    family: str = ""
    given: str = ""
    suffix: str = ""
    latin: bool = False

    @property
    def sortable(self) -> str:
        """``Kramer, Andrew E.``, for programs that part it at the comma; without one where it stays whole."""
        if not (self.latin and self.family):
            return self.whole.replace(",", "，")
        return ", ".join(part for part in (self.family, self.given, self.suffix) if part)

    def initials(self, dot: str, hyphen: str) -> str:
        """The first letters of the given names, each followed by ``dot``, those of a double name with ``hyphen``."""
        return " ".join(
            hyphen.join(part[0].upper() + dot for part in re.split(r"-", word) if part)
            for word in re.split(r"[\s.]+", self.given)
            if word.strip("-")
        )


def read_name(text: str) -> Name:
    """A name of a byline.

    Of a name in Latin letters the last word is the family name, with particles before it (``Matthias von Hein``); what
    was in capitals throughout is no longer. Of a transliterated one (``奥拉·盖林``) it is what follows the last dot.
    Bodies, initials and Chinese names stay whole.
    """
    text = _BETWEEN_HAN.sub("", _ROLE.sub("", " ".join(text.split())) or text.strip())
    if _TRANSLITERATED.fullmatch(text):
        *given, family = re.split(f"[{_DOTS}]", text)
        return Name("·".join((*given, family)), family, "·".join(given))
    words = text.split(" ")
    if not all(_LATIN_WORD.fullmatch(word) for word in words) or re.search(f"[{_HAN}]", text):
        return Name(text)
    if text.isupper() and len(words) > 1:
        words = [_recased(word) for word in words]
    return _latin(words)


def read_names(texts: Iterable[str]) -> tuple[Name, ...]:
    """The names of a byline, each once."""
    return tuple(dict.fromkeys(read_name(text) for text in texts if text.strip()))


def read_list(text: str) -> tuple[Name, ...]:
    """Names written as a list, ``邓妍、Cindy Hao``."""
    return read_names(re.split("[、，,;；]", text))


def _latin(words: list[str]) -> Name:
    whole = " ".join(words)
    suffix = _SUFFIXES.get(words[-1].rstrip(".").lower(), "") if len(words) > 2 else ""
    if suffix:
        words = words[:-1]
    of_body = any(word.lower() in _OF_BODIES for word in words)
    if len(words) < 2 or of_body or len(words[-1].rstrip(".")) < 2 or len(words) > 6:
        return Name(whole, latin=True)
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return Name(whole, " ".join(words[start:]), " ".join(words[:start]), suffix, latin=True)


def _recased(word: str) -> str:
    if word.rstrip(".").lower() in ("ii", "iii", "iv"):
        return word
    small = re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), word)
    return re.sub(r"^Mc(\w)", lambda found: "Mc" + found[1].upper(), small)
