"""The index gives what looking at every article gives: totals, exact ones, scores, order."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer import BEIJING, Article, Index, fold, open_index
from indexer.analysis import cutter
from indexer.backends.arrays import bigrams as pairs
from indexer.backends.arrays import segment_buffer as pool
from indexer.backends.arrays import top as order
from indexer.location import open_writer
from indexer.query import Thesaurus
from indexer.search import ranking
from tests.search.reference import Reference

QUERIES = 1_000


def check(index: Index, reference: Reference, query: str, expand: bool = False) -> None:
    """The whole list is the same. Where two scores differ by no more than the last bits of 32, either may come first;
    equal ones stand by date."""
    expected = reference.search(query)
    results = index.search(query, limit=len(expected) + 10, snippets=False, expand=expand)
    assert results.total == len(results.hits) == len(expected), query
    assert results.exact == sum(exact for _, _, exact in expected), query
    by_id = {id: (score, exact) for id, score, exact in expected}
    for hit, (_, score, exact) in zip(results.hits, expected, strict=True):
        assert by_id[hit.id] == pytest.approx((hit.score, hit.exact), rel=1e-5, abs=1e-4), query
        assert (score, exact) == pytest.approx((hit.score, hit.exact), rel=1e-5, abs=1e-4), query
    for one, other in zip(results.hits, results.hits[1:], strict=False):
        if (one.exact, by_id[one.id][0]) == (other.exact, by_id[other.id][0]) and one.score == other.score:
            assert one.date is None or other.date is None or one.date >= other.date, query
    top = index.search(query, limit=10, snippets=False, expand=expand)
    assert top.hits == results.hits[:10], query
    assert index.search(query, limit=3, offset=4, snippets=False, expand=expand).hits == results.hits[4:7], query


@pytest.fixture(scope="module")
def small(index: Index) -> Reference:
    return Reference(list(index.articles()))


def kinds(rng: random.Random, articles: list[Article]) -> dict[str, Callable[[], str]]:
    """One way to make a query of each kind."""

    def article() -> Article:
        return rng.choice(articles)

    def word() -> str:
        return rng.choice([w for w in cutter().index_words(fold(article().body or article().title)) if w] or ["桥"])

    def string() -> str:
        text = rng.choice([line for line in article().body.split("\n") if line] or ["桥"])
        start = rng.randrange(len(text))
        return text[start : start + rng.choice([1, 1, 2, 2, 3, 4, 6, 9])].replace('"', "")

    def sentence() -> str:
        return "".join(char for char in article().body[:400] if char.isalnum())[:40] or "桥"

    def name() -> str:
        return rng.choice([name for one in articles for name in one.byline])

    def quoted() -> str:
        return f'"{string()}"'

    return {
        "one word": word,
        "words": lambda: f"{word()} {word()}",
        "three words": lambda: f"{word()} {word()} {word()}",
        "grown together": lambda: word() + word(),
        "string": quoted,
        "or": lambda: f"{word()} OR {quoted()}",
        "not": lambda: f"{word()} -{word()}",
        "only not": lambda: f"-{word()}",
        "group": lambda: f"({word()} | {word()}) {word()}",
        "title": lambda: f"标题:{rng.choice([word(), quoted()])}",
        "author": lambda: f"作者:{name()} {rng.choice(['', word()])}",
        "author as a word": name,
        "source": lambda: f"来源:{article().source} {word()}",
        "date": lambda: f"日期:{(article().date or datetime(2020, 1, 1)).year} {word()}",
        "near": lambda: f"{word()} NEAR/{rng.choice([0, 3, 30])} {word()}",
        "beginning": lambda: f"{word()[:2]}*",
        "sentence": sentence,
        "everything": lambda: "",
    }


def test_random_queries_of_every_kind_on_the_small_archive(index: Index, small: Reference) -> None:
    make = kinds(random.Random(11), [document.article for document in small.documents])
    for number in range(QUERIES):
        check(index, small, make[list(make)[number % len(make)]]())


WORDS = st.sampled_from(
    ["中国", "中国人民", "人民", "国人", "生产", "产生", "生产生活", "桥", "的", "ab", "abc", "a", "，", "。"]
)
SYNONYMS = [("中国", "桥", "ab"), ("生产", "人民"), ("林一帆", "Ab Abc")]
TEXT = st.lists(WORDS, max_size=12).map("".join)
ARTICLE = st.builds(
    lambda title, body, byline, captions, year: (title, body, byline, captions, year),
    TEXT, TEXT, st.lists(st.sampled_from(["林一帆", "人民", "Ab Abc"]), max_size=2, unique=True),
    st.lists(TEXT.filter(bool), max_size=2), st.integers(2001, 2004),
)  # fmt: skip
QUERY = st.one_of(
    WORDS,
    TEXT,
    TEXT.map(lambda text: f'"{text}"'),
    st.builds("{} {}".format, WORDS, WORDS),
    st.builds("{} OR {} -{}".format, WORDS, WORDS, WORDS),
    st.builds("标题:{}".format, WORDS),
    st.builds("{} NEAR/2 {}".format, WORDS, WORDS),
    st.builds("{}*".format, WORDS),
    st.builds('"{}" 日期:2002..2003'.format, WORDS),
)


@pytest.fixture
def shortcuts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Everything that is there for large archives is used from the first article on."""
    for module, name, value in (
        (order, "_FEW", 1), (order, "_BLOCK", 2), (pairs, "FREQUENT", 4), (pairs, "_MERGED_AT_ONCE", 20),
        (pool, "RUN_CHARACTERS", 30), (pool, "MAX_CHARACTERS", 120),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, value)
    yield


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ARTICLE, min_size=1, max_size=14), st.lists(QUERY, min_size=8, max_size=8))
def test_random_archives(
    tmp_path_factory: pytest.TempPathFactory, shortcuts: None, made: list[tuple[object, ...]], queries: list[str]
) -> None:
    root = tmp_path_factory.mktemp("made") / "index"
    root.mkdir()
    (root / "synonyms.txt").write_text("\n".join(map(", ".join, SYNONYMS)), encoding="utf-8")
    build(root, made)
    index = open_index(root)
    articles = list(index.articles())
    reference, widened = Reference(articles), Reference(articles, Thesaurus(synonyms=SYNONYMS))
    for query in queries:
        check(index, reference, query)
        check(index, widened, query, expand=True)
    index.close()


