"""Every page that a reader comes to, over the small archive, as the tests for everyone visit it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from indexer import Index
from tests.support.browser import serving

_PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="5"><rect width="9" height="5" fill="#7a8"/></svg>'
LONG = "Donaudampfschifffahrtsgesellschaft" * 4


@dataclass(frozen=True)
class Place:
    """An address, the status of its answer, and what is typed there before one looks."""

    address: str
    status: int = 200
    typed: str = ""


PLACES = {
    "front": Place("/"),
    "suggestions": Place("/", typed="布林"),
    "results": Place("/?q=布林肯"),
    "keys": Place("/?q=布林肯", typed="?"),
    "names": Place("/?q=Lin Yifan"),
    "folded": Place("/?q=纱线期价"),
    "share": Place("/?q=布林肯&chart=share&sort=newest"),
    "nothing": Place('/?q="没有这句话"&source=nyt'),
    "meant": Place("/?q=布林垦 北京"),
    "far": Place("/?q=布林肯&page=99"),
    "chosen": Place("/?author=林一帆&source=nyt&from=2001&sort=oldest&page=2"),
    "compact": Place("/?q=桥&density=compact"),
    "long": Place(f"/?q={LONG}&author={LONG}&section={LONG}"),
    "english": Place("/?q=布林肯&sort=oldest&language=en"),
    "english-front": Place("/?language=en"),
    "english-article": Place("/articles/{云桥上走过}?q=云桥&at=1&language=en"),
    "traditional": Place("/compare?term=桥&term=灯&language=zh-Hant"),
    "article": Place("/articles/{云桥上走过}?q=云桥&at=1"),
    "pictures": Place("/articles/{云桥上走过}?pictures=1"),
    "markup": Place("/articles/{网页安全入门}?q=的"),
    "converted": Place("/articles/{石榴巷的水井}?script=hant"),
    "author": Place("/authors/林一帆"),
    "versions": Place("/articles/{纱线期价小幅收高（重发）}/against/{因仓库盘点}"),
    "compare": Place("/compare"),
    "compared": Place("/compare?term=布林肯&term=习近平"),
    "compared-long": Place(f"/compare?term=桥&term={LONG}&chart=share"),
    "api": Place("/api"),
    "refused": Place("/?sort=x", 400),
    "missing": Place("/articles/x", 404),
    "nobody": Place(f"/authors/{LONG}", 404),
    "closed": Place("/?q=布林肯", 503),
}
"""``closed`` is asked of a server without an index. A title in braces stands for the id of its article."""

TWINS = {
    "suggestions", "keys", "names", "share", "meant", "far", "compact", "long", "pictures", "converted",
    "english-front", "english-article", "traditional", "compared-long", "missing", "nobody",
}  # fmt: skip
"""Places that show another one's page in another state."""


def address(place: Place, index: Index) -> str:
    """The address, with ids in place of titles."""
    head, *rest = place.address.split("{")
    for part in rest:
        title, _, tail = part.partition("}")
        [hit] = index.search(f'标题:"{title}"', limit=1).hits
        head += hit.id + tail
    return quote(head, safe="/?&=%")


@pytest.fixture(scope="session")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that has no index."""
    with serving(tmp_path_factory.mktemp("closed") / "index") as at:
        yield at


@pytest.fixture(scope="session")
def urls(server: str, closed: str, index: Index) -> dict[str, str]:
    """Where the places are."""
    return {name: (closed if place.status == 503 else server) + address(place, index) for name, place in PLACES.items()}


Opening = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def opening(browser: Browser) -> Iterator[Opening]:
    """Makes browser windows, in which pictures of other hosts are drawn here."""
    opened = []

    def draw(route: Route) -> None:
        if route.request.resource_type == "image":
            route.fulfill(body=_PICTURE, content_type="image/svg+xml")
        else:
            route.abort()

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(**{"locale": "zh-CN", "reduced_motion": "reduce", **options})
        context.route(lambda url: not url.startswith("http://127.0.0.1:"), draw)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


def arrive(tab: Page, name: str, url: str) -> None:
    """Go to a place, and type what is typed there."""
    answer = tab.goto(url)
    assert answer and answer.status == PLACES[name].status
    if PLACES[name].typed:
        tab.keyboard.type(PLACES[name].typed)
        tab.locator("[role=option], dialog[open]").first.wait_for()
