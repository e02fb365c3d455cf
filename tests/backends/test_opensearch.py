"""What is the engine's on OpenSearch own: generations, locks and failures on a server; both engines side by side."""

import contextlib
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import Article, IndexDamaged, IndexLocked, IndexMissing, ReindexFailed, open_index, reindex
from indexer import Index as Opened
from indexer.location import open_writer
from indexer.search.port import FACETS, SORTS
from search_app import create_app
from tests.backends.opensearch_fixtures import *  # noqa: F403
from tests.backends.opensearch_fixtures import HOSTS
from tests.factories import ARCHIVE, Places, page
from tests.search.test_ranking import kinds

from indexer.backends.opensearch import fetcher  # isort: skip
from indexer.backends.opensearch import result_page  # isort: skip
from indexer.backends.opensearch.index import OpenSearchBackend  # isort: skip  # the import above skips where it can't be
from indexer.backends.opensearch.server import Server  # isort: skip
from indexer.backends.opensearch.settings import read_settings  # isort: skip

Write = Callable[..., Path]


def server(place: str) -> Server:
    return Server(read_settings(place))


def indices(place: str) -> list[str]:
    """What there is of a location, without the lock."""
    found = server(place)
    name = found.settings.name
    return sorted(one.removeprefix(f"{name}-") for one in found.call("indices.get", index=f"{name}-0*"))


def test_both_engines_count_alike_and_have_the_same_at_the_top(index: Opened, tmp_path: Path) -> None:
    reindex(ARCHIVE, tmp_path / "index")
    other = open_index(tmp_path / "index")
    make = kinds(random.Random(23), list(other.articles()))
    common: list[float] = []
    for number in range(20 * len(make)):
        query = make[list(make)[number % len(make)]]()
        one, two = (ix.search(query, facets=FACETS, collapse=True) for ix in (index, other))
        assert (one.total, one.exact, one.entries) == (two.total, two.exact, two.entries), query
        assert (one.facets, one.understood) == (two.facets, two.understood), query
        tops = [{hit.id for hit in results.hits} for results in (one, two)]
        if tops[1]:
            common.append(len(tops[0] & tops[1]) / len(tops[1]))
    assert sum(common) / len(common) >= 0.9


def test_long_strings_and_long_sentences(indexed: Callable[..., Opened]) -> None:
    line = "".join(chr(0x4E00 + 7 * n) for n in range(700))
    index = indexed(page("长", line), page("截", f"{line[:300]}{line[301:]}"), page("别的", "没有。"))
    for needle, total in ((line, 1), (line[:300], 2), (line[:301], 1), (f"{line[:300]}无", 0), (line[301:], 2)):
        assert index.search(f'"{needle}"').total == total
    assert index.search(line).hits[0].title == "长"


