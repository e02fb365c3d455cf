"""What the reader may be typing, and what the reader may have meant."""

from indexer.suggest.builder import build
from indexer.suggest.entry import Entry, Kind
from indexer.suggest.phrases import frequent, title_phrases
from indexer.suggest.suggester import Suggester

__all__ = ["Entry", "Kind", "Suggester", "build", "frequent", "title_phrases"]
