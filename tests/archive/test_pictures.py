"""The pictures of an article: which they are, where they lie behind proxies, which caption belongs to which."""

from pathlib import Path
from time import process_time
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import Picture, article_as_json, open_index, read_archive, reindex
from indexer.archive import parse
from tests.factories import ARCHIVE, NYT, article

A, B = "https://photos.example/a.jpg", "https://photos.example/b.jpg"


def pictures(markup: str, url: str = NYT) -> list[tuple[str, str]]:
    """Its pictures, as pairs of address and caption."""
    return [(picture.address, picture.caption) for picture in article(f"{markup}<p>字。</p>", url).pictures]


FORMS = [
    pytest.param(
        f'<figure><img src="{A}"><figcaption>河边的灯。 <cite>Ann Lee</cite></figcaption></figure>'
        f'<section><p>灯亮了。</p><p><img src="{B}"><small>第二张图。</small></p></section>',
        [(A, "河边的灯。 Ann Lee"), (B, "第二张图。")],
        id="nyt-2021",
    ),
    pytest.param(
        f'<div><i>JANE ROE<br>2020-10-14 11:39:37</i></div><img src="{A}" width="100%">'
        f'<div><small style="color: #999;">桥上的人。</small></div><p>桥修好了。</p><img src="{B}" width="100%">'
        '<div><small style="color: #999;"></small></div>',
        [(A, "桥上的人。"), (B, "")],
        id="nyt-2020-voa-dw",
    ),
    pytest.param(
        f'<figure>Image<picture><source media="x" srcSet="{A}?quality=75 1x"/><img></picture>'
        "<figcaption>山谷。</figcaption></figure>",
        [(A + "?quality=75", "山谷。")],
        id="nyt-only-the-source-has-an-address",
    ),
    pytest.param(
        f"<div class='media'><div class='floatImg center'><div class='wrap'><picture><source data-srcset='{B}'><source>"
        f"<img class='lazyload' data-src='{A}' data-srcset='{A} 414w' alt='圖'></picture></div>"
        "<div class='picinfo'>圖說。</div></div></div>",
        [(A, "圖說。")],
        id="cna",
    ),
    pytest.param(
        f'<figure><div><img alt="" src="{A}"><p role="text"><span>图像来源，</span>Someone</p></div>'
        "<figcaption><span>图像加注文字，</span><p>岸。</p></figcaption></figure>",
        [(A, "岸。")],
        id="bbc",
    ),
    pytest.param(
        f'<div class="media-landscape"><span><img src="{A}"><span>图片版权</span><span>Someone</span></span>'
        '<figcaption class="media-caption"><span>Image caption</span><span>岸边。</span></figcaption></div>',
        [(A, "岸边。")],
        id="bbc-2020-with-its-credit-between",
    ),
    pytest.param(
        '<figure class="m-figure"><div><img src="data:image/gif;base64,R0lGODlhAQABAIAAAAA" data-lazyloaded="x"/>'
        f'<noscript><img src="{A}"/></noscript></div><figcaption>炉。</figcaption></figure>',
        [(A, "炉。")],
        id="rfi-noscript",
    ),
    pytest.param(
        f'<p><figure class="captioned"><img src="{A}"/><figcaption class="image-caption">鱼。</figcaption>'
        "<div id='zoomattribute'><a href='/a'><img src='/icon-zoom.png'/></a></div></figure></p>"
        f'<div class="image-inline captioned"><div><img src="{B}"/></div><div class="image-caption">水。</div></div>',
        [(A, "鱼。"), (B, "水。")],
        id="rfa",
    ),
    pytest.param(
        f'<figure class="wp-caption"><a href="{A}"><img src="{A}"/></a><figcaption class="wp-caption-text">瓶。'
        f'</figcaption></figure><div class="wp-caption"><img src="{B}"/><p class="wp-caption-text">窗。</p></div>',
        [(A, "瓶。"), (B, "窗。")],
        id="epoch-cdt",
    ),
    pytest.param(
        f'<figure><figcaption>说明在上。</figcaption><img src="{A}"></figure>', [(A, "说明在上。")], id="caption-above"
    ),
    pytest.param(
        f'<figure><img src="{A}"><img src="{B}"><figcaption>两张之下。</figcaption></figure>',
        [(A, ""), (B, "两张之下。")],
        id="two-above-one-caption",
    ),
]


