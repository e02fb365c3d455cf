"""Any request: what the description of the API lets clients ask (schemathesis), and what it does not (hypothesis).

``python -m tests.soak.fuzz_http --seconds 600``. No answer may be a server error, tell of a place on the disk or of the
program, or be slow; those of the API are as described, whatever the parameters.
"""

import argparse
import json
import logging
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import hypothesis
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from indexer import open_index, reindex
from search_app import create_app
from tests.soak.fuzz_query import WORDS
from tests.soak.fuzzing import ARCHIVE, Figures, place_of, tell
from tests.web.test_openapi import schema, telling

NAMES = (
    "q", "author", "translator", "source", "section", "from", "to", "sort", "also", "without", "collapse", "chart",
    "page", "size", "at", "pictures", "term", "limit", "lang", "theme", "script", "density", "back", "unknown",
)  # fmt: skip
PATIENCE = 3.0
"""Seconds of processor time for one request."""
ROUND = 40
"""Requests of one kind before the next kind has its turn."""

USUAL: dict[str, Any] = {
    "deadline": None, "database": None, "phases": [Phase.generate], "suppress_health_check": list(HealthCheck),
}  # fmt: skip
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(("0", "1", "-1", "9" * 18, "2020-13-45", "newest", "csv", "../../etc/passwd", "%", "%00", "%ff")),
    st.sampled_from(
        ("<script>alert(1)</script>", "{{7*7}}", "%s%n", "\r\nX: y", "javascript:alert(1)", "=1+1", "'\"><")
    ),
    st.text(max_size=30),
)
VALUES = st.lists(PIECES, max_size=5).map("".join)
HEADERS = st.dictionaries(
    st.sampled_from(
        ("Accept", "Accept-Language", "Accept-Encoding", "If-None-Match", "If-Modified-Since", "Range", "Cookie",
         "Host", "X-Forwarded-Host", "X-Forwarded-Proto", "Content-Type", "Content-Length", "Transfer-Encoding")
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=40)
    | st.sampled_from(("gzip;q=x", "zh-Hant,en;q=0.1", 'W/"x", *', "bytes=0-", "settings=en|dark", "gzip, br;q=0")),
    max_size=3,
)  # fmt: skip
METHODS = st.sampled_from(("GET",) * 8 + ("HEAD", "POST", "OPTIONS", "PUT", "DELETE", "TRACE", "BREW"))


class Requests:
    """The application over the small archive, and what came of asking it."""

    def __init__(self, index: Path) -> None:
        reindex(ARCHIVE, index, jobs=1)
        self.app: Flask = create_app({"WENHAI_INDEX": str(index), "PROPAGATE_EXCEPTIONS": False})
        self.app.logger.addHandler(logging.NullHandler())
        self.app.logger.propagate = False
        self._place = str(index)
        with_ids = open_index(index)
        self.ids = [article.id for article in with_ids.articles()]
        with_ids.close()
        self.tries: Counter[str] = Counter()
        self.failures: dict[str, str] = {}
        self._paths = sorted({rule.rule for rule in self.app.url_map.iter_rules()})

    def paths(self) -> st.SearchStrategy[str]:
        """Addresses that there are, with something in their gaps, and some that there are not."""
        gaps = st.sampled_from(self.ids) | VALUES

        def filled(rule: str) -> st.SearchStrategy[str]:
            fixed = re.split("<[^<>]*>", rule)
            return st.tuples(*(gaps for _ in fixed[1:])).map(
                lambda found: "".join(a + b for a, b in zip(fixed, (*found, ""), strict=True))
            )

        return st.sampled_from(self._paths).flatmap(filled) | VALUES.map(lambda value: f"/{value}")

    def once(self, kind: str, ask: Callable[[], Any]) -> None:
        """Ask, and note what must not be."""
        self.tries[kind] += 1
        began = time.process_time()
        try:
            ask()
            assert time.process_time() - began < PATIENCE, "It took too long."
        except Exception as error:
            self.failures.setdefault(place_of(error), f"{place_of(error)}: {str(error)[:600]}")

    def any_request(
        self, method: str, path: str, query: list[tuple[str, str]], headers: Mapping[str, str], raw: bytes
    ) -> None:
        """One request, of which nothing is known but that it must be answered decently."""
        client = self.app.test_client()
        told: Any = raw.decode("latin-1") if raw else query
        answer = client.open(
            "/" + path.lstrip("/").replace("?", "%3F"),  # what two slashes begin is a host for this client
            method=method,
            query_string=told,
            headers=dict(headers),
            data=raw if method == "POST" else None,
        )
        body = answer.get_data()
        asked = f"{method} {path!r} {told!r} {headers!r} gave {answer.status_code}"
        assert answer.status_code < 500, asked
        for secret in (b"Traceback", self._place.encode(), b"site-packages", b'File "/'):
            assert secret not in body, f"{asked} and tells of {secret!r}"
        assert not any("\n" in value or "\r" in value for _, value in answer.headers), asked
        if answer.mimetype.endswith("json") and body and not answer.headers.get("Content-Encoding"):
            json.loads(body)


def described(requests: Requests, seed: int) -> list[Callable[[], None]]:
    """For each operation of the description something that asks it some times."""
    found = []
    for result in schema.get_all_operations():
        operation = result.ok()

        @hypothesis.seed(seed)
        @settings(**USUAL, max_examples=ROUND)
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            case = telling(case, requests.ids)
            requests.once(
                "described",
                lambda: case.call_and_validate(app=requests.app, headers={"Accept-Encoding": "identity"}),
            )

        found.append(ask)
    return found


def anything(requests: Requests, seed: int) -> Callable[[], None]:
    """What asks whatever comes to mind some times."""

    @hypothesis.seed(seed)
    @settings(**USUAL, max_examples=ROUND * 8)
    @given(
        METHODS, requests.paths(), st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=4), HEADERS,
        st.just(b"") | st.binary(max_size=30),
    )  # fmt: skip
    def ask(method: str, path: str, query: list[tuple[str, str]], headers: Mapping[str, str], raw: bytes) -> None:
        requests.once("any", lambda: requests.any_request(method, path, query, headers, raw))

    return ask


def run(seconds: float, seed: int) -> Figures:
    """Ask for so long."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="wenhai-fuzz-") as kept:
        requests = Requests(Path(kept) / "index")
        for turn in count(seed * 1_000_000):
            for ask in (*described(requests, turn), anything(requests, turn)):
                ask()
                if time.monotonic() - began > seconds:
                    break
            else:
                continue
            break
        requests.app.extensions["wenhai"].close()
    reached = ", ".join(f"{number} {kind}" for kind, number in sorted(requests.tries.items()))
    failures = tuple(requests.failures.values())
    return Figures("fuzz_http", requests.tries.total(), reached, failures, time.monotonic() - began, seed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=7)
    given_ = parser.parse_args()
    tell(run(given_.seconds, given_.seed))
