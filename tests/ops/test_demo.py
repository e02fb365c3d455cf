"""The demo is one that invites: nothing broken in it, and what it and the front page tell a reader to try is found."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer import Article, Index, Report, open_index, read_archive, reindex
from search_app import create_app

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
DEMO = (DATA / "demo", DATA / "archive" / "articles", DATA / "archive" / "posts")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "index"


@pytest.fixture(scope="module")
def report(place: Path) -> Report:
    return reindex(DEMO, place)


@pytest.fixture(scope="module")
def demo(report: Report, place: Path) -> Iterator[Index]:
    opened = open_index(place)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return [article for archive in DEMO for article in read_archive(archive)]


def test_nothing_is_rejected(report: Report, demo: Index) -> None:
    assert report.rejections == () and report.articles == len(demo) > 90


def test_the_makefile_indexes_it_so() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"DEMO := {' '.join(str(path.relative_to(ROOT)) for path in DEMO)}\n" in makefile


def test_every_outlet_is_one_that_a_reader_may_meet(demo: Index) -> None:
    outlets = {count.value for count in demo.search("", facets=("source",)).facets["source"]}
    assert "broken" not in outlets and "" not in outlets and len(outlets) > 20


def test_what_is_its_own_is_whole_and_cites_what_there_is(articles: list[Article]) -> None:
    own = list(read_archive(DEMO[0]))
    addresses = {article.url for article in articles}
    assert len(own) == sum(1 for _ in DEMO[0].iterdir()) > 20
    for article in own:
        assert article.title and article.date and len(article.body) > 100, article.path
        assert set(article.links) <= addresses, article.path
    assert sum(bool(article.links) for article in own) > len(own) / 2
    assert sum(bool(article.captions) for article in own) > 7
    assert {article.date.year for article in own if article.date} == {2024, 2025}


def test_it_begins_with_what_to_try_and_that_is_found(demo: Index) -> None:
    first = demo.search("", sort="newest", limit=1).hits[0]
    assert first.title == "从这里开始：这座文库里的一切都是编的"
    tried = re.findall("“([^”]+)”", demo.get(first.id).body)
    assert len(tried) > 4
    for query in tried:
        if query != "词语比较":
            assert demo.search(query).total > 2, query


def test_what_the_front_page_gives_as_examples_is_found(demo: Index, place: Path) -> None:
    app = create_app({"WENHAI_INDEX": str(place)})
    page = app.test_client().get("/").text
    app.extensions["wenhai"].close()
    hint = page.partition('<p class="hint">')[2].partition("</p>")[0]
    examples = re.findall(r">([^<>]+)</a>", hint)
    assert len(examples) == 3
    for query in examples:
        assert demo.search(query.replace("&#34;", '"')).total, query


@pytest.mark.parametrize("name", ["瓦斯科", "瓦斯可", "瓦斯柯", "Vasko", "Elena Vasko", "埃琳娜·瓦斯科"])
def test_one_name_is_found_in_all_its_spellings(demo: Index, name: str) -> None:
    assert demo.search(name).total == demo.search("瓦斯科").total > 5


def test_a_name_is_found_by_its_original(demo: Index) -> None:
    assert demo.search("Blinken").total == demo.search("布林肯").total > demo.search("Blinken", expand=False).total