@pytest.mark.parametrize(("markup", "wanted"), FORMS)
def test_forms(markup: str, wanted: list[tuple[str, str]]) -> None:
    found = article(markup + "<p>字。</p>")
    assert found.pictures == tuple(Picture(*one) for one in wanted)
    assert list(found.captions) == [caption for _, caption in wanted if caption]


def test_captions_of_what_is_no_picture_belong_to_none() -> None:
    grey = '<div><small style="color: #999;">{}</small></div>'
    found = article(
        f'<img src="{A}"><p>甲。</p>{grey.format("远处的说明")}<p>乙。</p>'
        f'<img src="{B}"><video src="a.mp4" poster="{B}?poster"></video>{grey.format("影片")}<p>丙。</p>'
        f'<img src="">{grey.format("没有地址的图")}<p>丁。</p><figure><iframe src="x"></iframe>'
        "<figcaption>别处的影片</figcaption></figure>"
    )
    assert found.captions == ("远处的说明", "影片", "没有地址的图", "别处的影片")
    assert found.pictures == (Picture(A), Picture(B))


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("https://images.weserv.nl/?url=photos.example/a.jpg", A),
        ("https://images.weserv.nl?url=photos.example/a.jpg", A),
        ("//images.weserv.nl/?w=300&url=ssl:photos.example%2Fa.jpg&h=2", A),
        ("https://images.weserv.nl/?url=http://photos.example/a", "http://photos.example/a"),
        ("https://wsrv.nl/?url=https%3A%2F%2Fphotos.example%2Fa.jpg%3Fv%3D2&w=9", A + "?v=2"),
        ("https://images.weserv.nl/?url=i0.wp.com/photos.example/a.jpg?ssl=1", A),
        ("https://i2.wp.com/photos.example/a.jpg?resize=640%2C150&ssl=1", A),
        ("https://cdn.ampproject.org/i/s/photos.example/a.jpg", A),
        ("https://photos-example.cdn.ampproject.org/ii/w680/s/photos.example/a.jpg", A),
        ("https://any.example/unsafe/1340x754/https://photos.example/a", "https://photos.example/a"),
        ("https://any.example/imgproxy/x/rs:fit:300/plain/https://photos.example/a.jpg@webp", A),
        ("https://any.example/cdn-cgi/image/width=80/https://photos.example/a.jpg", A),
        ("https://any.example/image/fetch/w_1456/https%3A%2F%2Fphotos.example%2Fa.jpg", A),
        ("https://s.yimg.com/lo/api/res/1.2/x--/https://photos.example/a", "https://photos.example/a"),
        ("https://any.example/resize?width=3&src=https%3A%2F%2Fphotos.example%2Fa.jpg", A),
        ("https://any.example/_next/image?url=%2Fa.jpg&w=640", "https://any.example/a.jpg"),
        ("https://any.example/safe_image.php?u=//photos.example/a.jpg", A),
    ],
)
def test_proxies(given: str, wanted: str) -> None:
    assert pictures(f'<img src="{given.replace("&", "&amp;")}">') == [(wanted, "")]
    assert article(f'<img src="{given}"><p>字。</p>').lead_picture == wanted


@pytest.mark.parametrize(
    "address",
    [
        "https://photos.example/a.jpg?w=3&v=2",
        "https://any.example/chart?url=https://any.example/story&kind=3",
        "https://any.example/news/1024/socialembed/https://social.example/status/1~/zhongwen/x",
        "https://web.archive.org/web/2020im_/https://photos.example/a.jpg",
        "https://any.example/images/http-is-old.jpg",
        "https://any.example/a.jpg?src=mail",
    ],
)
def test_what_is_no_proxy_stays(address: str) -> None:
    assert pictures(f'<img src="{address}">') == [(address, "")]


