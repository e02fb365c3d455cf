"""One analysis for index and query: fold a text, then cut it into words."""

from indexer.analysis.folding import fold
from indexer.analysis.lexicon import Lexicon, read_lexicon
from indexer.analysis.script import Script, convert, script_of
from indexer.analysis.words import HAN, Tokenizer, Words, analysis_stamp, get_tokenizer, whole_words

__all__ = [
    "HAN",
    "Lexicon",
    "Script",
    "Tokenizer",
    "Words",
    "analysis_stamp",
    "convert",
    "fold",
    "get_tokenizer",
    "read_lexicon",
    "script_of",
    "whole_words",
]  # fmt: skip
