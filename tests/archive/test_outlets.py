"""indexer.archive reads the layouts of every outlet and era, with made-up text."""

from datetime import datetime

import pytest

from indexer.archive import OUTLETS, outlet_name
from indexer.article import id_of, identity_of
from tests.factories import NYT, PROMO, STAMP, article, beijing


class TestTheNewYorkTimes:
    def test_2021_and_later(self) -> None:
        found = article(
            '<address>JANE ROE, 林小河</address><time pudate="2024-05-02 09:13:52" datetime="2024-05-02 09:13:52">'
            '2024年5月2日</time><figure><img src="https://images.weserv.nl/?url=static01.nyt.com/a/lamp.jpg">'
            "<figcaption>河边的灯。 <cite>Ann Lee</cite></figcaption></figure>"
            '<section><p>灯亮了。<a href="/china/20240501/boats/">船</a>也来了。</p>'
            '<p><img src="https://x.org/2.jpg"><small>第二张图。</small></p><p>夜深了。</p></section>'
            "<footer><p>Tom Poe和Ada Kay对本文有研究贡献。</p><p>林小河(Lin Xiaohe)常驻河边。"
            '<a href="https://www.nytimes.com/by/lin">点击查看更多关于她的信息。</a></p><p>本文最初发表于2024年5月1日。</p>'
            '<p>翻译：王大海</p><p><a href="https://www.nytimes.com/2024/05/01/lamp.html">点击查看本文英文版。</a></p>'
            "</footer>" + PROMO
        )
        assert found.title == "灯河两岸"
        assert found.body == "灯亮了。船也来了。\n夜深了。"
        assert found.byline == ("JANE ROE", "林小河")
        assert found.date == beijing(2024, 5, 2, 9, 13, 52)
        assert (found.source, found.section) == ("nyt", "world")
        assert found.captions == ("河边的灯。 Ann Lee", "第二张图。")
        assert found.translator == "王大海"
        assert found.contributors == ("Tom Poe", "Ada Kay")
        assert found.bios == ("林小河(Lin Xiaohe)常驻河边。",)
        assert found.original_url == "https://www.nytimes.com/2024/05/01/lamp.html"
        assert found.links == ("https://cn.nytimes.com/china/20240501/boats/",)
        assert found.lead_picture == "https://static01.nyt.com/a/lamp.jpg"
        assert found.path == "any/1048000.md"
        assert found.id == id_of(identity_of(NYT, "", ""))

    def test_2020(self) -> None:
        found = article(
            "<div><i>JANE ROE,JANE ROE<br>2020-10-14 11:39:37</i></div>"
            '<img src="https://images.weserv.nl?url=static01.nyt.com/b.jpg" width="100%">'
            '<div><small style="color: #999;">桥上的人。</small></div><p>桥修好了。</p><p>人们走过去。</p>'
            "<p>Tom Poe自南港对本文有报道贡献。<br/>Jane Roe是河流记者。<br/>翻译：晨钟<br/>"
            '<a href="https://www.nytimes.com/2020/10/13/bridge.html">点击查看本文英文版。</a></p>' + PROMO
        )
        assert found.body == "桥修好了。\n人们走过去。"
        assert found.byline == ("JANE ROE",)
        assert found.date == beijing(2020, 10, 14, 11, 39, 37)
        assert found.captions == ("桥上的人。",)
        assert (found.translator, found.contributors) == ("晨钟", ("Tom Poe",))
        assert found.bios == ("Jane Roe是河流记者。",)
        assert found.original_url.endswith("/bridge.html")
        assert found.lead_picture == "https://static01.nyt.com/b.jpg"

    def test_raw_page_markup(self) -> None:
        found = article(
            '<section name="articleBody"><figure aria-label="media">Image<picture><source srcSet="x"/>'
            '<img src="https://x.org/1.jpg"></picture><figcaption>山谷。</figcaption></figure><p>谷里有风。</p>'
            '<aside aria-label="companion column"></aside></section>',
            url="https://www.nytimes.com/zh-hans/2021/05/30/world/asia/valley.html",
        )
        assert (found.body, found.captions, found.section) == ("谷里有风。", ("山谷。",), "world")

    def test_the_writers_bio_at_the_end(self) -> None:
        found = article("<div><i>林小河<br>2020-10-14 11:39:37</i></div><p>桥修好了。</p><p>林小河是河流学者。</p>")
        assert (found.body, found.bios) == ("桥修好了。", ("林小河是河流学者。",))

    def test_morning_brief_promo_is_no_text(self) -> None:
        found = article("<p>要闻一则。</p><p><i>感谢阅读今天的简报</i><i>，新读者请点击此处订阅。</i></p>")
        assert found.body == "要闻一则。"


