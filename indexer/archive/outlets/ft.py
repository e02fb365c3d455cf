"""Financial Times in Chinese."""

from indexer.archive.outlets.outlet import Outlet, last

OUTLET = Outlet(
    id="ft",
    names=("FT中文网", "FT中文網", "金融时报", "金融時報", "Financial Times"),
    hosts=("ftchinese.com", "ft.com"),
    credits=(last(r"译者\s*[/／:：]\s*(?P<translator>[^/（()）]{2,12})$"),),
    is_newspaper=True,
)
