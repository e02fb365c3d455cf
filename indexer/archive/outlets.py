"""Who the outlets are: their names, the hosts they publish on, and where their addresses name a section."""

import re

OUTLETS: dict[str, tuple[str, ...]] = {
    "nyt": ("纽约时报中文网", "纽约时报", "紐約時報中文網", "紐約時報", "The New York Times", "New York Times"),
    "reuters": ("路透社", "路透", "路透中文网", "Reuters"),
    "voa": ("美国之音", "美國之音", "Voice of America"),
    "bbc": ("BBC中文网", "BBC中文", "BBC", "英国广播公司", "英國廣播公司"),
    "rfi": ("法国国际广播电台", "法广", "法國國際廣播電台", "法廣", "Radio France Internationale"),
    "dw": ("德国之声", "德國之聲", "Deutsche Welle"),
    "rfa": ("自由亚洲电台", "自由亞洲電台", "Radio Free Asia"),
    "cdt": ("中国数字时代", "中國數字時代", "China Digital Times"),
    "cna": ("中央社", "中央通讯社", "中央通訊社", "Central News Agency"),
    "zaobao": ("联合早报", "聯合早報", "早报", "早報", "Lianhe Zaobao"),
    "epoch": ("大纪元", "大紀元", "Epoch Times", "The Epoch Times"),
    "rti": ("中央广播电台", "中央廣播電臺", "央广", "央廣", "Radio Taiwan International"),
    "ft": ("FT中文网", "FT中文網", "金融时报", "金融時報", "Financial Times"),
    "economist": ("经济学人", "經濟學人", "The Economist"),
    "solidot": ("Solidot", "奇客", "奇客资讯"),
    "wqw": ("维权网", "維權網"),
    "cctv": ("新闻联播", "新聞聯播", "中央电视台", "央视", "央視"),
    "bitterwinter": ("寒冬", "Bitter Winter"),
}
"""Short name of an outlet to the names readers know it by: the one to show first, then others in both scripts."""

_HOSTS: dict[str, str] = {
    "nytimes.com": "nyt",
    "nytchinese.com": "nyt",
    "reuters.com": "reuters",
    "voachinese.com": "voa",
    "voacantonese.com": "voa",
    "voanews.com": "voa",
    "bbc.com": "bbc",
    "bbc.co.uk": "bbc",
    "rfi.fr": "rfi",
    "dw.com": "dw",
    "rfa.org": "rfa",
    "chinadigitaltimes.net": "cdt",
    "cna.com.tw": "cna",
    "zaobao.com": "zaobao",
    "zaobao.com.sg": "zaobao",
    "epochtimes.com": "epoch",
    "rti.org.tw": "rti",
    "ftchinese.com": "ft",
    "ft.com": "ft",
    "economist.com": "economist",
    "solidot.org": "solidot",
    "wqw2010.blogspot.com": "wqw",
    "govopendata.com": "cctv",
    "cctv.com": "cctv",
    "bitterwinter.org": "bitterwinter",
}

_SECTIONS: dict[str, re.Pattern[str]] = {
    "nyt": re.compile(r"/(?:zh-hans/\d{4}/\d\d/\d\d/)?([a-z][a-z-]*)/"),
    "rfa": re.compile(r"/[a-z]+/(?:yataibaodao/)?([A-Za-z]+)/"),
    "economist": re.compile(r"/([a-z][a-z-]*)/\d{4}/"),
    "zaobao": re.compile(r"/(?:index\.php/)?[a-z]+/([a-z]+)/"),
    "cna": re.compile(r"/news/([a-z]+)/"),
    "rfi": re.compile(r"/(?:cn|tw)/(?!contenu/)([^/\d]+)/"),
    "bbc": re.compile(r"/(?:[a-z]+/)*?([a-z]+(?:-[a-z]+)*)-\d+$"),
}
"""Where an address names the section: the first group, searched in the decoded path from its beginning."""


def outlet_name(source: str) -> str:
    """The name to show for a source: ``nyt`` gives 纽约时报中文网; a source we don't know gives itself."""
    return OUTLETS[source][0] if source in OUTLETS else source


def source_of_host(host: str) -> str:
    """The outlet that publishes on ``host`` (``cn.nytimes.com`` gives ``nyt``), else the host without ``www.``."""
    labels = host.split(".")
    for start in range(len(labels) - 1):
        if source := _HOSTS.get(".".join(labels[start:])):
            return source
    return host.removeprefix("www.")


def source_of_name(name: str) -> str:
    """The outlet known by ``name`` (纽约时报 gives ``nyt``), else the name as it is."""
    wanted = name.strip().casefold()
    for source, names in OUTLETS.items():
        if wanted == source or any(wanted == known.casefold() for known in names):
            return source
    return name.strip()


def section_in_path(source: str, path: str) -> str:
    """The section that the decoded path of an address names, or nothing."""
    pattern = _SECTIONS.get(source)
    found = pattern.match(path) if pattern else None
    return found[1] if found else ""
