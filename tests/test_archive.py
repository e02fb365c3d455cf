"""indexer.archive through its public functions: every era's layout with made-up text, addresses, damaged files."""

import gzip
import io
import json
import os
import random
import re
import tarfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.archive import (
    OUTLETS,
    Entry,
    Limits,
    Rejected,
    Rejection,
    canonical_url,
    identify,
    outlet_name,
    parse,
    read_archive,
    walk,
)
from indexer.article import BEIJING, Article, article_id
from indexer.errors import ArchiveMissing

LIMIT = Limits().file
PROMO = '<br><hr><div>获取更多RSS：<br><a href="https://feedx.net">https://feedx.net</a> <br></div>'
NYT = "https://cn.nytimes.com/world/20240502/lantern-river/"
STAMP = 1714600000000  # 2024-05-02 05:46:40 in Beijing


def page(markup: str, url: str = NYT, title: str = "灯河两岸", stamp: int | None = STAMP) -> bytes:
    """A file of the usual layout."""
    comment = "" if stamp is None else f"<!--{stamp}-->\n"
    return f"{comment}[{title}]({url})\n------\n\n{markup}".encode()


def article(markup: str, url: str = NYT, title: str = "灯河两岸", stamp: int | None = STAMP) -> Article:
    """The article in such a file."""
    return parse(page(markup, url, title, stamp), "any/1048000.md")


def beijing(*parts: int) -> datetime:
    """A moment in Beijing time."""
    return datetime(*parts, tzinfo=BEIJING)  # type: ignore[misc, arg-type]


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
        assert found.id == article_id(NYT)

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
        ("0007-99-99", STAMP, beijing(2024, 5, 2, 5, 46, 40)),
        ("1234-01-01", None, None),
        ("Thu, 12 Oct 2023 12:29:06 +44444444444444444444", STAMP, beijing(2024, 5, 2, 5, 46, 40)),
        ("Fri, 31 Dec 9999 23:59:59 -0000", None, None),
        ("", 99999999999999999999, None),
    ],
)
def test_dates(own: str, stamp: int | None, wanted: datetime | None) -> None:
    assert article(f"<time datetime='{own}'>x</time><p>字。</p>", stamp=stamp).date == wanted


class TestHeader:
    def test_front_matter_and_comment(self) -> None:
        front = '---\nlayout: post\ntitle: "旧题"\ndate: 2021-02-25T15:53:58.000Z\nauthor: 德国之声\nfrom: https://x.org/1\n---\n'
        found = parse(front.encode() + page("<div>\n<p>字。</p>\n</div>"), "posts/2021-02-25-旧题.md")
        assert (found.title, found.url, found.byline) == ("灯河两岸", NYT, ())
        bare = parse((front + "\n<article><h1>旧题</h1><p>字。</p></article>").encode(), "posts/x.md")
        assert (bare.title, bare.url, bare.body) == ("旧题", "https://x.org/1", "字。")
        assert bare.date == beijing(2021, 2, 25, 23, 53, 58)

    def test_front_matter_only_is_indexed_with_its_title(self) -> None:
        found = parse('---\ntitle: "无文"\nauthor: 德国之声\n---\n'.encode(), "posts/a.md")
        assert (found.title, found.body, found.source) == ("无文", "", "dw")

    def test_title_and_address_may_hold_brackets(self) -> None:
        url = "https://x.org/a_(b)/c d/%E5%AD%97"
        found = article("<p>字。</p>", url, "一[二](三)&amp; “四”  ]")
        assert found.title == "一[二](三)& “四” ]"
        assert found.url == "https://x.org/a_(b)/c%20d/%E5%AD%97"

    def test_a_web_page_of_its_own(self) -> None:
        text = (
            "<html><head><title>自页</title><link rel='canonical' href='http://X.org/p?utm=1'></head><body><p>字。</p>"
        )
        found = parse(text.encode(), "web/a.html")
        assert (found.title, found.url, found.body, found.source) == ("自页", "https://x.org/p", "字。", "x.org")

    def test_title_from_file_name(self) -> None:
        found = parse("<p>字。</p>".encode(), "nyt/1048000_河_灯.md")
        assert (found.title, found.url, found.source) == ("河 灯", "", "nyt")
        assert found.id == article_id("nyt/1048000_河_灯.md")


