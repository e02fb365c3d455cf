"""The owner's words and synonyms: read at a reindex, kept with the generation, wrong lines named."""

from pathlib import Path

import pytest

from indexer import LexiconInvalid
from indexer.analysis import Lexicon, cutter, read_lexicon
from tests.factories import write_lexicon


def test_both_files_are_read_as_jieba_and_people_write_them(tmp_path: Path) -> None:
    folder = write_lexicon(tmp_path, "\ufeff# 地名\n青石渡 5 ns\n雲橋鎮\n\n白鹭洲 n\n", "渡口，码头, 埠头\n# 完\n")
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
        read_lexicon(write_lexicon(tmp_path, words, synonyms))


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
