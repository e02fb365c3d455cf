"""Citations, against ones typed by hand from the rules, and what must hold for any text of an article."""

import re
from datetime import date, datetime
from urllib.parse import parse_qs

import bibtexparser
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st

from indexer import BEIJING, Article
from search_app.citations import apa, bibtex, citations, coins, gbt, meta_tags, plain, ris
from search_app.citations.names import Name, read_name

TODAY = date(2026, 11, 24)
PAPER = Article(
    url="https://cn.nytimes.com/world/20240427/chess/",
    title="棋会开幕：“落子从容” & 50% _新_手",
    byline=("ANSELM P. ROOKE", "江晚秋", "奥拉·盖林", "Matthias von Hein"),
    # Half past midnight in Beijing is the day before in London.
    date=datetime.fromisoformat("2024-04-26T16:30:00+00:00"),
    source="nyt",
    section="world",
    translator="邓妍、Cindy Hao",
    original_url="https://www.nytimes.com/2024/04/27/world/chess_club.html",
)
STATION = Article(
    url="https://www.voachinese.com/a/orchard/681.html",
    title="果园里的天气日记",
    byline=("周知远",),
    date=datetime(2022, 5, 23, tzinfo=BEIJING),
    source="voa",
)
BARE = Article(url="", title="", path="articles/1.md")


@pytest.mark.parametrize(
    "article, expected",
    [
        (
            PAPER,
            "ROOKE A P, 江晚秋, 盖林, 等. 棋会开幕：“落子从容” & 50% _新_手[N/OL]. 邓妍, HAO C, 译. 纽约时报中文网, "
            "2024-04-27[2026-11-24]. https://cn.nytimes.com/world/20240427/chess/.",
        ),
        (
            STATION,
            "周知远. 果园里的天气日记[EB/OL]. 美国之音, (2022-05-23)[2026-11-24]. "
            "https://www.voachinese.com/a/orchard/681.html.",
        ),
        (BARE, "无题名[EB]."),
    ],
)
def test_gbt(article: Article, expected: str) -> None:
    assert gbt(article, TODAY) == expected


@pytest.mark.parametrize(
    "byline, expected",
    [
        (("张三", "李四", "王五"), "张三, 李四, 王五"),
        (("张三", "李四", "王五", "赵六"), "张三, 李四, 王五, 等"),
        (("Ann Lee", "Bo Ek", "Cy Fox", "Di Gum"), "LEE A, EK B, FOX C, et al"),
        (("尼克·霍兰德", "奥拉·霍兰德"), "尼克·霍兰德, 奥拉·霍兰德"),
        (("Jean-Paul de la Tour", "Ole Tangen Jr"), "DE LA TOUR J P, TANGEN O JR"),
        (("《纽约时报》", "ARD", "The Economist"), "《纽约时报》, ARD, The Economist"),
    ],
)
def test_gbt_names(byline: tuple[str, ...], expected: str) -> None:
    assert gbt(Article(url="", title="题", byline=byline), TODAY) == f"{expected}. 题[EB]."


@pytest.mark.parametrize(
    "article, expected, italic",
    [
        (
            PAPER,
            "Rooke, A. P., 江晚秋, 奥拉·盖林, & von Hein, M. (2024, April 27). 棋会开幕：“落子从容” & 50% _新_手 "
            "(邓妍 & C. Hao, Trans.). 纽约时报中文网. https://cn.nytimes.com/world/20240427/chess/",
            "纽约时报中文网",
        ),
        (
            STATION,
            "周知远. (2022, May 23). 果园里的天气日记. 美国之音. https://www.voachinese.com/a/orchard/681.html",
            "果园里的天气日记",
        ),
        (BARE, "[Untitled news article]. (n.d.).", ""),
        (Article(url="", title="树会晕船吗？", source="zaobao"), "树会晕船吗？ (n.d.). 联合早报.", "联合早报"),
    ],
)
def test_apa(article: Article, expected: str, italic: str) -> None:
    runs = apa(article)
    assert plain(runs) == expected
    assert "".join(run.text for run in runs if run.italic) == italic


def test_an_outlet_that_translates_itself_is_named_once() -> None:
    own = Article(url="", title="题", source="nyt", translator="纽约时报中文网")
    assert gbt(own, TODAY) == "题[N]. 纽约时报中文网."
    assert "Trans." not in plain(apa(own)) and "A4" not in ris(own, TODAY) and "translator" not in bibtex(own, TODAY)


