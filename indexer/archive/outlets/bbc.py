"""BBC News in Chinese."""

import re

from indexer.archive.outlets.outlet import Outlet, first

OUTLET = Outlet(
    id="bbc",
    names=("BBC中文网", "BBC中文", "BBC", "英国广播公司", "英國廣播公司"),
    hosts=("bbc.com", "bbc.co.uk"),
    section=re.compile(r"/(?:[a-z]+/)*?([a-z]+(?:-[a-z]+)*)-\d+$"),
    credits=(first(r"(?P<by>[\u4e00-\u9fff·‧]{2,16})(?:[（(][A-Za-z .'’-]{3,40}[）)])?\nBBC[^。，]{0,20}$"),),
    joined_credits=True,
    not_text=(
        r"您?的?(?:器材|设备|設備)不支持播放.{0,10}",
        r"(?:图像|图片|視頻|视频)(?:来源|版权)[，,\s]?.{1,40}",
        r"使用浏览器播视频/view video in browser|(?:跳过|结尾) \w+ 帖子.{0,8}|告知：第三方内容可能包含广告",
    ),
    caption_label=r"(?:(?:图像|图片|视频|音频)加注文字|Image caption|Media caption)[，,\s]*",
)
