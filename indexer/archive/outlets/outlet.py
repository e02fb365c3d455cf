"""What there is to know about one outlet."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo

from indexer.article import BEIJING


@dataclass(frozen=True, slots=True)
class Credit:
    """Where an outlet names its makers: a pattern with groups ``by`` or ``translator``, matched from the beginning of
    each of the first paragraphs, or with ``at_end`` of the last."""

    pattern: re.Pattern[str]
    at_end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """An outlet: ``id`` is its short name, ``names`` are those that readers know it by, the one to show first, in both
    scripts; ``hosts`` are the domains that it publishes on, each with all below it.

    Of its addresses: ``section`` finds the section, as the first group, at the beginning of the decoded path;
    ``canonical_path`` gives, of a host and a path, the path that all copies of an article share; ``headline`` matches
    the end of an address, from the question mark on, that is a part of the path.

    Of its dates: ``zone`` is that of times that name none; with ``midnight_is_day`` midnight stands for the day alone.

    Of its makers: ``credits`` in the text; with ``joined_credits`` each of the first paragraphs is looked at together
    with the next; with ``datelines`` a place stands behind the last name with nothing between; ``reporters`` are what
    it writes before "reporter", ``not_names`` what stands in the place of a name. With ``footer`` the lines that end a
    text tell about it.

    ``not_text`` are patterns of whole paragraphs that are no text; ``caption_label`` stands before captions,
    ``title_suffix`` behind titles, ``tail`` behind paragraphs, and is none of them; ``icons`` and ``not_pictures`` are
    parts of addresses of images that are no pictures of an article. These hold for every file: an article of one
    outlet is often copied by another. All patterns are regular expressions.
    """

    id: str
    names: tuple[str, ...]
    hosts: tuple[str, ...]
    section: re.Pattern[str] | None = None
    canonical_path: Callable[[str, str], str] | None = None
    headline: re.Pattern[str] | None = None
    zone: tzinfo = BEIJING
    midnight_is_day: bool = False
    credits: tuple[Credit, ...] = ()
    joined_credits: bool = False
    datelines: bool = False
    reporters: str = ""
    not_names: str = ""
    footer: bool = False
    not_text: tuple[str, ...] = ()
    caption_label: str = ""
    title_suffix: str = ""
    tail: str = ""
    icons: tuple[str, ...] = ()
    not_pictures: tuple[str, ...] = ()
    is_newspaper: bool = False


def first(pattern: str) -> Credit:
    """A credit in one of the first paragraphs."""
    return Credit(re.compile(pattern))


def last(pattern: str) -> Credit:
    """A credit in one of the last paragraphs."""
    return Credit(re.compile(pattern, re.DOTALL), at_end=True)
