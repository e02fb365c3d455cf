"""For whoever watches: does this process live, can it answer readers, and its figures.

``/healthz`` asks no index: a restart helps where it fails. ``/readyz`` searches: where it fails, readers get no answer,
and a restart helps nothing.
"""

from flask import Blueprint, Response, abort, current_app, jsonify, request

from indexer import IndexDamaged, WenhaiError
from search_app.http.errors import without_paths
from search_app.index import current_index

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """This process lives, and has a thread to say so."""
    return _unkept(jsonify({"status": "ok"}))


@blueprint.get("/readyz")
def readyz() -> Response:
    """A search of the index comes to its end; 503 otherwise. ``problem``: it is not the one that should serve."""
    index = current_index()
    status = index.status()
    try:
        # What an index holds it knows by heart. That its files can be read, or the engine answers, an article tells.
        articles = index.search("", limit=1, sort="newest", snippets=False).total
    except WenhaiError:
        raise
    except Exception as error:  # a damaged file makes any of them
        current_app.logger.exception("A search that should always work has failed.")
        raise IndexDamaged(
            "A search of {generation} failed ({error}). Rebuild it with: wenhai reindex ARCHIVE --full",
            generation=status.generation,
            error=type(error).__name__,
        ) from error
    return _unkept(
        jsonify(
            {
                "status": "ok",
                "articles": articles,
                "generation": status.generation,
                "built": status.built.isoformat(),
                "problem": without_paths(str(status.problem)),
            }
        )
    )


@blueprint.get("/metrics")
def metrics() -> Response:
    """Figures for Prometheus where ``WENHAI_METRICS=1`` says so; otherwise there is no such address."""
    if not current_app.config["WENHAI"].metrics:
        abort(404)
    from search_app.telemetry.metrics import exposition  # the package is there: without it nothing would have started

    text, media_type = exposition(request.headers.get("Accept", ""))
    return _unkept(Response(text, content_type=media_type))


def _unkept(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
