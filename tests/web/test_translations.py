"""Every string of the pages in every language of the interface."""

import re
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

from indexer import script_of

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "search_app" / "translations"
LANGUAGES = ["en", "zh_Hant"]
EXTRACT = re.search(r"pybabel -q (extract .*) --sort-output", (ROOT / "Makefile").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def strings(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What stands in the sources now."""
    file = tmp_path_factory.mktemp("strings") / "messages.pot"
    assert EXTRACT
    arguments = EXTRACT[1].replace("$(CATALOGUES)", str(FOLDER)).split()
    CommandLineInterface().run(["pybabel", "-q", *arguments, "-o", str(file), str(ROOT)])
    with file.open(encoding="utf-8") as lines:
        return read_po(lines)


def catalogue(language: str, kind: str = "po") -> Catalog:
    file = FOLDER / language / "LC_MESSAGES" / f"messages.{kind}"
    if kind == "mo":
        with file.open("rb") as compiled:
            return read_mo(compiled)
    with file.open(encoding="utf-8") as lines:
        return read_po(lines, locale=language)


def texts(catalogue: Catalog) -> dict[str, tuple[str, ...]]:
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (
            (message.string,) if isinstance(message.string, str) else tuple(message.string)
        )
        for message in catalogue
        if message.id
    }


def holes(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)s|%s", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_is_translated_and_compiled(strings: Catalog, language: str) -> None:
    written = texts(catalogue(language))
    assert set(written) == set(texts(strings)), "run: make translations"
    assert [id for id, said in written.items() if not all(said)] == []
    assert texts(catalogue(language, "mo")) == written, "run: make translations"
    assert [
        id for id, said in written.items() if any(holes(text) - {"%(num)s"} != holes(id) - {"%(num)s"} for text in said)
    ] == []


def test_traditional_is_written_in_traditional_and_english_in_english() -> None:
    assert [text for said in texts(catalogue("zh_Hant")).values() for text in said if script_of(text) == "hans"] == []
    without_examples = (
        re.sub(r"[“”\"'(（][^“”\"'()（）]*[“”\"')）]|\S*:\S*", "", text)
        for said in texts(catalogue("en")).values()
        for text in said
    )
    assert [text for text in without_examples if re.search(r"[\u4e00-\u9fff]{2}", text)] == []


@pytest.mark.parametrize(
    ("accept", "language", "button"),
    [
        ("zh-CN,zh;q=0.9", "zh-Hans", "搜索"), ("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant", "搜尋"),
        ("zh-HK", "zh-Hant", "搜尋"), ("zh-Hant-CN", "zh-Hant", "搜尋"), ("en-GB,en;q=0.9", "en", "Search"),
        ("fr,de;q=0.7", "zh-Hans", "搜索"), ("", "zh-Hans", "搜索"), ("en;q=0.3,zh-HK;q=0.9", "zh-Hant", "搜尋"),
    ],
)  # fmt: skip
def test_the_browser_chooses_the_language(client: FlaskClient, accept: str, language: str, button: str) -> None:
    text = client.get("/?q=桥", headers={"Accept-Language": accept}).text
    assert f'<html lang="{language}"' in text and f"<button>{button}</button>" in text
