"""Nodes of a real cluster die, hang, refuse and start again: no document is lost, and answers go on or say why not.

Counted in each test: articles sent, acknowledged and found, and for searches: asked, answered and right.
"""

import json
import os
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from indexer import EngineAway, Index, Report, open_index, read_archive, reindex
from search_app import create_app
from tests.cluster.cluster import FOLDER, Cluster
from tests.factories import page
from tests.support.processes import until

pytestmark = pytest.mark.skipif(
    FOLDER not in os.environ or "WENHAI_FAULTS" not in os.environ,
    reason="Killing nodes takes five minutes and a cluster of one's own: make faults.",
)
ARTICLES = 1_500
QUERIES = ["", "长江", '"江的水"', "水位 -上海", "标题:第7", "日期:2024"]
_WORDS = ("长江", "黄河", "水位", "大坝", "上海", "重庆", "渔民", "江的水", "河口", "很高", "了")
_SECONDS = 10


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    return Cluster.at(Path(os.environ[FOLDER]))


@pytest.fixture(autouse=True)
def whole(cluster: Cluster) -> Iterator[None]:
    """Every test begins with three nodes, and leaves three."""
    cluster.start()
    yield
    for node in cluster.nodes:
        node.resume()
    cluster.start()


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of ARTICLES different articles."""
    folder = tmp_path_factory.mktemp("faults") / "archive"
    write(folder, range(ARTICLES))
    return folder


@pytest.fixture(scope="module")
def place(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """The location of an index of that name, with a copy of each shard; all are removed in the end."""
    files = tmp_path_factory.mktemp("files")

    def location(name: str) -> str:
        options = {"replicas": 1, "shards": 3, "timeout": _SECONDS, "files": files / name}
        return f"{cluster.url}/faults-{name}?{urlencode(options)}"

    yield location
    cluster.ask("DELETE", "/faults-*?expand_wildcards=all")


@pytest.fixture(scope="module")
def served(place: Callable[[str], str], articles: Path) -> str:
    """The location of an index of all of them."""
    location = place("served")
    assert reindex(articles, location).added == ARTICLES
    return location


def write(folder: Path, numbers: range) -> None:
    folder.mkdir(exist_ok=True)
    for number in numbers:
        rng = random.Random(number)
        paragraphs = ["".join(rng.choices(_WORDS, k=60)) + f"。编号{number}。" for _ in range(3)]
        text = page(f"第{number}篇", *paragraphs, url=f"https://cn.nytimes.com/china/20240305/faults-{number}/")
        (folder / f"{number}.md").write_text(text, encoding="utf-8")


def expect_all(location: str, sent: Path, report: Report, cluster: Cluster) -> None:
    """What was sent was acknowledged, and is found: counted by a search, one by one, and by every copy on its own."""
    ids = sorted(article.id for article in read_archive(sent))
    index = open_index(location)
    assert report.articles == len(ids) == len(set(ids))
    assert not report.rejections
    assert index.search("").total == len(index) == len(ids)
    assert sorted(found.article.id for found in index.every()) == ids
    assert [index.search(f'"编号{number}。"').total for number in (0, 77, len(ids) - 1)] == [1, 1, 1]
    assert copies(location, cluster) == [len(ids)] * 2
    index.close()


def copies(location: str, cluster: Cluster) -> list[int]:
    """How many documents the primaries hold, and how many the copies, once all are there."""
    cluster.wait_for_green()
    [index] = cluster.ask("GET", f"/_alias/{location.partition('?')[0].rpartition('/')[2]}")
    cluster.ask("POST", f"/{index}/_refresh")
    shards = cluster.ask("GET", f"/_cat/shards/{index}?format=json&h=prirep,docs")
    return [sum(int(shard["docs"]) for shard in shards if shard["prirep"] == kind) for kind in "pr"]


@dataclass
class Asked:
    """What came of searching without pause."""

    answered: int = 0
    away: list[float] = field(default_factory=list)
    """When it was said that the engine does not answer: the page's 503."""
    wrong: list[object] = field(default_factory=list)
    slowest: float = 0.0


