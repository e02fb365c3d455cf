"""What the front end can be told: read in one place, and refused in a sentence before anything starts.

No other module of ``search_app`` reads the environment. ``server`` loads this one by its path: the first process must
not import the library, or those that it starts on HUP would inherit the release that was there before.
"""

import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Literal, get_args

Log = Literal["off", "requests", "personal"]
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""By this name prometheus_client reads it from the environment, too."""
STOPPED = "WENHAI_STOPPED"


@dataclass(frozen=True)
class Settings:
    """The settings, by their names in lower case without ``WENHAI_``.

    ``index``: where the index is. ``log``: a line a request on standard error, without what was searched for and by
    whom, or with it (``personal``), or none. ``metrics``: whether /metrics gives figures for Prometheus, with the
    package of the extra ``metrics``. ``seconds`` of processor time that one request may search in. ``exports`` that a
    process sends at once. ``metrics_folder``: where all processes keep their figures; empty where there is but one.
    """

    index: str = "index_data"
    log: Log = "off"
    metrics: bool = False
    seconds: float = 2.0
    exports: int = 4
    metrics_folder: str = ""


@dataclass(frozen=True)
class ServerSettings:
    """What the first process of the server is told: whether figures are wanted, the folder for them if there is one
    already, and the sentence with which an interrupt ends it."""

    metrics: bool
    metrics_folder: str
    stopped: str


def read_settings(given: Mapping[str, Any], environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings as ``given`` under their full names (``WENHAI_LOG``), else from the environment, else as they are by
    default. Raises WenhaiError for one that means nothing, or lacks a package."""
    told = {
        name: str(value).strip()
        for name in ("INDEX", "LOG", "METRICS", "SECONDS", "EXPORTS")
        if (value := given.get(f"WENHAI_{name}", environment.get(f"WENHAI_{name}"))) not in (None, "")
    }
    return Settings(
        index=told.get("INDEX", Settings.index),
        log=_log(told.get("LOG", Settings.log)),
        metrics=_metrics(told.get("METRICS", "0")),
        seconds=_seconds(told.get("SECONDS", str(Settings.seconds))),
        exports=_exports(told.get("EXPORTS", str(Settings.exports))),
        metrics_folder=environment.get(METRICS_FOLDER, ""),
    )


def read_server_settings(environment: Mapping[str, str] = os.environ) -> ServerSettings:
    """Those of the environment, unchecked: each process that serves checks the settings itself."""
    return ServerSettings(
        metrics=environment.get("WENHAI_METRICS") == "1",
        metrics_folder=environment.get(METRICS_FOLDER, ""),
        stopped=environment.get(STOPPED, "Stopped."),
    )


def _log(text: str) -> Log:
    from indexer import WenhaiError  # not before: see above

    for log in get_args(Log):
        if text == log:
            return log  # type: ignore[no-any-return]
    raise WenhaiError("WENHAI_LOG is one of {names}, not {text!r}.", names=", ".join(get_args(Log)), text=text)


def _metrics(text: str) -> bool:
    from indexer import WenhaiError  # not before: see above

    if text not in ("0", "1"):
        raise WenhaiError("WENHAI_METRICS is 1, for /metrics, or 0, not {text!r}.", text=text)
    if text == "1" and find_spec("prometheus_client") is None:
        raise WenhaiError(
            "WENHAI_METRICS=1 needs the package prometheus_client. Install it with: pip install 'wenhai[metrics]'"
        )
    return text == "1"


def _seconds(text: str) -> float:
    from indexer import WenhaiError  # not before: see above

    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise WenhaiError("WENHAI_SECONDS is {text!r}; it must be a number of seconds above 0.", text=text)
    return seconds


def _exports(text: str) -> int:
    from indexer import WenhaiError  # not before: see above

    if not re.fullmatch("[1-9][0-9]{0,3}", text):
        raise WenhaiError("WENHAI_EXPORTS is a whole number from 1 to 9999, not {text!r}.", text=text)
    return int(text)