class TestMarkup:
    def test_paragraphs(self) -> None:
        found = article(
            "散文<br>次行<p>甲　乙\xa0\n 丙</p><ul><li>一</li><li>二</li></ul><h3>题</h3><blockquote>引</blockquote>"
            "<table><tr><td>左</td><td>右</td></tr></table><p>字<b>里</b>行</p>"
        )
        assert found.body.split("\n") == ["散文", "次行", "甲 乙 丙", "一", "二", "题", "引", "左 右", "字里行"]

    def test_what_nobody_sees(self) -> None:
        found = article(
            "<script>s</script><style>c</style><svg><text>v</text></svg><noscript>n</noscript><p hidden>h</p>"
            "<div style='display: none'>d</div><iframe>i</iframe><form><input value=x>f</form><!-- c --><p>见。</p>"
        )
        assert found.body == "见。"

    def test_captions_once_and_not_in_the_text(self) -> None:
        found = article(
            '<div class="figure-media"><img data-src="/big.jpg" src="data:x"></div><figcaption>图说。</figcaption>'
            '<div class="image-caption">图说。</div><p>图说。</p><p>字。</p>'
        )
        assert (found.captions, found.body) == (("图说。",), "字。")
        assert found.lead_picture == "https://cn.nytimes.com/big.jpg"

    def test_links(self) -> None:
        found = article(
            "<p>见<a href='https://a.org/1?x=y'>甲</a>、<a href='/b'>乙</a>、<a href='https://a.org/1?x=y'>甲</a>、"
            "<a href='javascript:x()'>丙</a><a href='#d'>丁</a><a href='http://[bad'>戊</a></p>"
        )
        assert found.links == ("https://a.org/1?x=y", "https://cn.nytimes.com/b")

    def test_truncated(self) -> None:
        assert article("<section><p>前半").body == "前半"
        assert article('<p>字</p><a href="http').body == "字"

    def test_depth(self) -> None:
        assert article("<div>" * 1_900 + "底").body == "底"
        with pytest.raises(Rejected, match="nested too deeply, over the limit nesting="):
            article("<div>" * 10_000 + "底")

    def test_too_many_tags(self) -> None:
        with pytest.raises(Rejected, match="tags"):
            article("<b>" * 250_000)

    def test_controls_and_surrogates_do_not_survive(self) -> None:
        found = article("<p>甲&#0;&#1;&#xD800;\x08\u200b乙\u2028丙</p>", title="题\x07&#xDFFF;目")
        assert found.title.replace("\ufffd", "") == "题目"
        assert found.body.replace("\ufffd", "") == "甲乙 丙"


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        (NYT, NYT),
        ("http://cn.nytimes.com/world/20240502/lantern-river/zh-hant/", NYT),
        ("https://cn.nytimes.com/world/20240502/lantern-river/dual/?x=1#top", NYT),
        ("https://cn.nytimes.com/zh-hant/world/20240502/lantern-river/", NYT),
        ("https://www.nytimes.com/zh-hant/2021/05/30/a.html", "https://www.nytimes.com/zh-hans/2021/05/30/a.html"),
        ("https://www.nytimes.com/2021/05/30/a.html", "https://www.nytimes.com/2021/05/30/a.html"),
        ("https://www.solidot.org/story?sid=67223", "https://www.solidot.org/story?sid=67223"),
        ("https://cn.ft.com/story/001088679?full=y", "https://cn.ft.com/story/001088679"),
        ("HTTP://WWW.RFI.fr//cn/A/x", "https://www.rfi.fr/cn/A/x"),
        ("https://www.dw.com/zh/x?/a-1", "https://www.dw.com/zh/x%3F/a-1"),
        ("https://www.dw.com/zh/#x/a-1", "https://www.dw.com/zh/%23x/a-1"),
        ("https://www.dw.com/zh/x/a-1?maca=rss", "https://www.dw.com/zh/x/a-1"),
        ("//x.org:443/a b", "https://x.org/a%20b"),
        ("https://x.org/%E5%AD%97", "https://x.org/%E5%AD%97"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("ftp://x.org/", ""),
        ("https:///a", ""),
        ("", ""),
    ],
)
def test_canonical_url(url: str, wanted: str) -> None:
    assert canonical_url(url) == wanted
    assert canonical_url(wanted) == wanted


