"""README's two commands on machines that have nothing but Python, make and git: ``python3 -m tests.bare --help``."""
