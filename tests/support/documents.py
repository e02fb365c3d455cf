"""The documents of the project: their texts, the anchors of their headings, and where their links lead."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("deploy/*.md")])
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`]+`")


def text_of(name: str) -> str:
    """A document by its path in the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def examples_of(language: str) -> list[str]:
    """The blocks of code in a language ("" for those that name none), of all documents."""
    blocks = [block for path in DOCUMENTS for block in _BLOCK.findall(path.read_text(encoding="utf-8"))]
    return [code for name, code in blocks if name == language]


def code_of(path: Path) -> Iterator[str]:
    """What a document has as code: each line of a block, and what stands between backquotes."""
    text = path.read_text(encoding="utf-8")
    for _, code in _BLOCK.findall(text):
        yield from code.splitlines()
    yield from _CODE.findall(_FENCE.sub("", text))


def links(path: Path) -> Iterator[str]:
    """Where the links and pictures of a document lead, as written."""
    text = _CODE.sub("", _FENCE.sub("", path.read_text(encoding="utf-8")))
    yield from re.findall(r"\]\(<?([^)\s>]+)>?\)", text)


def anchors(path: Path) -> set[str]:
    """What GitHub makes of the headings: lower case, no punctuation, hyphens for blanks, a number where one recurs."""
    found: set[str] = set()
    for heading in re.findall(r"^#+ +(.+?) *#*$", _FENCE.sub("", path.read_text(encoding="utf-8")), re.MULTILINE):
        plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        number = sum(one == slug or re.fullmatch(rf"{re.escape(slug)}-\d+", one) is not None for one in found)
        found.add(f"{slug}-{number}" if number else slug)
    return found