def test_apa_leaves_out_authors_only_beyond_twenty() -> None:
    names = [f"Ann {chr(65 + number)}xe" for number in range(22)]
    assert "Txe, A. (n.d.)" in plain(apa(Article(url="", title="题", byline=tuple(names[:20]))))
    assert "Sxe, A., . . . Vxe, A. (n.d.)" in plain(apa(Article(url="", title="题", byline=tuple(names))))


def test_bibtex() -> None:
    assert bibtex(PAPER, TODAY) == (
        f"@article{{nyt-{PAPER.id},\n"
        "  author = {Rooke, Anselm P. and {江晚秋} and {奥拉·盖林} and von Hein, Matthias},\n"
        "  title = {{棋会开幕：“落子从容” \\& 50\\% \\_新\\_手}},\n"
        "  translator = {{邓妍} and Hao, Cindy},\n"
        "  journaltitle = {{纽约时报中文网}},\n"
        "  entrysubtype = {newspaper},\n"
        "  date = {2024-04-27},\n"
        "  url = {https://cn.nytimes.com/world/20240427/chess/},\n"
        "  urldate = {2026-11-24},\n"
        "  langid = {chinese},\n"
        "  note = {原文：https://www.nytimes.com/2024/04/27/world/chess\\_club.html}\n"
        "}\n"
    )
    assert bibtex(STATION, TODAY).startswith(f"@online{{voa-{STATION.id},\n  author = {{{{周知远}}}},\n")
    assert "organization = {{美国之音}}" in bibtex(STATION, TODAY)
    assert bibtex(BARE, TODAY) == f"@online{{wenhai-{BARE.id},\n  langid = {{chinese}}\n}}\n"


def test_bibtex_escapes_all_that_is_special_to_tex() -> None:
    record = bibtex(Article(url="http://a.cn/{x}_%41#~y", title=r"{%}&_#\$~^"), TODAY)
    assert (
        r"title = {{\textbraceleft{}\%\textbraceright{}\&\_\#\textbackslash{}\$\textasciitilde{}\textasciicircum{}}}"
        in record
    )
    # Verbatim: an escape would become part of the address.
    assert "url = {http://a.cn/%7Bx%7D_%41#~y}" in record


def test_ris() -> None:
    assert ris(PAPER, TODAY).split("\r\n") == [
        "TY  - NEWS", "AU  - Rooke, Anselm P.", "AU  - 江晚秋", "AU  - 奥拉·盖林", "AU  - von Hein, Matthias",
        "TI  - 棋会开幕：“落子从容” & 50% _新_手", "T2  - 纽约时报中文网", "A4  - 邓妍", "A4  - Hao, Cindy",
        "PY  - 2024", "DA  - 2024/04/27/", "SE  - world", "UR  - https://cn.nytimes.com/world/20240427/chess/",
        "Y2  - 2026/11/24/", "LA  - zh", "DB  - 文海", f"AN  - {PAPER.id}",
        "N1  - 原文：https://www.nytimes.com/2024/04/27/world/chess_club.html", "ER  - ", "",
    ]  # fmt: skip
    assert ris(BARE, TODAY) == f"TY  - NEWS\r\nLA  - zh\r\nDB  - 文海\r\nAN  - {BARE.id}\r\nER  - \r\n"


def test_coins() -> None:
    fields = parse_qs(coins(PAPER), strict_parsing=True)
    assert fields["ctx_ver"] == ["Z39.88-2004"]
    assert fields["rft_val_fmt"] == ["info:ofi/fmt:kev:mtx:dc"]
    assert fields["rft.type"] == ["newspaperArticle"]
    assert fields["rft.title"] == [PAPER.title]
    assert fields["rft.source"] == ["纽约时报中文网"]
    assert fields["rft.au"] == ["Rooke, Anselm P.", "江晚秋", "奥拉·盖林", "von Hein, Matthias"]
    assert fields["rft.date"] == ["2024-04-27"]
    assert fields["rft.identifier"] == [PAPER.url]
    assert "rft.date" not in parse_qs(coins(BARE))


