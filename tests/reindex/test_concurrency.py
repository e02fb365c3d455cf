"""Readers and writers at once (the long form: make soak)."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from indexer import open_index
from tests.factories import page
from tests.soak.together import piling, together

Write = Callable[..., Path]


def test_every_answer_is_of_one_generation_while_the_index_is_rebuilt() -> None:
    found = together(readers=4, rebuilds=4)
    assert not found.wrong, found.wrong[:5]
    assert found.answers > 50 and len(found.generations) > 2


def test_nothing_piles_up_over_many_queries_and_generations() -> None:
    samples = piling(queries=400, swaps=12)
    middle, last = samples[len(samples) // 2], samples[-1]
    assert last.files <= middle.files + 2, samples
    assert last.memory < middle.memory + 8, samples


def test_of_two_writers_one_writes_and_the_other_says_why_not(archive: Write, tmp_path: Path) -> None:
    folder = archive(*(page(f"题{number}", "河堤上的人。" * 50) for number in range(300)))
    command = [sys.executable, "-m", "indexer", "reindex", str(folder), "--index", str(tmp_path / "index")]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=120)[1] for process in both]
    assert sorted(process.returncode for process in both) == [0, 1]
    [sentence] = [text for process, text in zip(both, said, strict=True) if process.returncode]
    assert "Another reindex is writing to" in sentence and "Traceback" not in sentence
    assert len(open_index(tmp_path / "index")) == 300
