"""The engine on Whoosh. Whoever imports it is not told what Python thinks of Whoosh 2.7.4's source: since 3.12 that is
twelve lines on stderr where nothing has compiled it, as after ``uv pip install``."""

import warnings

warnings.filterwarnings("ignore", module=r"(.*-packages.)?whoosh\b")
