"""Three nodes of a real OpenSearch on loopback, for the tests of the engine: ``python -m tests.cluster run COMMAND``.

The standard library only, because CI starts it before there is an environment.
"""
