"""The New York Times in Chinese."""

import re

from indexer.archive.outlets.outlet import Outlet


def _canonical_path(host: str, path: str) -> str:
    """The path of the plain page in Simplified characters; on www. the English original keeps its own."""
    if host == "cn.nytimes.com":
        return re.sub(r"(?:/(?:zh-hant|dual))+(?=/|$)", "", path)
    if host.endswith("nytimes.com"):
        return re.sub(r"^/zh-hant(?=/|$)", "/zh-hans", path)
    return path


OUTLET = Outlet(
    id="nyt",
    names=("纽约时报中文网", "纽约时报", "紐約時報中文網", "紐約時報", "The New York Times", "New York Times"),
    hosts=("nytimes.com", "nytchinese.com"),
    section=re.compile(r"/(?:zh-hans/\d{4}/\d\d/\d\d/)?([a-z][a-z-]*)/"),
    canonical_path=_canonical_path,
    footer=True,
    not_text=(
        r"感[谢謝][阅閱][读讀](?:今天的[简簡][报報]|本期).*",
        r"[（(【][欢歡]迎[点點][击擊]此[处處][订訂][阅閱][^（()）【】]*[)）】]",
    ),
    is_newspaper=True,
)
