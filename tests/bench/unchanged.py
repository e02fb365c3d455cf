"""What a change to the code must not change: answers to 2,000 questions, recorded before it and compared after it.

``python -m tests.bench.unchanged record FILE --index INDEX`` draws questions of every kind from the articles of an
index and writes what the API, the pages, exports, feeds and suggestions answer to them;
``… compare FILE --index INDEX`` asks the same again, prints each answer that differs with the first place where it
does, and ends with status 1 where one differs that ``--expected`` does not name. The index is the same one, or one
that was built of the same articles by the code that is being tried.
"""

import argparse
import gzip
import hashlib
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import cycle
from pathlib import Path
from urllib.parse import quote, urlencode

from flask.testing import FlaskClient

from indexer import Article
from search_app import create_app
from tests.bench.corpus import read_articles
from tests.bench.queries import SEED, Queries, draw

_KINDS = (
    "words", "phrases", "strings", "sentences", "or", "not", "near", "beginning", "title", "typo", "byline", "dated",
)  # fmt: skip
_API, _PAGES, _EXPORTS, _BEGINNINGS, _ARTICLES = 2_000, 240, 60, 300, 120
_FACETS = "author,translator,source,section,year,month"
_VARYING = re.compile(r'"took_ms":\s*[\d.]+|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+[^"<]*|<p class="time">[^<]*</p>')
"""Of an answer, what no two of the same question have in common."""
_SHOWN = 160
_WHOLE = 60_000
"""Characters of an answer that are kept; of more, a digest (60 exports of frequent words weigh 2 GB)."""


def questions(articles: list[Article]) -> dict[str, list[str]]:
    """Queries by kind; the same articles give the same ones."""
    rng = random.Random(SEED)
    drawn = draw(articles)
    words = [word for query in drawn.ranked for word in query]
    signed = [article for article in articles if article.byline and article.date]
    return {
        "words": drawn.ranked_text,
        "phrases": drawn.phrases_text,
        "strings": drawn.strings_text,
        "sentences": drawn.sentences,
        "or": [f"{one} OR {other}" for one, other in _pairs(rng, words)],
        "not": [f"{one} -{other}" for one, other in _pairs(rng, words)],
        "near": [f"{first} NEAR/5 {second}" for first, second in drawn.phrases],
        "beginning": [f"{word[:2]}*" for word in words[:100]],
        "title": [f"标题:{rng.choice(articles).title[:4]}" for _ in range(100)],
        "typo": list(_typos(rng, drawn)),
        "byline": [f"作者:{article.byline[0]} {article.title[:2]}" for article in rng.choices(signed, k=100)],
        "dated": [f"日期:{article.date:%Y-%m} {article.title[:2]}" for article in rng.choices(signed, k=100)],
    }


def _pairs(rng: random.Random, words: list[str]) -> Iterator[tuple[str, str]]:
    for _ in range(120):
        one, other = rng.sample(words, 2)
        yield one, other


def _typos(rng: random.Random, drawn: Queries) -> Iterator[str]:
    """Words with two characters in the wrong order, or one of another word."""
    for first, second in drawn.phrases[:120]:
        letters = list(first + second)
        at = rng.randrange(len(letters) - 1)
        letters[at], letters[at + 1] = letters[at + 1], letters[at]
        yield "".join(letters)


