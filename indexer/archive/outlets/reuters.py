"""Reuters."""

from datetime import UTC

from indexer.archive.outlets.outlet import Outlet, first, last

OUTLET = Outlet(
    id="reuters",
    names=("路透社", "路透", "路透中文网", "Reuters"),
    hosts=("reuters.com",),
    zone=UTC,
    credits=(
        first(r"(?:作者|采写|撰写|记者)\s*(?P<by>[^；;（()）]{2,30}?)(?:[；;].{0,30})?$"),
        last(r"[（(]?(?:发稿|撰写|记者|采写)\s*(?P<by>[^；;（()）]{2,30}?)[；;].{0,30}$"),
        last(r".*(?:^|[（(])编译\s*(?P<translator>[^；;（()）]{2,20}?)\s*(?:[；;]|发稿|审校)[^（]{0,30}$"),
    ),
    not_text=(r"(?:欲[览浏]|参看|更多|原文|详情|请点)[^。]{0,50}here\s*[)）]?|here",),
)
