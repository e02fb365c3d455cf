"""The owner's words and synonyms: read at a reindex, kept with the generation, wrong lines named."""

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import LexiconInvalid, open_index, reindex
from indexer.analysis import Lexicon, cutter, read_lexicon
from indexer.cli import main
from tests.conftest import page

Write = Callable[..., Path]
TALK = page("渡口纪事", "老船工说云桥镇最好的渡口是青石渡。", "青石渡的灯亮着。")


def write(folder: Path, words: str = "", synonyms: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "words.txt").write_text(words, encoding="utf-8")
    (folder / "synonyms.txt").write_text(synonyms, encoding="utf-8")
    return folder


def test_both_files_are_read_as_jieba_and_people_write_them(tmp_path: Path) -> None:
    folder = write(tmp_path, "\ufeff# 地名\n青石渡 5 ns\n雲橋鎮\n\n白鹭洲 n\n", "渡口，码头, 埠头\n# 完\n")
    lexicon = read_lexicon(folder)
    assert lexicon.words == (("云桥镇", None), ("白鹭洲", None), ("青石渡", 5))
    assert lexicon.synonyms == (("渡口", "码头", "埠头"),)
    assert read_lexicon(tmp_path / "none") == Lexicon()


@pytest.mark.parametrize(
    "words, synonyms, named",
    [
        ("青石渡\nTikTok\n", "", "words.txt, line 2"),
        ("青石渡 often-1\n", "", "words.txt, line 1"),
        ("# 一\n渡\n", "", "words.txt, line 2"),
        ("", "渡口, 码头\n渡口\n", "synonyms.txt, line 2"),
        ("", "習近平, 习近平\n", "synonyms.txt, line 1"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, words: str, synonyms: str, named: str) -> None:
    with pytest.raises(LexiconInvalid, match=named):
        read_lexicon(write(tmp_path, words, synonyms))


def test_bytes_that_are_no_text_are_named_by_line(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_bytes("青石渡\n".encode() + b"\xff\xfe\n")
    with pytest.raises(LexiconInvalid, match=r"words\.txt, line 2"):
        read_lexicon(tmp_path)


@pytest.mark.parametrize("name", ["jieba", "rjieba"])
def test_own_words_are_cut_whole_by_both_cutters(name: str) -> None:
    own = cutter(name, (("青石渡", None), ("好的渡口", 100_000)))
    assert "青石渡" in own.words("青石渡的灯")
    assert "好的渡口" in own.index_words("最好的渡口")
    assert "青石渡" not in cutter(name).words("青石渡的灯")


def test_new_words_rebuild_the_index_and_the_query_is_cut_alike(archive: Write, tmp_path: Path) -> None:
    root = tmp_path / "index"
    folder = archive(TALK)
    assert reindex(folder, root).added == 1
    notes = open_index(root).search("青石渡").understood.notes
    assert any("青石" in note for note in notes)
    write(root, "青石渡\n")
    report = reindex(folder, root)
    assert (report.added, report.unchanged) == (1, 0)
    results = open_index(root).search("青石渡")
    assert (results.total, results.understood.notes) == (1, ())
    assert reindex(folder, root).unchanged == 1


def test_synonyms_are_added_shown_and_can_be_taken_away(archive: Write, tmp_path: Path) -> None:
    root = tmp_path / "index"
    folder = archive(TALK, page("码头", "码头上停着一条船。"), page("旅店", "旅店靠山。"))
    reindex(folder, root)
    assert open_index(root).search("渡口").total == 1
    write(root, synonyms="渡口, 码头\n")
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
    archive: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "index"
    folder = archive(TALK)
    reindex(folder, root)
    write(root, "TikTok\n")
    with pytest.raises(SystemExit) as stopped:
        main(["reindex", str(folder), "--index", str(root)])
    assert stopped.value.code == 1
    assert "words.txt, line 1" in capsys.readouterr().err
    assert open_index(root).search("渡口").total == 1