def addresses(articles: list[Article]) -> list[str]:
    """What is asked for: some of everything that the program answers."""
    rng = random.Random(SEED)
    by_kind = questions(articles)
    turns = {kind: cycle(queries) for kind, queries in by_kind.items()}
    mixed = [next(turns[kind]) for kind, _ in zip(cycle(_KINDS), range(_API), strict=False)]
    ways: cycle[dict[str, object]] = cycle(
        ({}, {"sort": "newest"}, {"page": 2}, {"sort": "oldest", "size": 50}, {"collapse": 1}, {"also": 0})
    )
    found = [_search("/api/search", query, facets=_FACETS, **way) for query, way in zip(mixed, ways, strict=False)]
    found += [_search("/", query) for query in mixed[:: _API // _PAGES]]
    for query in mixed[7 :: _API // _EXPORTS]:
        found += [_search(path, query) for path in ("/export.csv", "/export.jsonl", "/export.ris", "/feed.atom")]
    found += [f"/api/suggest?{urlencode({'q': text})}" for text in _beginnings(rng, articles)]
    for article in rng.sample(articles, min(_ARTICLES, len(articles))):
        query = urlencode({"q": article.title[:2]})
        found += [f"/api/articles/{article.id}", f"/api/articles/{article.id}/neighbours"]
        found += [f"/articles/{article.id}?{query}", f"/articles/{article.id}/cite.bib"]
    for name in sorted({name for article in articles for name in article.byline})[:: max(len(articles) // 900, 1)]:
        found += [f"{path}/authors/{quote(name, safe='')}" for path in ("/api", "")]
    words = [query.partition(" ")[0] for query in by_kind["words"]]
    pairs = zip(words[:20], words[20:40], strict=True)
    found += [f"/compare?{urlencode([('term', one), ('term', other)])}" for one, other in pairs]
    return list(dict.fromkeys([*found, "/", "/compare", "/api", "/api/openapi.json", "/opensearch.xml"]))


def _search(path: str, query: str, **more: object) -> str:
    return f"{path}?{urlencode({'q': query, **more})}"


def _beginnings(rng: random.Random, articles: list[Article]) -> Iterator[str]:
    for _ in range(_BEGINNINGS // 3):
        title = rng.choice(articles).title
        yield title[: rng.randint(1, 4)]
        yield rng.choice(("zhong", "bu", "mei", "te", "xin", "hua", "da", "jin")) + rng.choice(("", "g", "l", "guo"))
        yield rng.choice(articles).byline[0][:2] if articles[0].byline else title[:1]


def answers(client: FlaskClient, asked: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    """Each address with the status and text of its answer, without what varies."""
    for address in asked:
        answer = client.get(address)
        text = _VARYING.sub("", answer.get_data(as_text=True))
        if len(text) > _WHOLE:
            text = f"{text[:_WHOLE]}… {len(text)} characters, {hashlib.sha256(text.encode()).hexdigest()}"
        yield address, answer.status_code, text


def compare(recorded: Iterable[tuple[str, int, str]], client: FlaskClient, expected: re.Pattern[str]) -> int:
    """Ask again; how many answers differ that may not."""
    seen: Counter[str] = Counter()
    for address, status, text in recorded:
        [(_, status_now, now)] = answers(client, [address])
        text = _VARYING.sub("", text)
        kind = address.partition("?")[0]
        kind = re.sub(r"/(articles|authors)/[^/]+", r"/\1/…", kind)
        seen[f"{kind}: asked"] += 1
        if (status, text) == (status_now, now):
            continue
        allowed = bool(expected.search(address))
        seen[f"{kind}: {'expected' if allowed else 'differ'}"] += 1
        at = next((i for i, (a, b) in enumerate(zip(text, now, strict=False)) if a != b), min(len(text), len(now)))
        begin = max(at - _SHOWN // 4, 0)
        print(f"{'(expected) ' if allowed else ''}{address}\n  {status} …{text[begin : begin + _SHOWN]!r}")
        print(f"  {status_now} …{now[begin : begin + _SHOWN]!r}")
    print(*(f"{name} {count}" for name, count in sorted(seen.items())), sep="\n")
    return sum(count for name, count in seen.items() if name.endswith(": differ"))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.unchanged", description="Answers before and after.")
    parser.add_argument("what", choices=("record", "compare"))
    parser.add_argument("file", type=Path, help="the record, as JSON lines, compressed")
    parser.add_argument("--index", required=True)
    parser.add_argument("--articles", type=int, default=20_000, help="to draw from; default %(default)s")
    parser.add_argument("--expected", default="(?!)", help="pattern of addresses whose answers may differ")
    options = parser.parse_args()
    client = create_app({"WENHAI_INDEX": options.index, "WENHAI_SECONDS": "60"}).test_client()
    if options.what == "record":
        asked = addresses(read_articles(options.index, options.articles))
        with gzip.open(options.file, "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in answers(client, asked))
        print(f"{len(asked):,} answers in {options.file}")
    else:
        with gzip.open(options.file, "rt", encoding="utf-8") as file:
            sys.exit(bool(compare(map(json.loads, file), client, re.compile(options.expected))))


if __name__ == "__main__":
    main()
