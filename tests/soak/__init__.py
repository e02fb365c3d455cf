"""Harnesses that try to break it, each a program with figures in its last line. ``make soak`` runs their long forms."""
