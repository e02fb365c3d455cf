"""Text of archives without what a terminal obeys."""

import json
import re
from typing import Any

_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What turns text about: https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters"""
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_STEERING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """A text on one line: a space for each control, nothing for what turns text about."""
    return _CONTROLS.sub(" ", _TURNING.sub("", text))


def lines(text: str) -> str:
    """The same of a sentence that may have several lines."""
    return text if text.isprintable() else "\n".join(map(plain, text.split("\n")))


def json_text(values: Any) -> str:
    """Values that JSON has, as they are: what JSON need not escape and a terminal obeys is escaped."""
    told = json.dumps(values, ensure_ascii=False, indent=1)
    return _STEERING.sub(lambda one: f"\\u{ord(one[0]):04x}", told)