URLISH = st.text(
    alphabet=st.sampled_from("https:/?#&=.nytimescom[]()@%20\\ \u3000\t字\ud800\x00-zh-hantdual"), max_size=60
)


@given(st.one_of(st.text(), URLISH, URLISH.map(lambda tail: "https://cn.nytimes.com/" + tail)))
def test_canonical_url_is_stable(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once
    once.encode()


def assert_storable(found: Article) -> None:
    """Every word of an article can be written as UTF-8, and holds no control but the newline between paragraphs."""
    words = [found.title, found.body, *found.byline, *found.captions, *found.links, *found.bios, found.url]
    words += [found.source, found.section, found.translator, found.lead_picture, found.original_url]
    json.dumps(words, ensure_ascii=False).encode()
    assert not any(ord(sign) < 32 and sign != "\n" for word in words for sign in word)
    assert "\n" not in found.title and "\n\n" not in found.body


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"<!--1-->\n[t](https://cn.nytimes.com/a/)\n---\n\n"]))
def test_any_bytes_are_an_article_or_rejected(data: bytes, start: bytes) -> None:
    try:
        found = parse(start + data, "a/1.md")
    except Rejected as error:
        assert error.reason.endswith(".")
        return
    assert_storable(found)
    assert identify(start + data, "a/1.md").key == found.id


