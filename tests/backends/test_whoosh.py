"""Every promise of the port, kept by the engine on Whoosh, and what is Whoosh's own."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import whoosh.index
import whoosh.query

from indexer import Index, fold, open_index, reindex
from indexer.backends.arrays import segment_buffer as pool
from indexer.backends.whoosh.generation import pointer
from tests.contract.all import *  # noqa: F403
from tests.factories import page


def test_ten_segments_answer_as_one(
    archive: Callable[..., object], tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [page(f"题{n}", f"第{n}座桥。" + "桥上有人。" * (n % 5)) for n in range(40)]
    folder, root = archive(*pages), tmp_path_factory.mktemp("segments")
    reindex(folder, root / "one")  # type: ignore[arg-type]
    monkeypatch.setattr(pool, "MAX_CHARACTERS", 60)
    reindex(folder, root / "many")  # type: ignore[arg-type]
    one, many = open_index(root / "one"), open_index(root / "many")
    assert len(list((root / "many" / "generations" / "000001").glob("*.arrays"))) > 5
    for query in ("桥", '"桥上"', "第1*", "人 NEAR/3 桥", "-人", "题7 OR 题8", "这些桥上都有人在走来走去看风景吗"):
        for sort in ("relevance", "oldest"):
            first, second = (ix.search(query, limit=50, sort=sort, facets=("author", "year")) for ix in (one, many))  # type: ignore[arg-type]
            assert [(h.id, h.score) for h in first.hits] == [(h.id, h.score) for h in second.hits]
            assert (first.total, first.exact, first.facets) == (second.total, second.exact, second.facets)


def test_the_index_is_an_ordinary_whoosh_index(small_index: Path, index: Index) -> None:
    ix = whoosh.index.open_dir(str(small_index / "generations" / pointer(small_index).name))
    assert {"title", "body", "byline", "date"} <= set(ix.schema.names())
    with ix.searcher() as searcher:
        found = searcher.search(whoosh.query.Term("body", "北京"), limit=None)
        holding = {hit.id for hit in index.search("北京", limit=500).hits}
        assert 0 < len(found) <= len(holding)
        assert all(re.search("北京", fold(hit["body"])) for hit in found)


def test_nobody_is_told_what_python_thinks_of_the_source_of_whoosh_and_jieba(tmp_path: Path) -> None:
    """None of it is compiled, as after ``uv pip install``: Python told it in twelve lines before every answer."""
    program = "import indexer.backends.whoosh.index; from indexer.analysis import get_tokenizer\n"
    program += "print(get_tokenizer('jieba').words('北京'))"
    uncompiled = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path)}
    command = [sys.executable, "-W", "always", "-c", program]
    done = subprocess.run(command, env=uncompiled, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['北京']"
    assert not re.search(r"(whoosh|jieba)[/.]\S*: \w*Warning", done.stderr), done.stderr
