"""Central News Agency, Taiwan."""

import re

from indexer.archive.outlets.outlet import Outlet, first, last

OUTLET = Outlet(
    id="cna",
    names=("中央社", "中央通讯社", "中央通訊社", "Central News Agency"),
    hosts=("cna.com.tw",),
    section=re.compile(r"/news/([a-z]+)/"),
    credits=(
        first(r"[（(]中央社記者(?P<by>[^（()）\d]{2,40}?)\d{1,2}日[^（()）]{0,6}電[）)]"),
        first(r"文[：:](?P<by>[^\s，。]{2,10})$"),
        last(r".*[（(]譯者[:：](?P<translator>[^（()）/]{2,20})[/）)]"),
    ),
    datelines=True,
    not_text=(
        r"Infogram|[关關][闭閉]|看更多|Embed from Getty Images|武漢肺炎蔓延 圖解疫情一次看.*",
        r"歡迎訂閱中央社.*電子報.*|若有任何建議請來信告訴我們.*|.{0,12}發送電子報！快來訂閱.*",
        r"A post shared by .*|.{0,30}分享的貼文|在 Instagram 查看這則貼文|View this post on Instagram",
        r"武漢肺炎蔓延圖解疫情一次看.{0,5}|[＊*\s]+採用本社稿件務經授權.*",
    ),
)
