"""Articles as long as a file may be, of every shape that is dear to show, and what their pages cost.

``python -m tests.soak.pages`` writes and indexes them in a folder of its own, asks for the page of each with each
query, in each script, at its beginning and end, and for comparisons of two; it prints the dearest last, and ends with
status 1 where one takes over 0.3 s of processor time, weighs over 1.5 MB or is no page. A comparison may
be given up after the 2 s of a request, and take one step more.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from urllib.parse import quote

from flask.testing import FlaskClient

from indexer import open_index, reindex
from search_app import create_app

SECONDS, COMPARED, BYTES = 0.3, 3.0, 1_500_000
QUERIES = ("", "云", "云桥", "a", "a*", "b*", '"通"', "桥 OR 云 OR 了", "渡 NEAR/3 了", "标题:one", "报道", "图")
_SENTENCE = "云桥通了，渡轮停了，桥上的人都说好。"
_HOST = "https://cn.nytimes.com/china/20240301"


def bodies(size: int) -> dict[str, str]:
    """Markup of about so many bytes by the name of its shape; of no more tags than a file may have."""

    def filled(piece: str) -> str:
        return piece * (size // len(piece.encode()))

    def links(numbers: range, address: str, text: str) -> str:
        return "".join(f'<a href="{_HOST}/{address.format(number)}/">{text.format(number)}</a>' for number in numbers)

    most = range(min(size // 80, 90_000))
    figure = '<figure><img src="https://a.cn/{0}.jpg"><figcaption>图{0}</figcaption></figure>'
    return {
        "one": filled(_SENTENCE),
        "lines": f"<p>{_SENTENCE}" * min(size // 80, 190_000),
        "poem": "云桥<br>" * min(size // 10, 190_000),
        "same": filled("云"),
        "letters": filled("a b "),
        "word": filled("a"),
        "traditional": filled("雲橋通了，渡輪停了。"),
        "escaped": filled("&lt;&amp;"),
        "joined": filled("👩‍👩‍👧‍👦云"),
        "links": links(most, "n{}", "报道{}"),
        "links here": links(most[::3], "one", "云") + links(most[::3], "lines", "桥{}"),
        "links nowhere": filled("桥云")[: size // 6] + "</p><p>" + links(most[::2], "one", "渡{}"),
        "pictures": "".join(map(figure.format, range(min(size // 120, 39_000)))),
        "caption": f'<figure><img src="https://a.cn/1.jpg"><figcaption>{filled("图云")}</figcaption></figure>',
        "changed": filled(_SENTENCE.replace("好。", "好！")),
    }


@dataclass(frozen=True, slots=True)
class Shown:
    """What one page took."""

    address: str
    status: int
    seconds: float
    bytes: int

    @property
    def dear(self) -> bool:
        """Is it over a bound?"""
        compared = "/against/" in self.address
        answered = self.status == 200 or (compared and self.status == 400)
        return not answered or self.seconds > (COMPARED if compared else SECONDS) or self.bytes > BYTES

    def __str__(self) -> str:
        return f"{self.seconds * 1e3:6.0f} ms {self.bytes:>9,} bytes  {self.status}  {self.address}"


def addresses(ids: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Shapes with what is asked for of each."""
    for name, id in ids.items():
        for query in QUERIES:
            yield name, f"/articles/{id}?q={quote(query)}"
        for more in ("part=9999&pictures=1", "at=1", "script=hant", "script=hans", "part=2&language=en"):
            yield name, f"/articles/{id}?q={quote('云')}&{more}"
    for name, other in (("one", "changed"), ("one", "lines"), ("same", "joined"), ("letters", "word")):
        yield f"{name} and {other}", f"/articles/{ids[name]}/against/{ids[other]}"


def run(folder: Path, size: int) -> list[Shown]:
    """All of them, the dearest last."""
    (folder / "archive").mkdir()
    for name, body in bodies(size).items():
        head = f"<!--1709251200-->\n[{name}]({_HOST}/{name.replace(' ', '-')}/)\n---\n<p>"
        (folder / f"archive/{name}.md").write_text(head + body, encoding="utf-8")
    report = reindex(folder / "archive", folder / "index")
    assert not report.rejected, report.rejections
    ids = {article.title: article.id for article in open_index(folder / "index").articles()}
    client = create_app({"WENHAI_INDEX": str(folder / "index")}).test_client()
    client.get("/")
    return sorted((_shown(client, *one) for one in addresses(ids)), key=lambda one: one.seconds)


def _shown(client: FlaskClient, name: str, address: str) -> Shown:
    times = []
    for _ in range(2):
        began = time.thread_time()
        answer = client.get(address)
        times.append(time.thread_time() - began)
    return Shown(f"{name}: {address}", answer.status_code, min(times), len(answer.data))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.soak.pages", description="Pages of very long articles.")
    parser.add_argument("--size", type=int, default=7_900_000, help="bytes of each article; default %(default)s")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wenhai-pages-") as folder:
        found = run(Path(folder), options.size)
    dear = [one for one in found if one.dear]
    print(*chain(found[-20:], [f"{len(found)} pages, {len(dear)} too dear"], dear), sep="\n")
    sys.exit(bool(dear))


if __name__ == "__main__":
    main()
