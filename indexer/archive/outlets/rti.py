"""Radio Taiwan International."""

from indexer.archive.outlets.outlet import Outlet

OUTLET = Outlet(
    id="rti",
    names=("中央广播电台", "中央廣播電臺", "央广", "央廣", "Radio Taiwan International"),
    hosts=("rti.org.tw",),
    tail=r"\.\.\.more",
)
