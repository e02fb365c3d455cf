"""Whatever the engine, an index answers the same however it came about: updates of any kind equal one full build."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer import ArticleNotFound, Index, open_index, reindex
from indexer.search.port import FACETS, SORTS
from tests.factories import Places, page

_NAMES = ("林一帆", "何晏", "周岚", "林晓月(Vivian Lin)")
_WORDS = ("云桥", "渡轮", "灯塔", "关税", "南岬港", "白鹭岛", "布林肯", "瓦斯科", "通车", "停航", "谈判", "夜市")
_QUERIES = (
    "云桥", "渡轮 灯塔", '"白鹭岛"', "关税 OR 夜市", "-云桥", "标题:灯塔", "作者:何晏", "布林肯 NEAR/20 谈判", "Blink*",
    "瓦斯柯", "南岬港的渡轮停航以后夜市里的人都在谈关税和谈判", "桥", "来源:nyt", "日期:2024-03", "一座桥", "",
)  # fmt: skip


@pytest.fixture(scope="session")
def histories() -> int:
    """How many are tried."""
    return 12


def an_article(rng: random.Random, number: int) -> str:
    words = rng.choices(_WORDS, k=rng.randint(3, 40))
    title = f"{rng.choice(_WORDS)}{rng.choice(_WORDS)}{number % 5}"
    text = [
        "，".join(words[at : at + 6]) + "。国务卿布林肯(Antony Blinken)说。" * (at % 3 == 0)
        for at in range(0, len(words), 6)
    ]
    day = rng.randint(1, 4)
    picture = f"<figure><img src='https://a.cn/1.jpg'><figcaption>{rng.choice(_WORDS)}，{rng.choice(_WORDS)}。</figcaption></figure>"
    text += [picture] * rng.randint(0, 2)
    link = f'<a href="https://cn.nytimes.com/china/20240301/n{rng.randrange(12)}/">报道</a>'
    return page(
        title, *text, link, url=f"https://cn.nytimes.com/china/20240301/n{number}/", byline=rng.choice(_NAMES),
        time=f"2024-03-0{day} 00:00:00", fed=1_709_600_000_000,
    )  # fmt: skip


def steps(rng: random.Random, folder: Path) -> Iterator[None]:
    """Things that happen to an archive."""
    folder.mkdir()
    for number in rng.sample(range(12), rng.randint(1, 8)):
        (folder / f"{number}.md").write_text(an_article(rng, number), encoding="utf-8")
    yield
    for _ in range(rng.randint(2, 6)):
        for _ in range(rng.randint(1, 5)):
            path = folder / f"{rng.randrange(12)}.md"
            if path.exists() and rng.random() < 0.5:
                path.unlink()
            else:
                path.write_text(an_article(rng, int(path.stem)), encoding="utf-8")
        if not any(folder.iterdir()):
            (folder / "0.md").write_text(an_article(rng, 0), encoding="utf-8")
        yield


def answers(index: Index) -> dict[str, Any]:
    """All that it says."""
    found: dict[str, Any] = {}
    for query in _QUERIES:
        for expand in (True, False):
            for sort in SORTS:
                results = index.search(query, limit=50, sort=sort, facets=FACETS, expand=expand, collapse=expand)
                hits = [(hit.id, round(hit.score, 3), hit.exact, hit.versions, hit.snippet) for hit in results.hits]
                told = (results.total, results.exact, results.entries, results.facets, results.understood)
                found[f"{query} {sort} {expand}"] = (told, hits)
    articles = sorted(index.articles(), key=lambda one: one.id)
    found["articles"] = articles
    found["neighbours"] = {one.id: index.neighbours(one.id) for one in articles}
    found["suggestions"] = {
        text: index.suggest(text) for text in ("云", "du", "dt", "b", "林", "bai", "w", "Viv", "关税")
    }
    found["values"] = {field: index.values(field) for field in ("author", "translator", "source", "section")}
    found["author"] = index.author("何晏") if index.values("author") and _is_there(index, "何晏") else None
    return found


def _is_there(index: Index, author: str) -> bool:
    return any(count.value == author for count in index.values("author"))


def test_any_sequence_of_updates_equals_one_full_build(places: Places, tmp_path: Path, histories: int) -> None:
    for seed in range(histories):
        rng, folder = random.Random(seed), tmp_path / str(seed)
        updated, built = places(), places()
        for _ in steps(rng, folder):
            reindex(folder, updated, allow_loss=True)
        reindex(folder, built)
        one, other = open_index(updated), open_index(built)
        expected = answers(other)
        for name, said in answers(one).items():
            assert said == expected[name], (seed, name)
        assert len(one) == len(other) == sum(1 for _ in folder.iterdir())
        for number in range(12):
            if not (folder / f"{number}.md").exists():
                with pytest.raises(ArticleNotFound):
                    one.get(f"{number:012x}")


def test_what_is_learned_may_lag_by_a_hundredth_and_can_be_brought_up(
    archive: Callable[..., Path], places: Places
) -> None:
    root = places()
    folder = archive(**{f"n{number}": page(f"题{number}", "桥上有人。") for number in range(150)})
    reindex(folder, root)
    assert open_index(root).status().behind == 0
    archive(new=page("瓦斯科来了", "诗人瓦斯科(Karel Vasko)来了。他说。"))
    reindex(folder, root)
    lagging = open_index(root)
    assert lagging.status().behind == 1 and not lagging.search("Vasko").understood.also
    reindex(folder, root, learn=True)
    learned = open_index(root)
    assert learned.status().behind == 0 and learned.search("瓦斯科").understood.also
    archive(**{f"m{number}": page(f"题{number}", "桥上有人。") for number in range(2)})
    reindex(folder, root)
    assert open_index(root).status().behind == 0, "two of 153 are more than a hundredth"
