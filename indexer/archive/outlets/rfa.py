"""Radio Free Asia."""

import re

from indexer.archive.outlets.outlet import Outlet, last

OUTLET = Outlet(
    id="rfa",
    names=("自由亚洲电台", "自由亞洲電台", "Radio Free Asia"),
    hosts=("rfa.org",),
    section=re.compile(r"/[a-z]+/(?:yataibaodao/)?([A-Za-z]+)/"),
    credits=(
        last(
            r"[（(]?(?:自由亚洲电台)?(?:特约)?记者\s*[:：]?\s*(?P<by>[^:：。，\d]{2,24}?)\s*(?:报道|报导)?[\s。；;）)]*"
            r"(?:责编|编辑|网编).{0,50}$"
        ),
    ),
    datelines=True,
)
