"""Files of a few pieces repeated again and again: twice as large, and reading may take hardly more than twice as long.

``python -m tests.soak.fuzz_growth --seconds 600``
"""

import argparse
import random
import time
from collections.abc import Iterator

from indexer.archive import Limits, Rejected, identify, parse
from tests.soak.fuzz_archive import URLS, WORDS
from tests.soak.fuzzing import Figures, tell

PIECES = (
    *WORDS,
    "字", "字 ", "词。", "a", "a ", "1", "1 ", " ", "\n", "\t", "，", "、", "/", "(", ")", "（", "）", "[", "]",
    "「", "」", "·", "-", "-\n", "--", "---", ":", "：", "；", "&", "&#", "<", ">", "</", "=", "'", '"', "%",
    "%41", "../", "//", "http://", "?url=", "&url=", "?", "#", ".jpg", "1w,", ", ", ",http:", "<b>", "</b>",
    "<p><b>", "</a>", "</p>", "</ul>", "</table>", "<li>字</li>", "<br>字", "<td>字", "<footer><p>字",
    "<a href=/x><b>字", "<p hidden>", "<p class='x-caption'>字",
    "<figure><img src=/a.jpg><figcaption>字</figcaption></figure>", "<img src=/a.jpg><small>字</small>", "记者",
    "综合报道", "编译 ", "和", "甲和乙", "台北", "by ", "By ", " and ", "display", "display:", "none",
    "media-caption", "wp-", "line", "2020-01-01", "发稿 甲；", "BBC", "文/", "■",
)  # fmt: skip
FRAMES = (
    "{}", "<!--1-->\n[题]({url})\n---\n{}", "<!--1-->\n[题]({url})\n---\n<p>{}</p>", "[{}]({url})\n---\n<p>字",
    "[题]({url}{})\n---\n<p>字", "---\ntitle: {}\n---\n<p>字", "---\n{}\n---\n<p>字", "---\n{}",
    "[题]({url})\n<p class='{}'>字", "[题]({url})\n<p style='{}'>字", "[题]({url})\n<img src='{}'>字",
    "[题]({url})\n<img srcset='{}'>字", "[题]({url})\n<p><a href='{}'>字</a>",
    "[题]({url})\n<time datetime='{}'>字", "[题]({url})\n<img src=/a.jpg alt='{}'>字",
    "[题]({url})\n<address>{}</address>字", "[题]({url})\n<footer>{}", "[题]({url})\n<p {}>字",
    "<link rel=canonical href='{}'>字", "[题]({url})\n<p>{}<p>字<p>字", "[题]({url})\n<p>字<p>字<p>{}",
)  # fmt: skip
SIZES = (50_000, 100_000, 200_000, 400_000)
WORTH = 0.3
"""Seconds of the third size from which it is worth to look at the fourth; below that noise decides."""
STEEPEST = 3.0
"""How many times as long twice as much may take, the best of three times each; n log n is 2.1."""


def cases(rng: random.Random) -> Iterator[tuple[str, str, str]]:
    """Frame, address and the piece to repeat: every single piece in every frame, then some together."""
    single = [(frame, rng.choice(URLS), piece) for frame in FRAMES for piece in PIECES]
    rng.shuffle(single)
    together = lambda: "".join(rng.choices(PIECES, k=rng.randint(2, 4)))  # noqa: E731
    for case in single:
        yield case
        yield rng.choice(FRAMES), rng.choice(URLS), together()
    while True:
        yield rng.choice(FRAMES), rng.choice(URLS), together()


def made(case: tuple[str, str, str], size: int) -> bytes:
    """A file of about that size."""
    frame, url, piece = case
    return frame.replace("{url}", url).replace("{}", piece * (size // len(piece.encode()))).encode()


def seconds_for(data: bytes) -> float:
    """What it takes to read a file, all that a reindex does before it cuts words."""
    began = time.process_time()
    try:
        identify(data, "a/1.md")
        parse(data, "a/1.md", Limits(tags=10**9))
    except Rejected:
        pass
    return time.process_time() - began


def steepness(case: tuple[str, str, str]) -> float:
    """How many times as long the largest takes as one half its size; 0 where that is no time."""
    if seconds_for(made(case, SIZES[2])) < WORTH:
        return 0.0
    half, whole = (min(seconds_for(made(case, size)) for _ in range(3)) for size in SIZES[2:])
    return whole / max(half, 0.05)


def run(seconds: float, seed: int) -> Figures:
    """Try cases for so long."""
    began = time.monotonic()
    failures: list[str] = []
    slowest, tries = 0.0, 0
    for case in cases(random.Random(seed)):
        if time.monotonic() - began > seconds:
            break
        tries += 1
        taken = seconds_for(made(case, SIZES[1]))
        slowest = max(slowest, taken)
        if taken > WORTH / 4 and (steep := steepness(case)) > STEEPEST:
            failures.append(f"Twice as much takes {steep:.1f} times as long: {case!r}")
    reached = f"{slowest:.2f} s for {SIZES[1]:,} bytes at most"
    return Figures("fuzz_growth", tries, reached, tuple(failures), time.monotonic() - began, seed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    tell(run(given.seconds, given.seed))
