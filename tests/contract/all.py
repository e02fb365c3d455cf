"""Every promise of the port. A module that imports all of this runs it on the engine that its fixtures stand for:
``places`` (gives locations of new indices), ``index`` (the small archive), ``indexed`` (a few made-up files).
"""

from tests.contract.archives import *  # noqa: F403
from tests.contract.history import *  # noqa: F403
from tests.contract.identity import *  # noqa: F403
from tests.contract.lexicon import *  # noqa: F403
from tests.contract.meaning import *  # noqa: F403
from tests.contract.neighbours import *  # noqa: F403
from tests.contract.reindexing import *  # noqa: F403
from tests.contract.searching import *  # noqa: F403
from tests.contract.watching import *  # noqa: F403
