"""Fold, then cut."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import fold
from indexer.analysis import analysis_stamp, cutter

EVERY_CHARACTER = "".join(map(chr, range(sys.maxunicode + 1)))


def test_fold_keeps_length_and_is_settled_for_every_character_of_unicode() -> None:
    folded = fold(EVERY_CHARACTER)
    assert len(folded) == len(EVERY_CHARACTER)
    assert fold(folded) == folded
    assert all(fold(char) == plain for char, plain in zip(EVERY_CHARACTER[:0x30000:7], folded[:0x30000:7], strict=True))


@pytest.mark.parametrize(
    "one, other",
    [
        ("習近平與臺灣總統會談後發表聲明", "习近平与台湾总统会谈后发表声明"),
        ("ＡＢＣ１２３（）！？：；", "abc123()!?:;"),
        ("TikTok ÉCOLE ΣΑΣ", "tiktok école σασ"),
        ("安东尼·布林肯", "安东尼・布林肯"),
        ("安东尼‧布林肯", "安东尼•布林肯"),
        ("“引文”‘内’", "\"引文\"'内'"),
        ("「引文」『內』", '"引文""内"'),
        ("甲\u3000乙\u00a0丙", "甲 乙 丙"),
        ("俄羅斯—烏克蘭", "俄罗斯–乌克兰"),
    ],
)
def test_spellings_of_one_text_fold_to_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("one, other", [("王毅", "王义"), ("北京", "北平"), ("a", "b"), ("é", "e"), ("日", "曰")])
def test_different_texts_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_words_are_pieces_of_the_folded_text_in_their_order(text: str) -> None:
    folded, at = fold(text), 0
    for word in cutter().words(folded):
        at = folded.index(word, at) + len(word)


@pytest.mark.parametrize(
    "text, whole, parts",
    [
        ("3.6.3", ["3.6.3"], {"3.6.3", "3", "6"}),
        ("A-10攻击机", ["a-10", "攻击机"], {"a-10", "a", "10"}),
        ("H&M", ["h&m"], {"h&m", "h", "m"}),
        ("TikTok。", ["tiktok"], {"tiktok"}),
        ("𠮷野家", ["𠮷", "野", "家"], {"𠮷"}),
        ("中华人民共和国", ["中华人民共和国"], {"中华", "人民", "共和国", "中华人民共和国"}),
    ],
)
def test_whole_words_and_their_parts(text: str, whole: list[str], parts: set[str]) -> None:
    assert cutter().words(fold(text)) == whole
    assert parts <= set(cutter().index_words(fold(text)))


def test_nothing_that_a_reader_could_look_for_is_dropped() -> None:
    assert cutter().words(fold("的了是，一个〇☆😀")) == ["的", "了", "是", "一个", "〇"]


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=40))
def test_jieba_and_rjieba_cut_alike(text: str) -> None:
    slow, fast = cutter("jieba"), cutter("rjieba")
    assert slow.words(text) == fast.words(text)
    assert slow.index_words(text) == fast.index_words(text)


def test_the_stamp_is_short_and_stays() -> None:
    assert analysis_stamp() == analysis_stamp()
    assert len(analysis_stamp()) == 16
