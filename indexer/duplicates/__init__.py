"""Versions of one text: sketches of articles, families of like sketches, and what changed between two texts."""

from indexer.duplicates.difference import Piece, difference
from indexer.duplicates.families import families
from indexer.duplicates.sketch import WIDTH, sketch

__all__ = ["WIDTH", "Piece", "difference", "families", "sketch"]