OUTLET_CASES = [
    pytest.param(
        "https://www.dw.com/zh/a/a-1",
        "<div><i>null 林小河（综合报道）<br>2021-01-14T10:21:11.937Z</i></div><p>（某台）雪停了。</p>"
        "<p><em>©2021年德国之声版权声明：本文所有内容受到保护。</em></p>",
        ("（某台）雪停了。", ("林小河",), beijing(2021, 1, 14, 18, 21, 11)),
        id="dw",
    ),
    pytest.param(
        "https://www.dw.com/zh/b/a-2",
        "<div><i><br>2020-11-10T10:19:11.690Z</i></div><p>路通了。</p><p>林小河/王大海(某社)</p>",
        ("路通了。\n林小河/王大海(某社)", ("林小河", "王大海"), beijing(2020, 11, 10, 18, 19, 11)),
        id="dw-end",
    ),
    pytest.param(
        "https://cn.reuters.com/article/idX1",
        '<div><i>2020-07-28T03:29:24</i></div><div class="StandardArticleBody_body"><p>某地7月28日 - 价平。(完)</p>'
        "<div><p>编译 林小河；审校 王大海</p></div>"
        '<div class="StandardArticleBody_trustBadgeContainer">标准</div></div>',
        ("某地7月28日 - 价平。\n编译 林小河；审校 王大海", (), beijing(2020, 7, 28, 11, 29, 24)),
        id="reuters",
    ),
    pytest.param(
        "https://www.voachinese.com/a/x/1.html",
        "<div><i>Fri, 07 Aug 2020 07:58:55 GMT</i></div><p>风大。</p><video src='a.mp4'>不能播放</video>",
        ("风大。", (), beijing(2020, 8, 7, 15, 58, 55)),
        id="voa",
    ),
    pytest.param(
        "http://www.rfi.fr//cn/%E4%B8%AD%E5%9B%BD/20210317-x",
        "<div>17/03/2021 - 10:44</div><p><strong>   花开了。  </strong></p><div class='t-content__body'><p>春天。</p>"
        "<div class='o-self-promo o-self-promo--nl'>订阅</div><p class='t-copyright'>版权</p></div>",
        ("花开了。\n春天。", (), beijing(2021, 3, 17, 17, 44)),
        id="rfi-winter",
    ),
    pytest.param(
        "http://www.rfi.fr/cn/x/20210717-x",
        "<div>17/07/2021 - 10:44</div>Array<p>夏天。</p>",
        ("夏天。", (), beijing(2021, 7, 17, 16, 44)),
        id="rfi-summer",
    ),
    pytest.param(
        "https://www.cna.com.tw/news/afe/1.aspx",
        '<div></div><div class="paragraph"><p>（中央社記者林小河、王大海新竹縣24日電）雨停了。</p>'
        "<div class='paragraph moreArticle'><div>延伸閱讀</div><a href='https://x.org'>別的</a></div></div>"
        '<div class="paragraph bottomArticleBanner show"><div class="pcBox adslot_infinite"></div></div>',
        ("（中央社記者林小河、王大海新竹縣24日電）雨停了。", ("林小河", "王大海"), beijing(2024, 5, 2, 5, 46, 40)),
        id="cna",
    ),
    pytest.param(
        "https://www.epochtimes.com/gb/21/1/19/n1.htm",
        "<p>【大纪元2021年01月19日讯】（大纪元记者林小河台湾台北综合报导）田熟了。</p>",
        (
            "【大纪元2021年01月19日讯】（大纪元记者林小河台湾台北综合报导）田熟了。",
            ("林小河",),
            beijing(2024, 5, 2, 5, 46, 40),
        ),
        id="epoch",
    ),
    pytest.param(
        "https://www.rfa.org/mandarin/yataibaodao/huanjing/x-1.html",
        "<p></p><p>河清了，鱼也回来了，岸上的人都很高兴。</p>"
        "<ul><li><a href='/a'>别的一</a></li><li><a href='/b'>别的二</a></li></ul>"
        "<p><figure class='image-richtext image-inline captioned'><img src='/p.jpg'><figcaption class='image-caption'>"
        "鱼。</figcaption><div id='zoomattribute'><a href='/p.jpg'>大图</a></div></figure></p>"
        "<p>记者：林小河  责编：王大海   网编：晨钟</p>",
        (
            "河清了，鱼也回来了，岸上的人都很高兴。\n记者：林小河 责编：王大海 网编：晨钟",
            ("林小河",),
            beijing(2024, 5, 2, 5, 46, 40),
        ),
        id="rfa",
    ),
    pytest.param(
        "http://www.bbc.com/zhongwen/simp/world-1",
        '<h1 id="content" class="x-VisuallyHiddenText">灯河两岸</h1><strong aria-hidden="true">灯河两岸</strong>'
        '<time datetime="2024-05-02">12 分钟前</time><figure><div><img src="https://x.org/1.jpg"><p role="text">'
        "<span>图像来源，</span>Someone</p></div><figcaption><span>图像加注文字，</span><p>岸。</p></figcaption></figure>"
        "<p>林小河</p><p>BBC中文记者</p><p>潮起。</p>",
        ("林小河\nBBC中文记者\n潮起。", ("林小河",), beijing(2024, 5, 2, 5, 46, 40)),
        id="bbc",
    ),
    pytest.param(
        "https://www.economist.com/asia/2024/05/04/lamps",
        '<aside><div><time dateTime="2024-05-04T00:00:00Z">May 4th 2024</time><p data-test-id="Dateline">SOMEWHERE</p>'
        "</div></aside><p><span>T</span><small>HE LAMPS</small> are lit. <span>■</span></p>",
        ("THE LAMPS are lit.", (), beijing(2024, 5, 4)),
        id="economist",
    ),
    pytest.param(
        "https://cn.ft.com/story/001?full=y",
        '<div class="story-lead">林：光会来。</div><div id="story-body-container"><p>光来了。</p>'
        '<div class="o-ads in-article-advert">广告</div><p>译者/晨钟</p></div>',
        ("林：光会来。\n光来了。\n译者/晨钟", (), beijing(2024, 5, 2, 5, 46, 40)),
        id="ft",
    ),
    pytest.param(
        "https://www.rti.org.tw/news/view/id/1",
        '<img src="https://x.org/1.jpg" title="圖"><br>山高。<br>水長...<a href="https://www.rti.org.tw/news/view/id/1">...more</a>',
        ("山高。\n水長...", (), beijing(2024, 5, 2, 5, 46, 40)),
        id="rti",
    ),
    pytest.param(
        "https://zh.bitterwinter.org/x/",
        "<h2>導語。</h2><p>正文。</p><p>寒冬記者  林小河</p><section class='widget widget_media_image'>捐</section>"
        "<p>The post <a href='x'>某文</a> first appeared on <a href='y'>Bitter Winter</a>.</p>",
        ("導語。\n正文。\n寒冬記者 林小河", ("林小河",), beijing(2024, 5, 2, 5, 46, 40)),
        id="bitterwinter",
    ),
    pytest.param(
        "https://cn.govopendata.com/xinwenlianbo/20210301/",
        "<li><a href='#1'>第一条</a></li><li><a href='#2'>第二条</a></li>",
        ("第一条\n第二条", (), beijing(2024, 5, 2, 5, 46, 40)),
        id="cctv-links-are-its-text",
    ),
    pytest.param(
        "https://www.zaobao.com/realtime/china/story1",
        "<p>市平。</p><section id='imu'><div>广告</div></section><div id='innity-in-post'>广告</div><p>港静。<br> </p>",
        ("市平。\n港静。", (), beijing(2024, 5, 2, 5, 46, 40)),
        id="zaobao",
    ),
]


