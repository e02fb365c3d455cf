"""Everything that stands between the server and the views, in the order in which a request meets it.

A request passes the WSGI layers, then the hooks before the view, the view (or the handler of its error), and the hooks
after the view. ``install`` names them in this order, from the top to the bottom, whatever order Flask wants them in.
"""

from flask import Flask

from search_app import telemetry
from search_app.http import budget, caching, compression, errors, preferences, security
from search_app.settings import Settings


def install(app: Flask, settings: Settings) -> None:
    """Install all of it in an application."""
    # 1. WSGI layers, outermost first. Telemetry is around everything: it takes the time until the last byte is handed
    #    over, long after Flask is done with the request, and sees errors in Flask. The budget is around Flask.
    layers = (telemetry.layer(settings), budget.layer(settings.seconds))
    # 2. Before the view. Language and preferences are read from the request when they are first asked for. A request
    #    for what the browser has already ends here with 304.
    preferences.install(app)
    if app.config["MAX_CONTENT_LENGTH"] is None:  # Flask has the key from the beginning
        app.config["MAX_CONTENT_LENGTH"] = budget.MAX_BODY_BYTES
    before = (caching.answer_unchanged,)
    # 3. The view, or the handler of the error that it raised.
    errors.install(app)
    app.url_defaults(caching.add_version)
    # 4. After the view. Telemetry notes what only Flask knows; then the answer gets its headers; compression comes
    #    last, for ETag and Vary say whether and how it may be compressed.
    after = (
        telemetry.note_request,
        security.add_security_headers,
        caching.label,
        compression.close_original_stream,
        compression.compressor(app).after_request,
    )
    for hook in before:
        app.before_request(hook)
    for last_hook_first in reversed(after):  # Flask calls the one that was registered last first
        app.after_request(last_hook_first)
    for layer in reversed(layers):
        app.wsgi_app = layer(app.wsgi_app)  # type: ignore[method-assign]
