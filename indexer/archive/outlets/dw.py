"""Deutsche Welle."""

import re
from datetime import UTC

from indexer.archive.outlets.outlet import Outlet, last

OUTLET = Outlet(
    id="dw",
    names=("德国之声", "德國之聲", "Deutsche Welle"),
    hosts=("dw.com",),
    headline=re.compile(r"[^=&]*/a-\d+", re.DOTALL),
    zone=UTC,
    credits=(last(r"(?P<by>[^（()）。，、：]{2,40}?)\s*[（(][^（()）。]{1,40}[）)]\s*$"),),
    not_names=r"^DW\.COM$",
    not_text=(
        r"(?:摘译自其[它他]媒体，不代表德国之声观点)?\s*©?.{0,20}(?:德国之声版权声明|德國之聲版權聲明).*",
        r"德国之声致力于为您提供客观中立的新闻报[道导].*",
        r"摘[译编]自其[它他]媒体，不代表德国之声观点。?",
        r"\s*相关图集[:：].{1,60}",
        r"摘编自其他媒体的内容，不代表德国之声的立场或观点。?",
        r"\[?摘编自其[它他]媒体，不代表德国之声观点\]?",
    ),
)
