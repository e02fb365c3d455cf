"""Characters: bytes to text, and text that every index and every JSON writer can take."""

import codecs
import re

from indexer.archive.entry import Rejected

_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u2060\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Controls, invisible marks that would part two characters of a word, and halves of surrogate pairs."""
_SUSPECT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff]")
_MAGIC = (b"\x89PNG", b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"\xff\xd8\xff", b"GIF8", b"\xfd7zXZ", b"BZh", b"RIFF")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, with whose mark it begins
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def clean(text: str) -> str:
    """The text without characters that no reader sees and no index may hold."""
    return _UNWANTED.sub("", text) if _UNWANTED.search(text) else text


def squeeze(text: str) -> str:
    """One line of clean text: every run of white space, non-breaking and ideographic too, is one plain space."""
    return " ".join(clean(text).split())


def decode(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 or UTF-32 with its mark, else GB18030. Raises Rejected for what is no text."""
    if not data.strip():
        raise Rejected("The file is empty.")
    if data.startswith(_MAGIC):
        raise Rejected("The file is binary, not text.")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _whole(data[len(mark) :], encoding)
    if b"\0" in data:
        raise Rejected("The file is binary, not text.")
    try:
        return _strict(data, "utf-8")
    except UnicodeDecodeError:
        text = _whole(data, "gb18030")
    # A photograph that happens to be valid GB18030 is full of these; Chinese of any era is not.
    if len(_SUSPECT.findall(text)) * 50 > len(text):
        raise Rejected("The file is binary, not text.")
    return text


def _whole(data: bytes, encoding: str) -> str:
    try:
        text = _strict(data, encoding)
    except UnicodeDecodeError:
        raise Rejected("The file is neither UTF-8, UTF-16 nor GB18030 text.") from None
    if not text.strip():
        raise Rejected("The file is empty.")
    return text


def _strict(data: bytes, encoding: str) -> str:
    """Decoded text; a last character that was cut in half is dropped, any other fault raises UnicodeDecodeError."""
    return codecs.getincrementaldecoder(encoding)().decode(data)
