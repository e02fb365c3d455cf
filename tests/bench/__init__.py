"""Benchmarks: Wenhai beside its peers. Run by ``make bench``; pytest collects nothing here."""