def test_an_article_with_more_different_shares_than_are_kept(tmp_path: Path) -> None:
    """Of 400 words, each is as frequent as no other: 255 shares stand for them, and the order stays."""
    words = [f"w{number}" for number in range(400)]
    lead = "的" * ranking.LEAD_CHARACTERS
    body = f"{lead} {' '.join(' '.join([word] * often) for often, word in enumerate(words, 1))}"
    build(tmp_path / "index", [("题", body, [], [], 2001), ("别的", "桥", [], [], 2001)])
    index = open_index(tmp_path / "index")
    found = [index.search(word, snippets=False) for word in words]
    assert {results.total for results in found} == {1}
    assert [r.hits[0].score for r in found] == sorted(r.hits[0].score for r in found)


def build(root: Path, made: list[tuple[object, ...]]) -> None:
    writer = open_writer(root)
    for number, (title, body, byline, captions, year) in enumerate(made):
        writer.add(
            writer.prepare(
                Article(
                    url=f"https://example.org/{number}", title=title, body=body, byline=tuple(byline),  # type: ignore[arg-type]
                    captions=tuple(captions), date=datetime(year, 1, 1, tzinfo=BEIJING),  # type: ignore[arg-type]
                )
            )
        )  # fmt: skip
    writer.commit(b"")


def test_none_are_the_best_none_of_many() -> None:
    docs, scores = np.arange(2_000), np.linspace(0, 1, 2_000, dtype=np.float32)
    assert order.best(docs, scores, None, docs.astype(np.int32), 0).tolist() == []
    assert order.best(docs, scores, scores > 0.5, docs.astype(np.int32), 0).tolist() == []