@pytest.mark.parametrize(("url", "markup", "wanted"), OUTLET_CASES)
def test_outlets(url: str, markup: str, wanted: tuple[str, tuple[str, ...], datetime]) -> None:
    found = article(markup, url)
    assert (found.body, found.byline, found.date) == wanted


def test_sections_and_sources() -> None:
    cases = {
        NYT: ("nyt", "world"),
        "https://www.rfa.org/mandarin/yataibaodao/huanjing/x-1.html": ("rfa", "huanjing"),
        "http://www.rfi.fr//cn/%E4%B8%AD%E5%9B%BD/2021-x": ("rfi", "中国"),
        "https://www.zaobao.com/realtime/china/story1": ("zaobao", "china"),
        "https://www.cna.com.tw/news/acn/1.aspx": ("cna", "acn"),
        "http://www.bbc.com/zhongwen/simp/chinese-news-1": ("bbc", "chinese-news"),
        "https://www.economist.com/asia/2024/05/04/lamps": ("economist", "asia"),
        "https://www.solidot.org/story?sid=67223": ("solidot", ""),
        "https://www.unknown.example/1/": ("unknown.example", ""),
    }
    for url, wanted in cases.items():
        found = article("<p>字。</p>", url)
        assert (found.source, found.section) == wanted, url
    assert article("<p>字。</p>", "https://www.rti.org.tw/news/view/id/1", "[國際] 山水").section == "國際"
    assert article("<p>字。</p>", title="[World] 山水").title == "山水"
    assert article("<p>字。</p>", title="【新知】山水").title == "【新知】山水"


