"""One analysis for index and query: fold a text, then cut it into words."""

from indexer.analysis.fold import fold
from indexer.analysis.lexicon import Lexicon, read_lexicon
from indexer.analysis.script import Script, convert, script_of
from indexer.analysis.words import HAN, Cutter, Words, analysis_stamp, cutter, whole_words

__all__ = [
    "HAN", "Cutter", "Lexicon", "Script", "Words", "analysis_stamp", "convert", "cutter", "fold", "read_lexicon",
    "script_of", "whole_words",
]  # fmt: skip
