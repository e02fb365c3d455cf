"""Voice of America."""

from datetime import UTC

from indexer.archive.outlets.outlet import Outlet

OUTLET = Outlet(
    id="voa",
    names=("美国之音", "美國之音", "Voice of America"),
    hosts=("voachinese.com", "voacantonese.com", "voanews.com"),
    zone=UTC,
    not_text=(
        r"嘉宾和观众听众发表的都是个人观点，并不代表美国之音。|《[^》]{1,12}》YouTube播放列表.*",
        r"(?:《?时事大家谈》?|焦点对话)(?:节目)?每星期.{1,40}收看。",
    ),
)
