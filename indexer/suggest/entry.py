"""What is suggested."""

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["name", "author", "phrase", "word"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""In the order in which they win where one text is several."""


@dataclass(frozen=True, slots=True)
class Entry:
    """``text`` as it is shown (布林肯, Antony Blinken); ``weight``: in how many articles, 1 or more."""

    text: str
    kind: Kind
    weight: int
