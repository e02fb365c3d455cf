"""The Epoch Times."""

from indexer.archive.outlets.outlet import Outlet, first

OUTLET = Outlet(
    id="epoch",
    names=("大纪元", "大紀元", "Epoch Times", "The Epoch Times"),
    hosts=("epochtimes.com",),
    credits=(first(r".{0,40}?[（(]大[纪紀]元(?:特[约約])?[记記]者(?P<by>[^（()）]{2,40}?)[报報][导導道][）)]"),),
    datelines=True,
    reporters="大[纪紀]元",
    not_text=(
        r"【支持】为真相护航.*|https?://donate\.epochtimes\.com\S*",
        r"网络收看方式[:：]|大纪元(?:脸书|YouTube)直播[:：].*|新唐人大纪元《[^》]{1,12}》制作组",
    ),
    is_newspaper=True,
)
