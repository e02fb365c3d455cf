"""The two scripts of Chinese: told apart, and one made of the other without moving a character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import Index, convert, script_of


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [("皇后在云里", "皇后在雲裡"), ("以后发展", "以後發展"), ("理发", "理髮"), ("abc 123，\n", "abc 123，\n")],
)
def test_phrases_tell_which_character_is_meant(simplified: str, traditional: str) -> None:
    assert convert(simplified, "hant") == traditional
    assert convert(traditional, "hans") == simplified


@given(st.text(max_size=60) | st.text("后後发發髮里裡裏着著乾干么麼\n", max_size=60), st.sampled_from(["hans", "hant"]))
def test_no_character_moves(text: str, script: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    converted = convert(text, script)  # type: ignore[arg-type]
    assert len(converted) == len(text)


def test_the_script_of_a_text() -> None:
    assert script_of("国务卿访问北京") == "hans"
    assert script_of("國務卿訪問北京") == "hant"
    assert script_of("山水之中") is None and script_of("") is None and script_of("London") is None


def test_articles_are_told_apart(index: Index) -> None:
    scripts = {script_of(article.title + article.body) for article in index.articles()}
    assert {"hans", "hant"} <= scripts
