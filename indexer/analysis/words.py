"""Cutting folded text into words: jieba for Han, a rule of our own for everything else."""

import hashlib
import re
import warnings
from collections.abc import Callable
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Protocol

from indexer.analysis.folding import fold_table

# jieba knows U+4E00..9FD5 and drops or joins what lies beyond; the other planes are cut character by character.
_BEYOND = r"\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_LETTER = rf"(?:(?![\u4e00-\u9fd5{_BEYOND}])[^\W_])"
_HAN = re.compile(r"[\u4e00-\u9fd5]+")
_OTHER = re.compile(rf"[{_BEYOND}]|{_LETTER}+(?:[.'&+_/\-]{_LETTER}+)*")
_RUNS = re.compile(f"{_HAN.pattern}|{_OTHER.pattern}")
_PART = re.compile(r"[^\W_]+")


HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
"""A Han character of any plane."""


def whole_words(folded: str) -> re.Pattern[str]:
    """Finds a folded text wherever it neither begins nor ends inside a Latin word."""
    return re.compile(rf"(?<![a-z0-9]){re.escape(folded)}(?![a-z0-9])")


class Tokenizer(Protocol):
    """Cuts folded text."""

    def words(self, folded: str) -> list[str]:
        """The words in their order, each character in one word: what a reader's term is made of."""

    def index_words(self, folded: str) -> list[str]:
        """The words and the words inside them (中华 and 人民 in 中华人民共和国, 10 in a-10): what is indexed. In no
        order, each as often as it stands there."""


class _RunTokenizer:
    def __init__(self, cut: Callable[[str], list[str]], cut_small: Callable[[str], list[str]]) -> None:
        self._cut, self._cut_small = cut, cut_small

    def words(self, folded: str) -> list[str]:
        return [word for run in _RUNS.findall(folded) for word in (self._cut(run) if _HAN.match(run) else (run,))]

    def index_words(self, folded: str) -> list[str]:
        # All runs in one call, a line each: a call for each of the hundred in an article took as long as the cutting.
        words = [word for word in self._cut_small("\n".join(_HAN.findall(folded))) if word != "\n"]
        for run in _OTHER.findall(folded):
            words.append(run)
            if not run.isalnum():
                words.extend(_PART.findall(run))
        return words


Words = tuple[tuple[str, int | None], ...]
"""Words beyond jieba's dictionary, folded, each with its frequency or None."""


@cache
def get_tokenizer(name: str = "", words: Words = ()) -> Tokenizer:
    """The tokenizer ``rjieba`` or ``jieba``; unnamed, the faster one that is installed. Both give the same words.

    HMM is off: it ranks no better (MRR 0.526 against 0.524 on real questions), and splits differently in
    different sentences.
    """
    if name != "jieba":
        try:
            import rjieba
        except ModuleNotFoundError:
            if name:
                raise
        else:
            fast = rjieba.Jieba() if words else rjieba  # which has made one for itself, in 0.15 s
            for word, frequency in words:
                fast.add_word(word, frequency, None)
            return _RunTokenizer(lambda text: fast.cut(text, False), lambda text: fast.cut_for_search(text, False))
    # Of its escapes, where nothing has compiled it, and of pkg_resources, where there is an old setuptools.
    warnings.filterwarnings("ignore", module=r"(.*-packages.)?jieba\b")
    import jieba

    jieba.setLogLevel(60)
    slow = jieba.Tokenizer()
    slow.tmp_dir = str(_cache_folder())
    slow.initialize()
    for word, frequency in words:
        slow.add_word(word, frequency)
    return _RunTokenizer(lambda text: slow.lcut(text, HMM=False), lambda text: slow.lcut_for_search(text, HMM=False))


def _cache_folder() -> Path:
    """Where jieba keeps its parsed dictionary. Its own choice, /tmp/jieba.cache, anyone on the machine can plant."""
    folder = Path.home() / ".cache" / "wenhai"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@cache
def analysis_stamp() -> str:
    """Changes whenever the same text could give other words: the fold table and jieba's version, as a short digest."""
    digest = hashlib.blake2b(digest_size=8)
    digest.update(repr(sorted(fold_table().items())).encode("utf-8", "surrogatepass"))
    digest.update(f"jieba {metadata.version('jieba')} {_RUNS.pattern}".encode())
    return digest.hexdigest()
