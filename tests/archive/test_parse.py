"""indexer.archive reads headers, markup, bytes of any kind and addresses, or says why not."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.archive import Limits, Rejected, canonical_url, identify, parse
from indexer.article import Article, id_of, identity_of
from tests.factories import NYT, STAMP, article, beijing, feed_file

LIMIT = Limits().file


class TestHeader:
    def test_front_matter_and_comment(self) -> None:
        front = '---\nlayout: post\ntitle: "旧题"\ndate: 2021-02-25T15:53:58.000Z\nauthor: 德国之声\nfrom: https://x.org/1\n---\n'
        found = parse(front.encode() + feed_file("<div>\n<p>字。</p>\n</div>"), "posts/2021-02-25-旧题.md")
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
        assert found.id == id_of("file:/nyt/1048000_河_灯.md")


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

    def test_references_mean_what_they_do_in_a_browser(self) -> None:
        """Those of Windows as well, those without a semicolon, and all of HTML 5's names: lxml below 6 lost 2,000."""
        assert article("<p>甲&#151;乙&#x9c;丙&Atilde丁&cir;戊&boxHu;己&CounterClockwiseContourIntegral;</p>").body == (
            "甲—乙œ丙Ã丁○戊╧己∳"
        )


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
    assert identify(start + data, "a/1.md").identity == found.identity


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
        text = feed_file("<p>河上有灯，岸上有人。</p>").decode()
        found = parse(text.encode(encoding), "a/1.md")
        assert (found.title, found.body, found.url) == ("灯河两岸", "河上有灯，岸上有人。", NYT)

    def test_cut_inside_the_last_character(self) -> None:
        assert parse(feed_file("<p>河上")[:-1], "a/1.md").body == "河"

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
        old = identify(feed_file("x", stamp=STAMP), "a")
        new = identify(feed_file("y", url=NYT + "dual/", stamp=STAMP + 1), "b")
        front = identify(f"---\ndate: 2020-01-01\nfrom: {NYT}\n---\n".encode(), "c")
        none = identify(feed_file("z", stamp=None), "d")
        assert old.identity == new.identity == front.identity == none.identity == identity_of(NYT, "", "")
        assert none.version < front.version < old.version < new.version

    def test_without_an_address_the_path_is_it(self) -> None:
        assert identify(b"<p>x</p>", "a/b.md").identity == "file:/a/b.md"
