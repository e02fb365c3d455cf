"""One analysis for index and query: fold a text, then cut it into words."""

from indexer.analysis.fold import fold
from indexer.analysis.lexicon import Lexicon, read_lexicon
from indexer.analysis.words import HAN, Cutter, Words, analysis_stamp, cutter, whole_words

__all__ = ["HAN", "Cutter", "Lexicon", "Words", "analysis_stamp", "cutter", "fold", "read_lexicon", "whole_words"]
