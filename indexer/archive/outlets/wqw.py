"""维权网, a blog."""

from indexer.archive.outlets.outlet import Outlet

OUTLET = Outlet(
    id="wqw",
    names=("维权网", "維權網"),
    hosts=("wqw2010.blogspot.com",),
)