def test_outlet_names() -> None:
    assert outlet_name("nyt") == "纽约时报中文网" == OUTLETS["nyt"][0]
    assert outlet_name("example.org") == "example.org"


@pytest.mark.parametrize(
    ("own", "stamp", "wanted"),
    [
        ("2024-05-02", STAMP, beijing(2024, 5, 2, 5, 46, 40)),
        ("2024-05-03", STAMP, beijing(2024, 5, 2, 5, 46, 40)),
        ("2024-04-20", STAMP, beijing(2024, 4, 20)),
        ("2024-04-20", None, beijing(2024, 4, 20)),
        ("2016-12-31T23:59:60Z", None, beijing(2017, 1, 1, 7, 59, 59)),
        ("Sat, 31 Dec 2016 23:59:60 +0000", None, beijing(2017, 1, 1, 7, 59, 59)),
        ("2024-04-20 23:59:60", None, beijing(2024, 4, 20, 23, 59, 59)),
        ("2024-04-20 24:00:00", None, beijing(2024, 4, 21)),
        ("2024-04-20 24:30", None, None),
        ("0007-99-99", STAMP, beijing(2024, 5, 2, 5, 46, 40)),
        ("1234-01-01", None, None),
        ("Thu, 12 Oct 2023 12:29:06 +44444444444444444444", STAMP, beijing(2024, 5, 2, 5, 46, 40)),
        ("Fri, 31 Dec 9999 23:59:59 -0000", None, None),
        ("", 99999999999999999999, None),
    ],
)
def test_dates(own: str, stamp: int | None, wanted: datetime | None) -> None:
    assert article(f"<time datetime='{own}'>x</time><p>字。</p>", stamp=stamp).date == wanted
