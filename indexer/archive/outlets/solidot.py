"""Solidot."""

from indexer.archive.outlets.outlet import Outlet

OUTLET = Outlet(
    id="solidot",
    names=("Solidot", "奇客", "奇客资讯"),
    hosts=("solidot.org",),
    icons=("liilizf8uh6ym",),
)