@contextmanager
def searching(index: Index, threads: int = 3) -> Iterator[Asked]:
    """Readers who search all the while, each holding every answer against that of before."""

    def ask(query: str) -> object:
        results = index.search(query, facets=("year",))
        return results.total, results.exact, [hit.id for hit in results.hits], results.facets["year"]

    right = {query: ask(query) for query in QUERIES}
    seen, stop, lock = Asked(), threading.Event(), threading.Lock()

    def reader(number: int) -> None:
        rng = random.Random(number)
        while not stop.is_set():
            query, began = rng.choice(QUERIES), time.monotonic()
            try:
                answer: object = ask(query)
            except EngineAway:
                with lock:
                    seen.away.append(time.monotonic())
                continue
            except Exception as error:
                answer = error
            with lock:
                seen.slowest = max(seen.slowest, time.monotonic() - began)
                if answer == right[query]:
                    seen.answered += 1
                else:
                    seen.wrong.append((query, answer, right[query]))
            time.sleep(0.02)

    readers = [threading.Thread(target=reader, args=(number,)) for number in range(threads)]
    for one in readers:
        one.start()
    try:
        yield seen
    finally:
        stop.set()
        for one in readers:
            one.join()


def test_a_node_that_dies_while_indexing_takes_no_document_along(
    cluster: Cluster, place: Callable[[str], str], articles: Path
) -> None:
    killed: list[int] = []

    def kill(stage: str, done: int, total: int | None) -> None:
        if stage == "index" and done == 520:
            # The first 500 are under way.
            killed.append(done)
            cluster.node(2).kill()

    location = place("killed")
    report = reindex(articles, location, progress=kill)
    assert killed and not cluster.node(2).pid()
    assert open_index(location).search("").total == ARTICLES
    cluster.start()
    expect_all(location, articles, report, cluster)
    assert reindex(articles, location).unchanged == ARTICLES


def test_searches_go_on_while_a_node_dies_and_comes_back(cluster: Cluster, served: str) -> None:
    index = open_index(served)
    with searching(index) as asked:
        until(lambda: asked.answered > 20, 60, "searches before")
        cluster.node(1).kill()
        after = asked.answered
        until(lambda: asked.answered > after + 100, 60, "searches with two nodes")
        cluster.start()
        after = asked.answered
        until(lambda: asked.answered > after + 50, 60, "searches with three nodes again")
    assert not asked.wrong and not asked.away
    assert asked.answered > 170


def test_a_node_that_neither_answers_nor_hangs_up_is_gone_around(
    cluster: Cluster, place: Callable[[str], str], served: str, articles: Path
) -> None:
    # Of every document one copy lies on another node, and every third request goes to the one that is cut off. It is
    # the one that leads: the others need longest to do without it.
    [leader] = cluster.ask("GET", "/_cat/cluster_manager?format=json")
    node = cluster.node(int(leader["node"].removeprefix("node-")))
    served, cut = (re.sub(r"timeout=\d+", "timeout=4", location) for location in (served, place("cut")))
    index = open_index(served)
    more = articles.parent / "more"
    with searching(index) as asked:
        until(lambda: asked.answered > 20, 60, "searches before")
        node.pause()
        after = asked.answered
        until(lambda: asked.answered > after + 40, 90, "searches with a node cut off")
        write(more, range(ARTICLES, ARTICLES + 300))
        report = reindex(more, cut)
        node.resume()
    assert not asked.wrong
    assert not asked.away
    assert asked.slowest > 1, "nothing had to be asked again, so nothing was tested"
    cluster.wait_for_green()
    index = open_index(cut)
    ids = sorted(article.id for article in read_archive(more))
    assert report.articles == index.search("").total == len(ids) == 300
    assert sorted(found.article.id for found in index.every()) == ids
    assert copies(cut, cluster) == [300, 300]
    assert open_index(served).search("").total == ARTICLES


