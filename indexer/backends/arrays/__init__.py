"""Postings, strings and stored articles as numpy arrays in files: what one segment holds, and how it is searched."""
