"""Bitter Winter."""

from indexer.archive.outlets.outlet import Outlet, first, last

OUTLET = Outlet(
    id="bitterwinter",
    names=("寒冬", "Bitter Winter"),
    hosts=("bitterwinter.org",),
    credits=(
        first(r"作者[:：]\s*(?P<by>[^\s。，（(]{2,20})(?:[（(].{1,40})?$"),
        last(r"寒冬記者\s*(?P<by>[^\s。，]{2,6})$"),
    ),
    reporters="寒冬",
)
