"""How searching grows with the archive: the articles of an index, and four times as many.

``python -m tests.bench.growth --index FOLDER --grown FOLDER`` writes the greater index where it is missing (it takes as
long as four reindexes) and asks both the same queries: ranked, quoted, and pages of results in a process of its own.
"""

import argparse
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from indexer import Article, open_index
from indexer.analysis import get_tokenizer
from tests.bench import wenhai
from tests.bench.corpus import read_articles
from tests.bench.queries import SEED, draw
from tests.bench.timing import measure

TIMES = 4
_SWAPPED = 10
_DAYS = 183


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.growth", description="Measure a greater archive.")
    parser.add_argument("--index", default="/tmp/real", help="an index of Wenhai")
    parser.add_argument("--grown", type=Path, required=True, help=f"where one of {TIMES} times as much is, or goes")
    options = parser.parse_args()
    articles = read_articles(options.index)
    if not options.grown.exists():
        wenhai.build(grown(articles), options.grown)
    queries = draw(articles)
    del articles
    print("| | articles | on disk (MB) | ranked | quoted | sentence | memory of a search process (MB: all, its own) |")
    print("|---|---|---|---|---|---|---|")
    for location in (options.index, str(options.grown)):
        index = open_index(location)
        ask = wenhai.plain(index)
        asked = (measure(ask, q) for q in (queries.ranked_text, queries.strings_text, queries.sentences))
        cells = [Path(location).name, f"{len(index):,}", f"{index.status().bytes / 1e6:.0f}", *map(str, asked)]
        print(f"| {' | '.join([*cells, memory(location, queries.ranked_text)])} |")
        index.close()


def grown(articles: list[Article]) -> Iterator[Article]:
    """The articles, then copies of them at other addresses, in which every tenth word is another article's."""
    yield from articles
    words = sample_words(articles)
    for copy in range(1, TIMES):
        yield from (copied(article, copy, words) for article in articles)


def sample_words(articles: list[Article]) -> list[str]:
    """Words of some of the articles, frequent ones more often."""
    some = random.Random(SEED).sample(articles, min(500, len(articles)))
    return [word for article in some for word in get_tokenizer().words(article.body)]


def copied(article: Article, copy: int, words: list[str]) -> Article:
    """That copy of an article, always the same: another address, up to half a year earlier or later, other words."""
    rng = random.Random(f"{SEED} {copy} {article.id}")
    body = "\n".join(_swapped(line, words, rng) for line in article.body.split("\n"))
    date = article.date and article.date + timedelta(days=rng.randint(-_DAYS, _DAYS))
    return replace(article, url=f"{article.url or article.path}#copy-{copy}", body=body, date=date)


def _swapped(line: str, words: list[str], rng: random.Random) -> str:
    """A line with every tenth word in the place of its first occurrence swapped."""
    for word in get_tokenizer().words(line)[::_SWAPPED]:
        line = line.replace(word, rng.choice(words), 1)
    return line


def memory(location: str, queries: list[str]) -> str:
    """What a process holds that has answered the queries: resident, and of that not shared with the files mapped."""
    code = (
        "import sys; from indexer import open_index; index = open_index(sys.argv[1])\n"
        "for query in sys.argv[2:]: index.search(query)\n"
        "fields = dict(line.split(':') for line in open('/proc/self/status') if ':' in line)\n"
        "print(*(int(fields[name].split()[0]) // 1024 for name in ('VmRSS', 'RssAnon')), sep=', ')"
    )
    done = subprocess.run([sys.executable, "-c", code, location, *queries], capture_output=True, text=True, check=True)
    return done.stdout.strip()


if __name__ == "__main__":
    main()
