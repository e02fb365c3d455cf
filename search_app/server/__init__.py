"""How ``wenhai serve`` serves the application: with gunicorn, or with Flask's own server for developers.

Nothing here imports the rest of ``search_app`` or ``indexer``: the first process must not know them, or the processes
that it starts on HUP would inherit the release that was there before.
"""
