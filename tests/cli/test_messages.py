"""Sentences of library and command line: one language a session, all of it."""

import ast
import json
import pickle
import re
import string
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from click.testing import CliRunner, Result

from indexer import BadParameter, IndexMissing, Rejection, open_index, reindex, script_of, translated
from indexer.archive import Limits
from indexer.cli import main
from indexer.messages import LANGUAGES, Message, from_json, language_of, message, to_json
from tests.factories import page
from tests.support import catalogs

HAN = re.compile(r"[\u3400-\u9fff]")
ENGLISH = re.compile(r"(?:\b[A-Za-z']+ ){2,}[A-Za-z']+")
COMMAND = re.compile(r"wenhai [-\w/ .]+|\[OPTIONS\][A-Z. ]*")
LOCALES = {"en": "en_GB.UTF-8", "zh-Hans": "zh_CN.UTF-8", "zh-Hant": "zh_TW.UTF-8"}


@pytest.fixture
def speaking(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs the program where LANG asks for a language."""
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)

    def run(language: str, *arguments: object) -> Result:
        monkeypatch.setenv("LANG", LOCALES[language])
        return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="wenhai")

    return run


def fields(template: str) -> set[str]:
    return {
        f"{name}{'!' + conversion if conversion else ''}:{spec}"
        for _, name, spec, conversion in string.Formatter().parse(template)
        if name
    }


def test_no_sentence_is_filled_in_before_it_is_translated() -> None:
    assert not [f"{path}:{first.lineno}" for path, first in catalogs.beginnings() if isinstance(first, ast.JoinedStr)]


@pytest.mark.parametrize("language", catalogs.TRANSLATED)
def test_every_sentence_is_translated_with_all_that_stands_in_it(language: str) -> None:
    told = {str(entry.id): str(entry.string) for entry in catalogs.catalog(language) if entry.id}
    expected = {*catalogs.spoken(), *catalogs.system_errors(), "”, “"}
    assert told.keys() == expected, "run make translations"
    other = "hant" if language == "zh_Hans" else "hans"
    for template, text in told.items():
        assert text, f"{template} has no translation into {language}"
        assert fields(template) == fields(text), template
        assert script_of(text) != other, text
    with catalogs.path_of(language, catalogs.DOMAIN, "mo").open("rb") as file:
        assert {str(entry.id): str(entry.string) for entry in read_mo(file) if entry.id} == told, (
            "run make translations"
        )


def test_a_message_knows_how_it_was_made() -> None:
    over = Limits(file=7).over("file")
    told = message("The file is too large: {size:,} bytes, {over}", size=9_000, over=over)
    assert told == "The file is too large: 9,000 bytes, over the limit file=7."
    assert translated(told, "zh-Hans") == "文件太大：9,000 字节，超过限度 file=7。"
    assert translated(told, "zh-Hant") == "檔案太大：9,000 位元組，超過限度 file=7。"
    for again in (pickle.loads(pickle.dumps(told)), from_json(json.loads(json.dumps(to_json(told))))):
        assert again == told and translated(again, "zh-Hans") == translated(told, "zh-Hans")
    assert from_json(to_json("plain {text}")) == message("plain {text}") == "plain {text}"


def test_errors_keep_their_sentence_wherever_they_go() -> None:
    error = IndexMissing("There is no index in {root} yet. Build one with: wenhai reindex ARCHIVE", root=Path("/a{b}"))
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is IndexMissing and str(again) == str(error) and "/a{b}" in str(again)
    assert again.told("zh-Hans") == "/a{b} 里还没有索引。请建立：wenhai reindex ARCHIVE"
    assert BadParameter("an own {sentence}").told("zh-Hans") == "an own {sentence}"


@pytest.mark.parametrize(
    "environment, language",
    [
        ({}, "en"), ({"LANG": "C.UTF-8"}, "en"), ({"LANG": "de_DE"}, "en"), ({"LANG": "zh_CN.UTF-8"}, "zh-Hans"),
        ({"LANG": "zh"}, "zh-Hans"), ({"LANG": "zh_SG"}, "zh-Hans"), ({"LANG": "zh_TW.Big5"}, "zh-Hant"),
        ({"LANG": "zh_HK"}, "zh-Hant"), ({"LANG": "zh-Hant-TW"}, "zh-Hant"), ({"LANG": "zh_Hans_HK"}, "zh-Hans"),
        ({"LANG": "zh_CN", "LC_ALL": "C"}, "en"), ({"LANG": "en_US", "LC_MESSAGES": "zh_CN"}, "zh-Hans"),
        ({"LANG": "zh_CN", "LC_ALL": ""}, "zh-Hans"),
    ],
)  # fmt: skip
def test_the_locale_decides(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_is_in_one_language(speaking: Callable[..., Result], language: str) -> None:
    for arguments in [["-h"], *([name, "--help"] for name in main.commands)]:
        text = speaking(language, *arguments).stdout
        if language == "en":
            assert not HAN.search(re.sub("文海|布林肯 -贸易", "", text)), text
        else:
            told = "\n".join(line for line in text.splitlines() if HAN.search(line))
            assert len(told.splitlines()) > 4
            assert not re.search(r"\b(?:the|and|Show|Usage|Options|default:)\b", text), text
            assert script_of(told) == language.removeprefix("zh-").lower()


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_a_session_in_chinese_has_no_english_sentence(
    speaking: Callable[..., Result], language: str, archive: Callable[..., Path], tmp_path: Path
) -> None:
    root = tmp_path / "index"
    folder = archive(page("河上的新桥", "布林肯参观新桥。"), page("旧桥", "旧桥拆了。"))
    (folder / "empty.md").write_text("")
    other = tmp_path / "other"
    other.mkdir()
    sessions = [
        ("status",), ("search", "桥"), ("reindex", tmp_path / "none"), ("reindex", folder), ("reindex", other),
        ("reindex", "--remove", "nothing"), ("search", "新桥", "-旧桥"), ("search", "龘龘", "日期:abc", "(龘"),
        ("search", "桥", "--source", "nyy"), ("search", "桥", "--from", "昨天"), ("search", "桥", "--limit", "x"),
        ("search", "桥", "--sorted", "x"), ("search",), ("status",), ("check", folder), ("list", "sources"),
            ("nothing",),
        ("search", "外交部长王毅与布林肯在北京会见时谈到了新桥的问题"),
        ("reindex", folder, "--limit", "file=big"), ("search", "桥", "--index", "elsewhere://h/n"),
    ]  # fmt: skip
    for arguments in sessions:
        place = () if "--index" in arguments else ("--index", root)
        done = speaking(language, *arguments, *(place if arguments != ("nothing",) else ()))
        for line in done.output.splitlines():
            assert not ENGLISH.search(COMMAND.sub("", line)), (arguments, line)
    rejections = reindex(folder, root).rejections
    assert [translated(one.reason, "zh-Hans") for one in rejections] == ["文件是空的。"], "a stored reason is one still"
    assert all(isinstance(one, Rejection) and isinstance(one.reason, Message) for one in rejections)


def test_the_language_can_be_chosen_whatever_lang_says(speaking: Callable[..., Result], tmp_path: Path) -> None:
    none = ("--index", tmp_path / "none")
    assert "还没有索引" in speaking("en", "status", "--language", "zh-Hans", *none).stderr
    assert "還沒有索引" in speaking("en", "--language", "zh-Hant", "status", *none).stderr
    assert "There is no index" in speaking("zh-Hans", "search", "桥", "--language", "en", *none).stderr
    assert speaking("en", "status", "--language", "fr", *none).exit_code == 2


def test_notes_of_the_library_are_in_the_language_of_who_asks(
    small_index: Path, speaking: Callable[..., Result]
) -> None:
    notes = open_index(small_index).search("日期:abc").understood.notes
    assert notes[0] == "“abc” is not a date; it was searched as text."
    told = (notes[0], "“abc”不是日期，已当作普通文字检索。", "「abc」不是日期，已當作普通文字檢索。")
    for language, expected in zip(LANGUAGES, told, strict=True):
        answer = json.loads(speaking(language, "search", "日期:abc", "--json", "--index", small_index).stdout)
        assert answer["understood"]["notes"][0] == expected
