"""The one searcher: what every backend is asked for, and all that is the same whatever backend answers."""
