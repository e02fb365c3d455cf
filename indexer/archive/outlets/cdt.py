"""China Digital Times."""

from indexer.archive.outlets.outlet import Outlet, first

OUTLET = Outlet(
    id="cdt",
    names=("中国数字时代", "中國數字時代", "China Digital Times"),
    hosts=("chinadigitaltimes.net",),
    credits=(first(r"(?:作者\s*[:：]|文\s*[/／|｜])\s*(?P<by>[^\s:：（(，。]{2,12})(?:\s+来源.{0,30})?$"),),
    not_text=(
        r"Feed enhanced by .*",
        r"©.{0,30}(?:中国数字时代|China Digital Times).*",
        r"Post tags: .*",
    ),
    not_pictures=("/expression/",),
)
