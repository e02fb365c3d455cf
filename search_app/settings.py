"""What the front end can be told: read in one place, and refused in a sentence before anything starts."""

import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Literal, get_args

from indexer import WenhaiError

Log = Literal["off", "requests", "personal"]


@dataclass(frozen=True)
class Settings:
    """The settings, by their names in lower case without ``WENHAI_``.

    ``index``: where the index is. ``log``: a line a request on standard error, without what was searched for and by
    whom, or with it (``personal``), or none. ``metrics``: whether /metrics gives figures for Prometheus, with the
    package of the extra ``metrics``. ``seconds`` of processor time that one request may search in. ``exports`` that a
    process sends at once.
    """

    index: str = "index_data"
    log: Log = "off"
    metrics: bool = False
    seconds: float = 2.0
    exports: int = 4


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
    )


def _log(text: str) -> Log:
    for log in get_args(Log):
        if text == log:
            return log  # type: ignore[no-any-return]
    raise WenhaiError("WENHAI_LOG is one of {names}, not {text!r}.", names=", ".join(get_args(Log)), text=text)


def _metrics(text: str) -> bool:
    if text not in ("0", "1"):
        raise WenhaiError("WENHAI_METRICS is 1, for /metrics, or 0, not {text!r}.", text=text)
    if text == "1" and find_spec("prometheus_client") is None:
        raise WenhaiError(
            "WENHAI_METRICS=1 needs the package prometheus_client. Install it with: pip install 'wenhai[metrics]'"
        )
    return text == "1"


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise WenhaiError("WENHAI_SECONDS is {text!r}; it must be a number of seconds above 0.", text=text)
    return seconds


def _exports(text: str) -> int:
    if not re.fullmatch("[1-9][0-9]{0,3}", text):
        raise WenhaiError("WENHAI_EXPORTS is a whole number from 1 to 9999, not {text!r}.", text=text)
    return int(text)