@pytest.mark.parametrize(
    ("attributes", "wanted"),
    [
        ("src='//photos.example/a.jpg'", A),
        ("src=' https://photos.example/a.jpg '", A),
        ("src='/a.jpg'", "https://cn.nytimes.com/a.jpg"),
        ("src='b/a.jpg?x=1'", "https://cn.nytimes.com/world/20240502/lantern-river/b/a.jpg?x=1"),
        ("src='http://photos.example/a.jpg'", "http://photos.example/a.jpg"),
        (f"src='data:image/gif;base64,R0' data-src='{A}'", A),
        (f"src='https://photos.example/tiny.jpg' data-original='{A}'", A),
        (f"data-lazy-src='{A}'", A),
        (f"srcset='{B} 240w, {A} 1024w, {B}?2 640w'", A),
        (f"srcset='{A}'", A),
        (f"srcset='{B} 1x,{A} 2x'", A),
    ],
)
def test_where_the_address_stands(attributes: str, wanted: str) -> None:
    assert pictures(f"<img {attributes}>") == [(wanted, "")]


@pytest.mark.parametrize(
    "attributes",
    [
        "src=''",
        "src='地址'",
        "src='image/gif;base64,iVBORw0KGgo='",
        "src='file:///C:/a.png'",
        "src='#note'",
        "src='javascript:alert(1)'",
        "srcset='data:image/gif;base64,R0'",
        f"src='{A}' width='1' height='1'",
        f"src='{A}' height='5px'",
        f"src='{A}' alt='presentational grey line'",
        f"src='{A}' class='W_img_face'",
        f"src='{A}' style='height: 1em; max-height: 1em;'",
        "src='https://s.w.example/images/core/emoji/13.0.0/72x72/1f64f.png'",
        "src='https://static.example/meta_og_twcards/RFI_FB.png'",
        "src='https://static.example/s3fs-public/freemium_images/default.jpg'",
        "src='https://www.example.com/realtime/china/undefined'",
        "src='https://ichef.example/news/640/production/_105894347_grey_line-nc.png'",
        "src='https://secure.gravatar.com/avatar/0?s=96'",
    ],
)
def test_what_is_no_picture(attributes: str) -> None:
    assert pictures(f'<img {attributes}><p>字。</p><img src="{B}">') == [(B, "")]


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (A, A),
        (A, "http://photos.example/a.jpg"),
        (A, "https://www.photos.example/a.jpg"),
        (A, "https://photos.example/a-600x400.jpg"),
        (A, "https://i1.wp.com/photos.example/a.jpg?w=300"),
        (A, A + "?w=300&amp;h=200"),
        ("https://photos.example/w:310/p:16x9/a.jpg", A),
        ("https://p.example/www/WebPhotos/1024/1/a.jpg", "https://p.example/www/WebPhotos/800/1/a.jpg"),
    ],
)
def test_one_picture_in_two_sizes_is_one(first: str, again: str) -> None:
    told = "<figcaption>说明。</figcaption>"
    assert pictures(f'<img src="{first}"><p>字。</p><figure><img src="{again}">{told}</figure>') == [(first, "说明。")]
    other = first.replace("a.jpg", "c.jpg")
    assert pictures(f'<img src="{first}"><img src="{other}">') == [(first, ""), (other, "")]


def test_a_relative_address_needs_an_article_with_one() -> None:
    assert parse("<img src='/a.jpg'><p>字。</p>".encode(), "any/1_题.md").pictures == ()


def test_the_lead_picture_is_the_first_unless_it_is_none() -> None:
    found = article(f'<img src="{A}"><p>字。</p><img src="{B}">')
    assert found.lead_picture == A == found.pictures[0].address
    card = article(f'<img src="https://static.example/meta_og_twcards/RFI_FB.png"><p>字。</p><img src="{B}">')
    assert (card.lead_picture[-10:], card.pictures) == ("RFI_FB.png", (Picture(B),))


