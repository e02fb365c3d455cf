"""The words and synonyms that an archive's owner adds: two plain text files beside the index."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.analysis.folding import fold
from indexer.errors import LexiconInvalid
from indexer.messages import message

WORDS, SYNONYMS = "words.txt", "synonyms.txt"
_HAN_WORD = re.compile(r"[\u4e00-\u9fd5]{2,64}")
_FREQUENCY = re.compile(r"[0-9]{0,9}|[a-zA-Z]{1,4}")
"""jieba takes a tag without a frequency, too."""
_SEPARATOR = re.compile(r"\s*[,，、=]\s*|\s{2,}|\t")
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Lexicon:
    """``words``: folded, each with its frequency for jieba or None (just enough to be cut as one); ``synonyms``: groups
    of words of one meaning, as they were written."""

    words: tuple[tuple[str, int | None], ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()


def read_lexicon(folder: Path) -> Lexicon:
    """What ``words.txt`` and ``synonyms.txt`` in a folder hold; a file that is not there holds nothing.

    ``words.txt`` has jieba's format: word, frequency and tag (not used), blanks between, the latter two optional.
    ``synonyms.txt`` has one group a line, with commas between. Lines that begin with # and empty ones do not count.
    Raises LexiconInvalid, with the numbers of the lines.
    """
    words: dict[str, int | None] = {}
    groups: list[tuple[str, ...]] = []
    wrong: list[str] = []
    for number, line in _lines(folder / WORDS):
        word, frequency = [*line.split(), ""][:2]
        if not _HAN_WORD.fullmatch(fold(word)):
            wrong.append(
                message(
                    "{file}, line {number}: {word!r} is not a word of 2 to 64 Han characters.",
                    file=WORDS, number=number, word=word,
                )
            )  # fmt: skip
        elif _FREQUENCY.fullmatch(frequency):
            words[fold(word)] = int(frequency) if frequency.isdecimal() else None
        else:
            wrong.append(
                message(
                    "{file}, line {number}: the frequency {frequency!r} is not a whole number.",
                    file=WORDS, number=number, frequency=frequency,
                )
            )  # fmt: skip
    for number, line in _lines(folder / SYNONYMS):
        group = tuple(dict.fromkeys(filter(None, _SEPARATOR.split(line))))
        if len({fold(word) for word in group}) < 2:
            wrong.append(
                message(
                    "{file}, line {number}: one word is no group; separate the words with commas.",
                    file=SYNONYMS, number=number,
                )
            )  # fmt: skip
        else:
            groups.append(group)
    if wrong:
        more = [message("And {number} more.", number=len(wrong) - _SHOWN)] if len(wrong) > _SHOWN else []
        raise LexiconInvalid(
            "{folder}: {lines} Mend the file, then run reindex again.", folder=folder, lines=[*wrong[:_SHOWN], *more]
        )
    return Lexicon(tuple(sorted(words.items())), tuple(groups))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The numbered lines of a file that say something."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return
    except UnicodeDecodeError as error:
        before = path.read_bytes()[: error.start].count(b"\n")
        raise LexiconInvalid(
            "{path}, line {number}: this is not UTF-8. Save the file as UTF-8.", path=path, number=before + 1
        ) from None
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, line.strip()
