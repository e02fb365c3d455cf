"""Matches over time: which periods, how many in each, and where bars, lines and axes stand. Templates draw them."""

from search_app.charts.bars import Bar, Histogram, histogram
from search_app.charts.day_counts import FACET, timeline

__all__ = ["FACET", "Bar", "Histogram", "histogram", "timeline"]
