"""Radio France Internationale."""

import re

from indexer.archive.outlets.outlet import Outlet

OUTLET = Outlet(
    id="rfi",
    names=("法国国际广播电台", "法广", "法國國際廣播電台", "法廣", "Radio France Internationale"),
    hosts=("rfi.fr",),
    section=re.compile(r"/(?:cn|tw)/(?!contenu/)([^/\d]+)/"),
    not_text=(r"Array",),
    title_suffix=r" [–-] (?:法国国际广播电台 - )?RFI",
    not_pictures=("meta_og_twcards",),
)
