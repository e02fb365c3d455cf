"""Text of archives without what a terminal obeys."""

import json
import re
from typing import Any

from indexer.controls import BIDI_CONTROLS, LINE_CONTROLS, UNESCAPED_IN_JSON

_TURNING = re.compile(f"[{BIDI_CONTROLS}]")
_CONTROLS = re.compile(f"[{LINE_CONTROLS}]")
_UNESCAPED = re.compile(f"[{UNESCAPED_IN_JSON}]")


def plain(text: str) -> str:
    """A text on one line: a space for each control, nothing for what turns text about."""
    return _CONTROLS.sub(" ", _TURNING.sub("", text))


def lines(text: str) -> str:
    """The same of a sentence that may have several lines."""
    return text if text.isprintable() else "\n".join(map(plain, text.split("\n")))


def json_text(values: Any) -> str:
    """Values that JSON has, as they are: what JSON need not escape and a terminal obeys is escaped."""
    told = json.dumps(values, ensure_ascii=False, indent=1)
    return _UNESCAPED.sub(lambda one: f"\\u{ord(one[0]):04x}", told)