def test_pictures_survive_the_index(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    markup = f'<figure><img src="{A}"><figcaption>灯。</figcaption></figure><img src="{B}"><p>字。</p>'
    (folder / "1.md").write_text(f"[题]({NYT})\n------\n\n{markup}", encoding="utf-8")
    reindex(folder, tmp_path / "index")
    index = open_index(tmp_path / "index")
    found = index.get(index.search("字").hits[0].id)
    index.close()
    assert found.pictures == (Picture(A, "灯。"), Picture(B))
    assert article_as_json(found)["pictures"] == [{"address": A, "caption": "灯。"}, {"address": B, "caption": ""}]


def test_the_small_archive_has_every_kind() -> None:
    found = {article.path.removesuffix(".md"): article for article in read_archive(ARCHIVE)}
    two = found["articles/nyt/1048308"].pictures
    assert [picture.address for picture in two[1:]] == [
        "https://photos.example/2023/12/counting.jpg",
        "https://photos.example/2023/12/stove.jpg",
    ]
    assert all(picture.caption for picture in two)
    assert found["articles/cdt/1048575"].pictures[-1].address == "https://cinema.example/uploads/2020/08/ticket.jpg"
    assert found["articles/rfi/1048575"].pictures[-1].caption == "炉口的红砖。"
    assert len(found["articles/epoch/1048575"].pictures) == 1
    assert len(found["articles/zaobao/1048575"].pictures) == 1
    assert found["articles/voa/1048558"].captions[-1] not in {p.caption for p in found["articles/voa/1048558"].pictures}


TEXTS = st.text(alphabet="灯河abc<>&\"' \n:/%?#=[]@.", max_size=20)
ADDRESSES = st.one_of(
    TEXTS,
    st.builds("https://{}".format, TEXTS),
    st.sampled_from(
        [A, B, "//x.example/c.png", "/d.jpg", "https://[x/e.jpg", "javascript:f()", "ftp://x.example/g.jpg"]
    ),
    st.builds(lambda inner: f"https://wsrv.nl/?url={quote(inner)}", TEXTS),
    st.builds(lambda inner: f"https://p.example/image?src={inner}&u={inner}", TEXTS),
    st.builds(lambda inner: f"https://p.example/unsafe/https://{inner}", TEXTS),
    st.builds(lambda inner: f"https://i0.wp.com/{inner}", TEXTS),
)
PIECES = st.one_of(
    st.builds("<img src='{}'>".format, ADDRESSES),
    st.builds("<img src='data:x' srcset='{} 2w, {}'>".format, ADDRESSES, ADDRESSES),
    st.builds("<noscript><img src='{}'></noscript>".format, ADDRESSES),
    st.builds("<source srcset='{}'>".format, ADDRESSES),
    st.builds("<figcaption>{}</figcaption>".format, TEXTS),
    st.builds("<small style='color: #999'>{}</small>".format, TEXTS),
    st.sampled_from(["<figure>", "</figure>", "<p>字", "</p>", "<video>", "</video>", "<picture>", "</picture>", "图"]),
    TEXTS,
)


@given(st.lists(PIECES, max_size=20), st.sampled_from([NYT, "", "https://x.example/a_(b)/"]))
def test_for_any_markup(pieces: list[str], url: str) -> None:
    found = article("".join(pieces), url)
    addresses = [picture.address for picture in found.pictures]
    assert all(urlsplit(one).scheme in ("http", "https") and urlsplit(one).netloc for one in addresses)
    assert len(addresses) == len(set(addresses))
    assert {picture.caption for picture in found.pictures} <= {*found.captions, ""}


@pytest.mark.parametrize(
    "markup",
    [
        "<figure>" + "<img src='/a.jpg'>" * 40_000 + "<figcaption>说</figcaption>" * 40_000,
        "<img src='/a.jpg'>" + "".join(f"<small style='color: #999'>{n}</small>" for n in range(60_000)),
        f"<img src='/{'-10x10' * 100_000}'><img src='/{'-10x10' * 600}'>",
        f"<img srcset='{'a,' * 500_000}'><img src='https://i0.wp.com/{'https://' * 100_000}'>",
    ],
    ids=["figure", "captions", "sizes", "sets"],
)
def test_hostile_markup_takes_no_time(markup: str) -> None:
    start = process_time()
    article(markup)
    assert process_time() - start < 10  # a second at most; what is quadratic takes minutes
