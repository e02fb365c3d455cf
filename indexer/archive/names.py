"""Names and sentences that folders and tar files share."""

import re

from indexer.archive.entry import Rejected
from indexer.archive.limits import Limits
from indexer.controls import BIDI_CONTROLS, LINE_CONTROLS
from indexer.messages import message

TEXTS = (".md", ".txt", ".html")
_UNPRINTABLE = re.compile(f"[{LINE_CONTROLS}{BIDI_CONTROLS}]")
"""What would end a line of the report, move a terminal's cursor, or turn a name about."""


def is_text(name: str) -> bool:
    """Whether a file of that name is read."""
    return name.lower().endswith(TEXTS)


def shown(name: str) -> str:
    """A file name as text that can be printed and stored; bytes that are no UTF-8, and controls, are spelled out."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return _UNPRINTABLE.sub(lambda found: ascii(found[0])[1:-1], text)


def why(error: Exception) -> str:
    """What an error of the system or of tarfile says, without a full stop."""
    return message(str(getattr(error, "strerror", None) or str(error) or type(error).__name__).rstrip("."))


def too_large(size: int, limits: Limits) -> Rejected:
    """The refusal of a file of that many bytes."""
    return Rejected("The file is too large: {size:,} bytes, {over}", size=size, over=limits.over("file"))
