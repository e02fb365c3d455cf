"""Dates as a reader types them: a year, a month, a day, a range, a bound."""

import calendar
import re
from datetime import date, timedelta

_POINT = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?")


def parse_day(text: str) -> tuple[date, date] | None:
    """First and last day of ``2021``, ``2021-03`` or ``2021-03-15``; None if it is no date."""
    point = _POINT.fullmatch(text.strip())
    if not point:
        return None
    year, month, day = (int(part) if part else None for part in point.groups())
    assert year is not None
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except (ValueError, calendar.IllegalMonthError):
        return None


def parse_dates(text: str) -> tuple[date | None, date | None] | None:
    """First and last day of ``A``, ``A..B``, ``A..``, ``..B``, ``>=A``, ``>A``, ``<=A`` or ``<A``; None if neither."""
    bound = re.fullmatch(r"(>=|<=|>|<)(.+)", text)
    if bound:
        day = parse_day(bound[2])
        return _bounded(bound[1], *day) if day else None
    first, dots, last = text.partition("..")
    if not dots:
        return parse_day(text)
    if not first and not last:
        return None
    begin = parse_day(first) if first else (None, None)
    end = parse_day(last) if last else (None, None)
    return (begin[0], end[1]) if begin and end else None


def _bounded(sign: str, first: date, last: date) -> tuple[date | None, date | None] | None:
    try:
        match sign:
            case ">=":
                return first, None
            case ">":
                return last + timedelta(days=1), None
            case "<=":
                return None, last
            case _:
                return None, first - timedelta(days=1)
    except OverflowError:
        return None
