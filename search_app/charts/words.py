"""How periods and shares are called, in the language of the page."""

from datetime import date
from functools import lru_cache

from babel.dates import format_skeleton
from flask_babel import get_locale

from search_app.charts.periods import Period

_FULL = {"day": "yMMMd", "month": "yMMM", "year": "y"}
_SHORT = {"day": "MMMd", "month": "yMMM", "year": "y"}
_SHORTER = {"day": "d", "month": "MMM", "year": "y"}


def full_name(period: Period) -> str:
    """``2021年3月15日``, ``2021年3月``, ``2021年``."""
    return _formatted(_FULL[period.unit], period.first, _language())


def short_name(period: Period) -> str:
    """Under an axis, where something begins: ``3月15日``, ``2021年3月``, ``2021年``."""
    return _formatted(_SHORT[period.unit], period.first, _language())


def shorter_name(period: Period) -> str:
    """Under an axis, within that: ``15日``, ``3月``, ``2021年``."""
    return _formatted(_SHORTER[period.unit], period.first, _language())


def year_name(period: Period) -> str:
    """The year that it lies in."""
    return _formatted("y", period.first, _language())


def per_cent(share: float | None) -> str:
    """A share with two figures that count: ``37%``, ``4.5%``, ``0.32%``; nothing for a share of nothing."""
    if share is None:
        return ""
    if share == 0:
        return "0%"
    if share < 0.0001:
        return "<0.01%"
    return f"{share:.0%}" if share >= 0.0995 else f"{share:.1%}" if share >= 0.00995 else f"{share:.2%}"


def _language() -> str:
    return str(get_locale() or "zh_Hans")


# Babel takes 10 microseconds for each, and a page names 250 periods, mostly those of the page before.
@lru_cache(maxsize=8192)
def _formatted(skeleton: str, day: date, language: str) -> str:
    return str(format_skeleton(skeleton, day, locale=language))
