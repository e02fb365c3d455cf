"""An index of another release is opened, or refused with the command to run; never misread.

``tests/data/old/`` holds the index that release 0.1.0 built of two articles. A release that changes how an index is
kept adds one.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from indexer import IndexMismatch, check, open_index, reindex
from indexer.backends.whoosh.metadata import Stamp, read_stamp, write_stamp
from tests.factories import DATA, page
from tests.support.tars import unpack

Write = Callable[..., Path]
KEPT = sorted((DATA / "old").glob("index-*.tar.xz"))


@pytest.fixture(params=KEPT, ids=lambda path: path.name)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    unpack(request.param, tmp_path)
    return tmp_path / "index"


def test_it_is_opened_or_refused_with_the_command_to_run(kept: Path, archive: Write) -> None:
    try:
        index = open_index(kept)
    except IndexMismatch as refused:
        assert "Rebuild it with: wenhai reindex ARCHIVE" in str(refused)
    else:
        assert {article.title for article in index.articles()} == {"渡口纪事", "河堤"}
        assert [index.search(query).total for query in ('"青石渡"', "彻夜", "船工 OR 雨季", "没有")] == [1, 1, 2, 0]
        assert not check(kept).problems
    report = reindex(archive(page("新的一篇", "旧索引照样更新。")), kept)
    assert report.articles == 1
    assert [article.title for article in open_index(kept).articles()] == ["新的一篇"]


@pytest.mark.parametrize(
    "other", [{"schema": 1}, {"schema": 99, "unheard_of": []}, {"analysis": "another"}], ids=lambda other: str(other)
)
def test_another_schema_or_analysis_is_no_damage(
    archive: Write, tmp_path: Path, other: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    root = tmp_path / "index"
    reindex(archive(page("甲", "一。")), root)
    folder = root / "generations" / "000001"
    values = {**asdict(read_stamp(folder)), **other, "version": "9.9"}
    if "analysis" in other:  # as a release of this schema writes it
        write_stamp(folder, Stamp(**values))  # type: ignore[arg-type]
    else:
        (folder / "stamp.json").write_text(json.dumps(values))
    with pytest.raises(IndexMismatch, match=r"built by Wenhai 9\.9 .* wenhai reindex ARCHIVE --full"):
        open_index(root)
    assert not caplog.records