def test_pages_and_exports_go_beyond_what_an_answer_holds(index: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {sort: [hit.id for hit in index.search("", limit=100, sort=sort).hits] for sort in SORTS}
    sentence = "有人在北京参观了一座新桥然后写信谈到贸易"
    answers = [hit.id for hit in index.search(sentence, limit=100).hits]
    monkeypatch.setattr(fetcher, "WINDOW", 7)
    monkeypatch.setattr(result_page, "WINDOW", 7)
    monkeypatch.setattr(fetcher, "_READ", 7)
    for sort in SORTS:
        paged = [hit.id for at in range(0, 90, 9) for hit in index.search("", limit=9, offset=at, sort=sort).hits]
        assert paged == whole[sort] == [found.article.id for found in index.every("", sort=sort)]
    assert len(whole["newest"]) == len(index)
    assert [hit.id for hit in index.search(sentence, limit=100).hits] == answers
    folded = [hit.id for at in range(0, 90, 9) for hit in index.search("", limit=9, offset=at, collapse=True).hits]
    assert folded == [hit.id for hit in index.search("", limit=100, collapse=True).hits]
    assert len(folded) == index.search("", collapse=True).entries == len(index) - 1


def test_an_export_outlives_its_point_in_time(index: Opened, small_index: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [found.article.id for found in index.every("北京 OR 桥")]
    monkeypatch.setattr(fetcher, "_READ", 3)
    seen = []
    for found in index.every("北京 OR 桥"):
        seen.append(found.article.id)
        server(small_index).call("delete_all_pits")
    assert seen == expected and len(seen) > 6


def test_generations_are_built_beside_and_the_one_before_is_kept(archive: Write, places: Places) -> None:
    place = str(places())
    folder = archive(page("甲", "第一。"))
    for number in range(1, 5):
        archive(**{f"n{number}": page(f"题{number}", f"第{number}号。")})
        reindex(folder, place)
        assert len(open_index(place)) == number + 1
    assert indices(place) == ["000003", "000003-learned", "000004", "000004-learned"]
    before = open_index(place)
    reindex(folder, place)
    assert indices(place)[-1] == "000004-learned"
    assert before.refreshed() is before


def test_a_killed_run_leaves_nothing_that_is_found_and_the_next_removes_it(archive: Write, places: Places) -> None:
    place = str(places())
    folder = archive(page("甲", "第一。"))
    reindex(folder, place)
    archive(**{f"n{n}": page(f"题{n}", "很长的文章。" * 2000) for n in range(1500)})
    command = [sys.executable, "-m", "indexer", "reindex", str(folder), "--index", place, "--jobs", "1"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while "000002" not in indices(place) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert [article.title for article in open_index(place).articles()] == ["甲"]
    for n in range(1490):
        (folder / f"n{n}.md").unlink()
    # The lock is void at once, for the process that held it is known to be gone; so is its half of a generation.
    assert reindex(folder, place).added == 10
    # Articles that became copies of one another were written twice: where it is cloned to forget their first forms, a
    # number is skipped.
    left = indices(place)
    assert len(left) == 4 and left[:2] == ["000001", "000001-learned"] and left[3] == f"{left[2]}-learned"


def test_a_document_that_is_refused_is_named_by_its_path(places: Places) -> None:
    place = str(places())
    writer = open_writer(place)
    for number, author in enumerate(("林一帆", "名" * 20_000, "王小川")):
        article = Article(url=f"https://a.example/{number}", title="题", byline=(author,), path=f"n/{number}.md")
        writer.add(writer.prepare(article))
    with pytest.raises(ReindexFailed, match=r"1 of 3 documents were refused.*n/1\.md: .*immense"):
        writer.commit(b"")
    writer.abort()
    with pytest.raises(IndexMissing):
        open_index(place)
    assert indices(place) == []


def test_a_lock_is_held_by_others_and_void_when_they_are_gone(archive: Write, places: Places) -> None:
    place, folder = str(places()), archive(page("甲", "第一。"))
    found = server(place)
    lock = {"index": f"{found.settings.name}-lock", "id": "writer", "refresh": True}
    found.call("index", body={"host": "elsewhere", "pid": 7, "time": time.time()}, **lock)
    with pytest.raises(IndexLocked, match="process 7 on elsewhere"):
        reindex(folder, place)
    found.call("index", body={"host": "elsewhere", "pid": 7, "time": time.time() - 600}, **lock)
    assert reindex(folder, place).added == 1


def test_a_damaged_generation_is_named_and_the_one_before_serves(archive: Write, places: Places) -> None:
    place, folder = str(places()), archive(page("甲", "第一。"))
    reindex(folder, place)
    archive(b=page("乙", "第二。"))
    reindex(folder, place)
    found = server(place)
    newest = f"{found.settings.name}-000002"
    found.call("indices.delete", index=f"{newest}-learned")
    with pytest.raises(IndexDamaged, match="wenhai reindex ARCHIVE --full"):
        OpenSearchBackend(found, newest)
    assert [article.title for article in open_index(place).articles()] == ["甲"]
    reindex(folder, place)
    assert len(open_index(place)) == 2


def test_a_generation_that_could_not_be_opened_is_tried_again(archive: Write, places: Places) -> None:
    place, folder = str(places()), archive(page("甲", "第一。"))
    reindex(folder, place)
    opened = open_index(place)
    archive(b=page("乙", "第二。"))
    reindex(folder, place)
    found = server(place)
    newest = f"{found.settings.name}-000002"
    meta = found.call("indices.get_mapping", index=newest)[newest]["mappings"]["_meta"]
    found.call("indices.put_mapping", index=newest, body={"_meta": {"wenhai": {}}})
    fallen = opened.refreshed()
    assert len(fallen) == 1 and "000001" in fallen.status().problem
    found.call("indices.put_mapping", index=newest, body={"_meta": meta})
    assert fallen.refreshed() is fallen, "not with each request: opening takes a second"
    fallen.lookout._again = 0.0
    newer = fallen.refreshed()
    assert len(newer) == 2 and not newer.status().problem


class Wire:
    """A wire to the server that can be cut."""

    def __init__(self) -> None:
        host, _, port = HOSTS.partition(",")[0].rpartition(":")
        self._to = (host, int(port))
        self._whole = threading.Event()
        self._whole.set()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            near = self._listener.accept()[0]
            if not self._whole.is_set():
                near.close()
                continue
            far = socket.create_connection(self._to)
            self._open |= {near, far}
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    @staticmethod
    def _pass(one: socket.socket, other: socket.socket) -> None:
        try:
            while data := one.recv(65_536):
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def cut(self) -> None:
        self._whole.clear()
        while self._open:
            end = self._open.pop()
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def mend(self) -> None:
        self._whole.set()


def test_pages_answer_503_while_the_engine_is_away_and_recover_by_themselves(small_index: str) -> None:
    wire = Wire()
    client = create_app({"WENHAI_INDEX": small_index.replace(HOSTS, f"127.0.0.1:{wire.port}")}).test_client()
    assert client.get("/readyz").status_code == client.get("/?q=北京").status_code == 200
    wire.cut()
    for address in ("/?q=布林肯", "/api/search?q=布林肯", "/readyz", "/export.csv?q=布林肯"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30"), address
    assert "does not answer" in client.get("/readyz").json["detail"]
    wire.mend()
    assert client.get("/readyz").status_code == client.get("/?q=布林肯").status_code == 200


def test_a_host_that_neither_answers_nor_hangs_up_is_gone_around(small_index: str) -> None:
    expected = open_index(small_index).search("北京", limit=3)
    with socket.create_server(("127.0.0.1", 0), backlog=100) as silent:
        hosts = f"127.0.0.1:{silent.getsockname()[1]},{HOSTS}"
        began = time.monotonic()
        index = open_index(small_index.replace(HOSTS, hosts).replace("timeout=60", "timeout=5"))
        for _ in range(30):
            found = index.search("北京", limit=3)
            assert (found.total, found.hits) == (expected.total, expected.hits)
        assert 5 < time.monotonic() - began < 30, "it was never asked, or again and again"
        index.close()
