"""Where an index is kept: ``whoosh`` on this machine, over the ``arrays`` beside it, or ``opensearch`` elsewhere."""