def test_pages_say_503_while_all_nodes_are_away_and_recover_by_themselves(cluster: Cluster, served: str) -> None:
    app = create_app({"WENHAI_INDEX": served})
    client = app.test_client()
    addresses = ["/?q=长江", "/api/search?q=长江", "/readyz"]
    before = [client.get(address) for address in addresses]
    assert [answer.status_code for answer in before] == [200, 200, 200]
    total = before[1].json["total"]
    for node in cluster.nodes:
        node.kill()
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 503, address
        assert "wenhai reindex" not in answer.text, "a reindex would not help"
        assert int(answer.headers["Retry-After"]) > 0
        assert "ETag" not in answer.headers and "no-store" in answer.headers["Cache-Control"]
    assert cluster.hosts in client.get("/api/search?q=长江").json["detail"]
    statuses: list[int] = []
    done = threading.Event()

    def watch() -> None:
        while not done.is_set() or statuses[-1:] != [200]:
            answer = client.get("/api/search?q=长江")
            statuses.append(answer.status_code)
            assert answer.status_code != 200 or answer.json["total"] == total
            assert answer.status_code == 200 or "Retry-After" in answer.headers
            time.sleep(0.2)

    with ThreadPoolExecutor(1) as pool:
        watching = pool.submit(watch)
        cluster.start()
        done.set()
        watching.result(timeout=60)
    assert set(statuses) == {200, 503}, "a page failed otherwise, or was never seen away"
    assert statuses == sorted(statuses, reverse=True), "away once more after it was back"
    after = [client.get(address) for address in addresses]
    assert [answer.status_code for answer in after] == [200, 200, 200]
    assert after[0].headers["ETag"] == before[0].headers["ETag"]
    assert open_index(served).search("").total == ARTICLES


def test_a_full_queue_is_waited_for(cluster: Cluster, place: Callable[[str], str], articles: Path) -> None:
    # One thread writes on each node and one request may wait for it; others see to it that one mostly does.
    for node in cluster.nodes:
        node.stop()
    cluster.start({"thread_pool.write.queue_size": "1"})
    try:
        location = place("queued")
        with crowd(cluster) as refused:
            report = reindex(articles, location)
            until(lambda: refused.count > 0, 30, "a full queue")
        rejected = rejections(cluster) - refused.count
        assert rejected > 0, "the queue was never full for the documents that count"
        expect_all(location, articles, report, cluster)
    finally:
        for node in cluster.nodes:
            node.stop()


@dataclass
class Refused:
    """Requests of the crowd that were turned away."""

    count: int = 0


@contextmanager
def crowd(cluster: Cluster) -> Iterator[Refused]:
    """Others who write without pause to an index of one shard on every node. Each document is a request, so that what
    is refused of theirs can be told from the rest."""
    refused, stop, lock = Refused(), threading.Event(), threading.Lock()
    body = {"settings": {"number_of_shards": 3, "number_of_replicas": 0}}
    cluster.ask("PUT", "/faults-crowd", body)
    text = json.dumps({"text": " ".join(map(str, range(4_000)))})

    def write_on(number: int) -> None:
        address = cluster.nodes[number % len(cluster.nodes)].address
        while not stop.is_set():
            request = Request(
                f"http://{address}/faults-crowd/_doc", text.encode(), {"Content-Type": "application/json"}
            )
            try:
                urlopen(request, timeout=30).close()
            except HTTPError as error:
                error.close()
                assert error.code == 429
                with lock:
                    refused.count += 1

    with ThreadPoolExecutor(9) as pool:
        writers = [pool.submit(write_on, number) for number in range(9)]
        try:
            yield refused
        finally:
            stop.set()
            for writer in writers:
                writer.result()


def rejections(cluster: Cluster) -> int:
    """How many requests to write the nodes have refused since they started."""
    pools = cluster.ask("GET", "/_cat/thread_pool/write?format=json&h=rejected")
    return sum(int(pool["rejected"]) for pool in pools)