def test_meta_tags() -> None:
    tags = meta_tags(PAPER)
    assert ("name", "citation_title", PAPER.title) in tags
    assert next(content for _, key, content in tags if key == "citation_author") == "Rooke, Anselm P."
    assert ("name", "citation_publication_date", "2024/04/27") in tags
    assert ("name", "citation_journal_title", "纽约时报中文网") in tags
    assert ("name", "DC.type", "newspaperArticle") in tags
    assert ("property", "og:type", "article") in tags
    assert ("name", "DC.contributor", "邓妍") in tags
    assert all(content for _, _, content in meta_tags(BARE))
    two = meta_tags(Article(url="", title="题", byline=("Michael J. de la Merced",)))
    assert ("name", "citation_author", "Michael J. de la Merced") in two


@pytest.mark.parametrize(
    "text, name",
    [
        ("ANDREW E. KRAMER", Name("Andrew E. Kramer", "Kramer", "Andrew E.", latin=True)),
        ("Andrew E. Kramer", Name("Andrew E. Kramer", "Kramer", "Andrew E.", latin=True)),
        ("JOHN MCDONALD", Name("John McDonald", "McDonald", "John", latin=True)),
        ("ANAHAD O’CONNOR", Name("Anahad O’Connor", "O’Connor", "Anahad", latin=True)),
        ("RICHARD PÉREZ-PEÑA", Name("Richard Pérez-Peña", "Pérez-Peña", "Richard", latin=True)),
        ("VAN BADHAM", Name("Van Badham", "Badham", "Van", latin=True)),
        ("Ole Tangen Jr", Name("Ole Tangen Jr", "Tangen", "Ole", "Jr.", latin=True)),
        ("莫丹•汗", Name("莫丹·汗", "汗", "莫丹")),
        ("王 雅群", Name("王雅群")),
        ("洪沙 （采访记者）", Name("洪沙")),
        ("BBC中文", Name("BBC中文")),
        ("K.S.C.", Name("K.S.C.", latin=True)),
        ("Institute of Bridges", Name("Institute of Bridges", latin=True)),
    ],
)
def test_names(text: str, name: Name) -> None:
    assert read_name(text) == name


TEXT = st.text(max_size=40) | st.text(alphabet='{}%&_#\\$~^@"\r\n\u2028,;=<> 文a·-', max_size=40)
ARTICLES = st.builds(
    Article,
    url=TEXT | TEXT.map("https://a.cn/{}".format),
    title=TEXT,
    byline=st.lists(TEXT, max_size=5).map(tuple),
    date=st.none() | st.datetimes(timezones=st.just(BEIJING)),
    source=TEXT | st.sampled_from(["nyt", "voa"]),
    section=TEXT,
    translator=TEXT,
    original_url=TEXT | TEXT.map("https://a.cn/{}".format),
)


@given(ARTICLES)
def test_everything_can_be_cited(article: Article) -> None:
    cited = citations(article, TODAY)
    assert cited.gbt.endswith(".") and len(cited.gbt.splitlines()) == 1
    assert cited.apa and len(plain(cited.apa).splitlines()) == 1
    assert all(len(content.splitlines()) == 1 for _, _, content in meta_tags(article))
    coins(article).encode("ascii")


@given(ARTICLES)
def test_no_text_ends_a_bibtex_record_early(article: Article) -> None:
    record = bibtex(article, TODAY)
    depth, ends = 0, []
    for at, character in enumerate(record):
        depth += (character == "{") - (character == "}")
        assert depth >= 0
        if character == "}" and depth == 0:
            ends.append(at)
    assert depth == 0 and ends == [len(record) - 2]
    (entry,) = bibtexparser.loads(
        record, bibtexparser.bparser.BibTexParser(ignore_nonstandard_types=False, common_strings=False)
    ).entries
    assert entry["ID"].endswith(f"-{article.id}") and entry["langid"] == "chinese"
    assert not re.search(r"[\s{}\\^]", entry.get("url", ""))


@given(ARTICLES)
def test_ris_lines_are_well_formed(article: Article) -> None:
    record = ris(article, TODAY)
    lines = record.split("\r\n")
    assert lines[0] == "TY  - NEWS" and lines[-2:] == ["ER  - ", ""]
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - [^\r\n]+", line) for line in lines[:-2])
    (entry,) = rispy.loads(record)
    assert entry["type_of_reference"] == "NEWS" and entry["accession_number"] == article.id
