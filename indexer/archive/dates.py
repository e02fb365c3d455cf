"""Dates as outlets write them, in Beijing time."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from indexer.archive.outlets import outlet_of
from indexer.article import BEIJING

_ISO = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"(?:[T\s]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:\.\d+)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_FRENCH = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})\s*-\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})")
_MAIL = re.compile(r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d")
_LEAP = re.compile(r"(\d:\d{2}):60(?!\d)")
_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date that was read: the moment in Beijing time, or None; and whether a time of day stood with it."""

    moment: datetime | None = None
    has_time: bool = False


def parse_date(text: str, source: str = "") -> Stamp:
    """The date that ``text`` begins with, as the outlet ``source`` means it. What is no date gives an empty Stamp.

    A leap second (23:59:60, RFC 3339) is taken for the one before it, so that the day stays what it was; 24:00 (ISO
    8601) is the next day's midnight.
    """
    text = _LEAP.sub(r"\1:59", text.strip())
    if _MAIL.match(text):
        try:
            return _stamp(parsedate_to_datetime(text[:40]), True)
        except (ValueError, IndexError, TypeError, OverflowError):
            return Stamp()
    found = _FRENCH.match(text) or _ISO.match(text)
    if not found:
        return Stamp()
    part = {name: value for name, value in found.groupdict().items() if value}
    zone, outlet = part.pop("zone", ""), outlet_of(source)
    at = {name: int(value) for name, value in part.items()}
    try:
        ended = at.get("hour") == 24 and not (at["minute"] or at.get("second"))
        moment = datetime(**(at | {"hour": 0} if ended else at)) + timedelta(days=ended)  # type: ignore[arg-type]  # no tzinfo
        if zone:
            moment = moment.replace(tzinfo=_offset(zone))
        elif found.re is _FRENCH:
            moment = moment.replace(tzinfo=_paris(moment))
        else:
            moment = moment.replace(tzinfo=outlet.zone if "hour" in part else BEIJING)
    except (ValueError, OverflowError):
        return Stamp()
    if outlet.midnight_is_day and (moment.hour, moment.minute) == (0, 0):
        return _stamp(moment.replace(tzinfo=BEIJING), False)
    return _stamp(moment, "hour" in part)


def from_epoch(milliseconds: int) -> datetime | None:
    """The moment of a feed's comment, in Beijing time; None where it is absurd."""
    try:
        return _stamp(datetime.fromtimestamp(milliseconds / 1000, UTC), True).moment
    except (ValueError, OverflowError, OSError):
        return None


def settle(own: Stamp, feed: datetime | None, front: datetime | None) -> datetime | None:
    """The date of an article, from its own date, its feed's and its front matter's, in that order of trust.

    A day without a time takes the feed's time if that is within a day of it: then it is the same event, told better.
    """
    near = feed or front
    same_event = near and own.moment and not own.has_time and abs((near.date() - own.moment.date()).days) <= 1
    settled = near if own.moment is None or same_event else own.moment
    return settled.replace(microsecond=0) if settled else None


def _stamp(moment: datetime, has_time: bool) -> Stamp:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        moment = moment.astimezone(BEIJING)
    except (ValueError, OverflowError):
        return Stamp()
    return Stamp(moment, has_time) if moment.year in _YEARS else Stamp()


def _offset(zone: str) -> timezone:
    if zone in "Zz":
        return UTC
    sign = -1 if zone[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:])))


def _paris(moment: datetime) -> timezone:
    """Paris time by the European rule since 1996; zoneinfo needs a database that slim systems lack."""
    summer = _last_sunday(moment.year, 3) <= moment.date() < _last_sunday(moment.year, 10)
    return timezone(timedelta(hours=2 if summer else 1))


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)
