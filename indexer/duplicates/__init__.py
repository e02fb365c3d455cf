"""Versions of one text: sketches of articles, families of like sketches, and what changed between two texts."""

from indexer.duplicates.differences import Piece, difference
from indexer.duplicates.grouping import families
from indexer.duplicates.sketches import WIDTH, sketch

__all__ = ["WIDTH", "Piece", "difference", "families", "sketch"]
