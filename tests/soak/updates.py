"""An archive that changes a tenth at a time: ``python -m tests.soak.updates --articles 52000 --runs 8``.

After so many runs, each with a tenth of the articles changed, the index is compared with one that is built in one run:
documents that it keeps, bytes, and how long queries take. Exit status 1 where it keeps a quarter more.
"""

import argparse
import json
import random
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from indexer import open_index, reindex
from tests.factories import page

_WORDS = (
    "云桥", "渡轮", "灯塔", "关税", "南岬港", "白鹭岛", "布林肯", "瓦斯科", "通车", "停航", "谈判", "夜市", "经济",
    "前景", "政策", "记者", "报道", "居民",
    "清晨", "江边", "水位", "高低", "茶馆", "秋天", "的", "了", "在", "和", "，", "。",
)  # fmt: skip
_QUERIES = ("云桥", "渡轮 灯塔", '"白鹭岛"', "关税 OR 夜市", "的", "布林肯 NEAR/20 谈判")
_ASKED = 20


def write(folder: Path, number: int, rng: random.Random) -> None:
    """One article of some 600 characters."""
    words = rng.choices(_WORDS, k=300)
    paragraphs = "".join(words[:150]), "".join(words[150:])
    text = page(f"{words[0]}{words[1]}{number}", *paragraphs, url=f"https://a.cn/{number}")
    (folder / f"{number % 500}" / f"{number}.md").write_text(text, encoding="utf-8")


def told(root: Path) -> tuple[int, float, float]:
    """Documents that the newest generation keeps, its megabytes, and the milliseconds of a query."""
    index = open_index(root)
    folder = max((root / "generations").iterdir())
    took = []
    for _ in range(_ASKED):
        for query in _QUERIES:
            began = time.perf_counter()
            index.search(query, limit=10)
            took.append(time.perf_counter() - began)
    kept = sum(rows[1] for rows in _segments(folder))
    return kept, sum(file.stat().st_size for file in folder.iterdir()) / 1e6, statistics.median(took) * 1e3


def _segments(folder: Path) -> list[tuple[str, int, list[int]]]:
    rows: list[tuple[str, int, list[int]]] = json.loads((folder / "segments.json").read_bytes())
    return rows


def main() -> int:
    """Gives the exit status."""
    parser = argparse.ArgumentParser("python -m tests.soak.updates", description=__doc__)
    parser.add_argument("--articles", type=int, default=52_000)
    parser.add_argument("--runs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    rng = random.Random(asked.seed)
    with TemporaryDirectory() as place:
        folder = Path(place) / "archive"
        for name in range(500):
            (folder / f"{name}").mkdir(parents=True)
        for number in range(asked.articles):
            write(folder, number, rng)
        reindex(folder, Path(place) / "updated")
        seconds = []
        for _ in range(asked.runs):
            for number in rng.sample(range(asked.articles), asked.articles // 10):
                write(folder, number, rng)
            seconds.append(reindex(folder, Path(place) / "updated").seconds)
        reindex(folder, Path(place) / "built")
        updated, built = told(Path(place) / "updated"), told(Path(place) / "built")
    print(f"{asked.runs} runs, {statistics.median(seconds):.1f} s each")
    for name, (kept, size, took) in (("updated", updated), ("built", built)):
        print(f"{name}: {kept:,} documents kept, {size:.1f} MB, {took:.2f} ms a query")
    return int(updated[0] > 1.25 * asked.articles)


if __name__ == "__main__":
    sys.exit(main())
