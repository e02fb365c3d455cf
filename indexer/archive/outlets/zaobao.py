"""Lianhe Zaobao, Singapore."""

import re

from indexer.archive.outlets.outlet import Outlet, first, last

OUTLET = Outlet(
    id="zaobao",
    names=("联合早报", "聯合早報", "早报", "早報", "Lianhe Zaobao"),
    hosts=("zaobao.com", "zaobao.com.sg"),
    section=re.compile(r"/(?:index\.php/)?[a-z]+/([a-z]+)/"),
    credits=(
        first(r"(?P<by>[\u4e00-\u9fff]{2,4})\s+[\u4e00-\u9fff]{2,6}特派员$"),
        last(r"[（(]联合早报记者(?P<by>[\u4e00-\u9fff]{2,8}?)(?:即时)?报道[）)]$"),
    ),
    datelines=True,
    not_pictures=("/freemium_images/", "/error.svg"),
    is_newspaper=True,
)