PIECES = st.sampled_from(
    re.findall(
        r"[^~]+",
        "<p>~</p>~<div>~<br>~<ul>~<li>~<a href='/x'>~</a>~<figure>~<figcaption>~<small>~<img src=x>~<i>~<address>~"
        "<footer>~"
        "<time datetime='2020-01-01'>~字~词。~翻译：甲~点击查看本文英文版~&#0;~&#xD800;~](~[~)~---~title: ~<!--~-->~"
        "<![CDATA[~<?xml~\n~<h1>~<td>~</section>~获取更多RSS~<small style='color: #999;'>~\u3000~\x0b",
    )
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_markup_is_an_article_or_rejected(markup: str) -> None:
    assert_storable(article(markup))
    try:
        assert_storable(parse(markup.encode(), "a/b.md"))
    except Rejected as error:
        assert error.reason


class TestBytes:
    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
    def test_encodings(self, encoding: str) -> None:
        text = page("<p>河上有灯，岸上有人。</p>").decode()
        found = parse(text.encode(encoding), "a/1.md")
        assert (found.title, found.body, found.url) == ("灯河两岸", "河上有灯，岸上有人。", NYT)

    def test_cut_inside_the_last_character(self) -> None:
        assert parse(page("<p>河上")[:-1], "a/1.md").body == "河"

    @pytest.mark.parametrize(
        ("data", "word"),
        [
            (b"", "empty"),
            (b" \n\t", "empty"),
            (b"\xef\xbb\xbf ", "empty"),
            (b"\x89PNG\r\n", "binary"),
            (b"%PDF-1.4", "binary"),
            (b"abc\0def", "binary"),
            (b"\xff\xff\xff\xff", "neither"),
            (b"x" * (LIMIT + 1), "large"),
            (b"<p></p>", "neither a title nor text"),
        ],
    )
    def test_rejections_say_why(self, data: bytes, word: str) -> None:
        with pytest.raises(Rejected) as caught:
            parse(data, "a/1.md")
        assert word in caught.value.reason


class TestIdentity:
    def test_newer_is_greater(self) -> None:
        old = identify(page("x", stamp=STAMP), "a")
        new = identify(page("y", url=NYT + "dual/", stamp=STAMP + 1), "b")
        front = identify(f"---\ndate: 2020-01-01\nfrom: {NYT}\n---\n".encode(), "c")
        none = identify(page("z", stamp=None), "d")
        assert old.key == new.key == front.key == none.key == article_id(NYT)
        assert none.version < front.version < old.version < new.version

    def test_without_an_address_the_path_is_it(self) -> None:
        assert identify(b"<p>x</p>", "a/b.md").key == article_id("a/b.md")


def listing(path: Path) -> list[str]:
    """What walking gives: paths, and rejected paths marked."""
    return [("! " if isinstance(item, Rejection) else "") + item.path for item in walk(path)]


def tar_of(path: Path, files: dict[str, bytes], mode: str = "w") -> Path:
    """A tar file with these members."""
    with tarfile.open(path, mode) as tar:  # type: ignore[call-overload]
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return path


class TestWalk:
    def test_folder(self, tmp_path: Path) -> None:
        for name in ("b/2.md", "b/1.TXT", "a.html", "c.jpg", ".git/x.md", "b/.h.md", "a/z.md", "b.md"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text("x")
        assert listing(tmp_path) == ["a.html", "a/z.md", "b.md", "b/1.TXT", "b/2.md"]
        entry = next(walk(tmp_path))
        assert isinstance(entry, Entry)
        assert (entry.read(), entry.size) == (b"x", 1)
        assert entry.mtime_ns == (tmp_path / "a.html").stat().st_mtime_ns

    def test_links(self, tmp_path: Path) -> None:
        (tmp_path / "in").mkdir()
        (tmp_path / "in/1.md").write_text("x")
        (tmp_path / "in/up").symlink_to(tmp_path)
        (tmp_path / "in/gone.md").symlink_to(tmp_path / "nowhere")
        (tmp_path / "in/self.md").symlink_to(tmp_path / "in/self.md")
        (tmp_path / "twice").symlink_to(tmp_path / "in")
        os.mkfifo(tmp_path / "pipe.md")
        found = listing(tmp_path)
        inside = ["1.md", "! gone.md", "! self.md", "! up"]
        assert [name for name in found if "in/" in name] == [
            "in/1.md", "! in/gone.md", "! in/self.md", "! in/up",
        ]  # fmt: skip
        assert len([name for name in found if "twice/" in name]) == len(inside)
        assert "! pipe.md" in found

    def test_unreadable_and_odd_names(self, tmp_path: Path) -> None:
        odd = os.fsencode(tmp_path) + b"/\xff.md"
        Path(os.fsdecode(odd)).write_bytes(b"x")
        (entry,) = walk(tmp_path)
        assert isinstance(entry, Entry)
        assert (entry.path, entry.read()) == ("\\xff.md", b"x")
        os.unlink(odd)
        with pytest.raises(Rejected):
            entry.read()

    def test_a_file_that_is_too_large_is_not_read(self, tmp_path: Path) -> None:
        with (tmp_path / "big.md").open("wb") as big:
            big.truncate(LIMIT + 1)
        (entry,) = walk(tmp_path / "big.md")
        assert isinstance(entry, Entry)
        assert entry.size == LIMIT + 1
        with pytest.raises(Rejected, match=f"{LIMIT + 1:,}"):
            entry.read()

    @pytest.mark.parametrize(
        ("name", "mode"), [("a.tar", "w"), ("a.tar.gz", "w:gz"), ("a.tgz", "w:gz"), ("a.tar.xz", "w:xz")]
    )
    def test_tar(self, tmp_path: Path, name: str, mode: str) -> None:
        files = {
            "./x/2.md": b"two",
            "x/1.txt": b"one",
            "../out.md": b"out",
            "/abs.md": b"abs",
            "x/.h.md": b"",
            "p.png": b"",
        }
        archive = tar_of(tmp_path / name, files, mode)
        read = [(item.path, item.read()) for item in walk(archive) if isinstance(item, Entry)]
        assert read == [("x/2.md", b"two"), ("x/1.txt", b"one"), ("../out.md", b"out"), ("/abs.md", b"abs")]
        assert sorted(file.name for file in tmp_path.iterdir()) == [name]

    def test_links_in_a_tar(self, tmp_path: Path) -> None:
        with tarfile.open(tmp_path / "a.tar", "w") as tar:
            for name, kind in (
                ("l.md", tarfile.SYMTYPE),
                ("h.md", tarfile.LNKTYPE),
                ("f.md", tarfile.FIFOTYPE),
                ("d", tarfile.DIRTYPE),
            ):
                member = tarfile.TarInfo(name)
                member.type, member.linkname = kind, "/etc/hostname"
                tar.addfile(member)
        assert listing(tmp_path / "a.tar") == ["! l.md", "! h.md", "! f.md"]

    def test_damaged_tars_are_read_as_far_as_they_go(self, tmp_path: Path) -> None:
        noise = random.Random(1).randbytes(4000)  # so that half of the compressed bytes hold half of the text
        whole = tar_of(tmp_path / "whole.tar", {"1.md": noise[:2000], "2.md": noise[2000:]}).read_bytes()
        gz = gzip.compress(whole)
        damaged = {
            "cut.tar": whole[:3000],  # between data and header
            "mark.tar": whole[: 2 * (512 + 2048)],  # everything but the end mark
            "head.tar": whole[:2560] + b"\x55" * 512 + whole[3072:],  # the second header overwritten
            "cut.tar.gz": gz[: len(gz) // 2],
        }
        for name, data in damaged.items():
            (tmp_path / name).write_bytes(data)
            found = listing(tmp_path / name)
            assert found[-1] == f"! {name}", name
            assert len(found) == 1 or found[0] == "1.md"

    def test_nothing_there(self, tmp_path: Path) -> None:
        (tmp_path / "a.pdf").write_bytes(b"%PDF")
        (tmp_path / "no.tar").write_bytes(b"this is no tar")
        for name in ("missing", "a.pdf", "no.tar", "a\0b"):
            with pytest.raises(ArchiveMissing):
                walk(f"{tmp_path}/{name}")


class TestReadArchive:
    def test_newest_version_wins(self, tmp_path: Path) -> None:
        (tmp_path / "1.md").write_bytes(page("<p>旧。</p>", stamp=STAMP))
        (tmp_path / "2.md").write_bytes(
            page("<p>新。</p>", url=NYT.replace("https", "http") + "zh-hant/", stamp=STAMP + 1000)
        )
        (tmp_path / "3.md").write_bytes(page("<p>他。</p>", url=NYT + "other/"))
        assert sorted(found.body for found in read_archive(tmp_path)) == ["他。", "新。"]

    def test_next_best_after_a_rejection(self, tmp_path: Path) -> None:
        nameless = f"<link rel='canonical' href='{NYT}'>"
        files = {
            "a.md": page("<p>旧。</p>", stamp=STAMP),
            "b.md": page("<p>次。</p>", stamp=STAMP + 1),
            "c.md": f"<!--{STAMP + 2}-->\n{nameless}<p></p>".encode(),
            "d.md": b"",
        }
        for archive in (tmp_path / "folder", tar_of(tmp_path / "a.tar.gz", files, "w:gz")):
            if archive.suffix != ".gz":
                archive.mkdir()
                for name, data in files.items():
                    (archive / name).write_bytes(data)
            told: list[Rejection] = []
            assert [(found.path, found.body) for found in read_archive(archive, told.append)] == [("b.md", "次。")]
            assert sorted(rejection.path for rejection in told) == ["c.md", "d.md"]

    def test_one_path_twice_in_a_tar(self, tmp_path: Path) -> None:
        with tarfile.open(tmp_path / "a.tar", "w") as tar:
            for data in (page("<p>旧。</p>"), page("<p>新。</p>", stamp=STAMP + 1)):
                member = tarfile.TarInfo("1.md")
                member.size = len(data)
                tar.addfile(member, io.BytesIO(data))
        assert [found.body for found in read_archive(tmp_path / "a.tar")] == ["新。"]
        assert len(list(read_archive(tmp_path / "a.tar"))) == 1
