"""Damage to the files of an index: ``python -m tests.soak.damage --tries 600``.

A file of the newest generation, or CURRENT, is damaged as disks do it: a bit, a block of zeros or of noise, a cut. Then
every answer is that of the whole index or a sentence (never another answer, never any other error), ``check`` names
what is not as it was written, and a reindex, with --full where ``check`` asks for it, leaves an index that answers as
before. Printed is how often each
was not so; exit status 1 then.
"""

import argparse
import logging
import random
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from indexer import Index, WenhaiError, check, open_index, reindex
from tests.factories import ARCHIVE

QUERIES = (
    "北京", "布林肯", '"美国"', "中国 经济", "人*", "的", "北京 NEAR/20 中国", "作者:林一帆", "-北京", "日期:2021",
    "习近平", "Blinken", "这些人都在谈论中国经济的前景和美国的关税政策究竟会怎样变化",
)  # fmt: skip
_MENDED_EVERY = 10
"""Tries: two runs take two seconds."""
_Damage = Callable[[random.Random, bytes], bytes]


def _flip(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]


def _block(rng: random.Random, data: bytes, noise: bool) -> bytes:
    size = rng.choice([16, 512, 4_096, 65_536])
    at = rng.randrange(0, len(data), min(size, 512))
    block = rng.randbytes(size) if noise else bytes(size)
    return (data[:at] + block)[: len(data)] + data[at + size :]


DAMAGES: dict[str, _Damage] = {
    "a bit": _flip,
    "zeros": lambda rng, data: _block(rng, data, False),
    "noise": lambda rng, data: _block(rng, data, True),
    "a cut": lambda rng, data: data[: rng.randrange(len(data))],
}


def answers(index: Index) -> list[Any]:
    """What it says: all that a page shows."""
    told: list[Any] = []
    for query in QUERIES:
        found = index.search(query, limit=20, facets=("author", "source", "year"), collapse=True)
        told.append((found.total, found.exact, found.facets, found.hits, found.understood.also))
        told.append([index.get(hit.id) for hit in found.hits[:3]])
    return [*told, index.suggest("北"), index.suggest("bei")]


def damaged(root: Path, tries: int, seed: int) -> Counter[str]:
    """How often what happened, of so many damages to an index of tests/data/archive that is made in a folder."""
    rng = random.Random(seed)
    whole, index = root / "whole", root / "index"
    reindex(ARCHIVE, whole)
    reindex(ARCHIVE, whole, full=True)
    truth, files = answers(open_index(whole)), sorted((whole / "generations" / "000002").iterdir())
    seen: Counter[str] = Counter()
    for number in range(tries):
        shutil.rmtree(index, ignore_errors=True)
        shutil.copytree(whole, index)
        file = rng.choice([whole / "CURRENT", *(file for file in files if file.stat().st_size)])
        kind = rng.choice(list(DAMAGES))
        data = file.read_bytes()
        now = DAMAGES[kind](rng, data)
        if now.strip() == data.strip():  # the line end of CURRENT
            continue
        (index / file.relative_to(whole)).write_bytes(now)
        seen["tries"] += 1
        for fault in _faults(index, truth, mended=number % _MENDED_EVERY == 0):
            seen[fault] += 1
            print(f"{fault}: {kind} in {file.name} (try {number})", file=sys.stderr)
    return seen


def _faults(index: Path, truth: list[Any], mended: bool) -> list[str]:
    faults = []
    try:
        if answers(open_index(index)) != truth:
            faults.append("answered wrongly")
    except WenhaiError:
        pass
    except Exception:
        faults.append("no sentence")
    try:
        if not check(index, sample=20, seed=1).problems:
            faults.append("unnamed by check")
    except WenhaiError:
        pass
    except Exception:
        faults.append("no sentence of check")
    if mended:
        reindex(ARCHIVE, index)
        if check(index, sample=20, seed=1).problems:  # as it says
            reindex(ARCHIVE, index, full=True)
        if answers(open_index(index)) != truth or check(index, sample=20, seed=1).problems:
            faults.append("lost")
    return faults


def main() -> int:
    """Gives the exit status."""
    parser = argparse.ArgumentParser("python -m tests.soak.damage", description=__doc__)
    parser.add_argument("--tries", type=int, default=600)
    parser.add_argument("--seed", type=int, default=20261201)
    asked = parser.parse_args()
    logging.disable()  # which generation serves is said for each
    with TemporaryDirectory() as folder:
        seen = damaged(Path(folder), asked.tries, asked.seed)
    print(", ".join(f"{number} {what}" for what, number in seen.items()))
    return int(len(seen) > 1)


if __name__ == "__main__":
    sys.exit(main())
