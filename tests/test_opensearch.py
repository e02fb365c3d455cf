"""Every promise of the port, kept by the engine on OpenSearch, where there is a server."""

from tests.opensearch_server import *  # noqa: F403  # isort: skip
from tests.engine_contract import *  # noqa: F403
