"""The evening news of China Central Television, as govopendata.com keeps its texts."""

from indexer.archive.outlets.outlet import Outlet

OUTLET = Outlet(
    id="cctv",
    names=("新闻联播", "新聞聯播", "中央电视台", "央视", "央視"),
    hosts=("govopendata.com", "cctv.com"),
)
