"""The owner's own words and synonyms, whatever the engine."""

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import open_index, reindex
from indexer.cli import main
from indexer.location import folder_of
from tests.factories import Places, page, write_lexicon

Write = Callable[..., Path]
TALK = page("渡口纪事", "老船工说云桥镇最好的渡口是青石渡。", "青石渡的灯亮着。")


def test_new_words_rebuild_the_index_and_the_query_is_cut_alike(archive: Write, places: Places) -> None:
    root = places()
    folder = archive(TALK)
    assert reindex(folder, root).added == 1
    notes = open_index(root).search("青石渡").understood.notes
    assert any("青石" in note for note in notes)
    write_lexicon(folder_of(root), "青石渡\n")
    report = reindex(folder, root)
    assert (report.added, report.unchanged) == (1, 0)
    results = open_index(root).search("青石渡")
    assert (results.total, results.understood.notes) == (1, ())
    assert reindex(folder, root).unchanged == 1


def test_synonyms_are_added_shown_and_can_be_taken_away(archive: Write, places: Places) -> None:
    root = places()
    folder = archive(TALK, page("码头", "码头上停着一条船。"), page("旅店", "旅店靠山。"))
    reindex(folder, root)
    assert open_index(root).search("渡口").total == 1
    write_lexicon(folder_of(root), synonyms="渡口, 码头\n")
    report = reindex(folder, root)
    assert (report.added, report.unchanged) == (0, 3)
    index = open_index(root)
    found = index.search("渡口")
    assert [hit.title for hit in found.hits] == ["渡口纪事", "码头"]
    assert (found.total, found.exact) == (2, 1)
    assert [(one.typed, one.names) for one in found.understood.also] == [("渡口", ("码头",))]
    assert [hit.snippet.text[s:e] for hit in found.hits[1:] for s, e in hit.snippet.marks] == ["码头"]
    for plain in (index.search("渡口", without=["码头"]), index.search("渡口", expand=False), index.search('"渡口"')):
        assert [hit.title for hit in plain.hits] == ["渡口纪事"]
        assert plain.understood.also == ()
    assert index.search("船 -渡口").total == 1


def test_a_wrong_line_stops_a_reindex_with_a_sentence(
    archive: Write, places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    root = places()
    folder = archive(TALK)
    reindex(folder, root)
    write_lexicon(folder_of(root), "TikTok\n")
    with pytest.raises(SystemExit) as stopped:
        main(["reindex", str(folder), "--index", str(root)])
    assert stopped.value.code == 1
    assert "words.txt, line 1" in capsys.readouterr().err
    assert open_index(root).search("渡口").total == 1
