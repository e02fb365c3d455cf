"""Every promise of the port, kept by the engine on OpenSearch, where there is a server."""

import pytest

from tests.backends.opensearch_fixtures import *  # noqa: F403  # isort: skip
from tests.contract.all import *  # noqa: F403


@pytest.fixture(scope="session")
def histories() -> int:
    """Each takes 20 seconds."""
    return 3
