"""Nothing is lost when a reindex is killed, its writes fail, or the machine loses power (the long form: make soak)."""

import pytest

from tests.soak import crash


@pytest.mark.parametrize("kind", (*crash.KINDS, *crash.FULL_DISKS))
def test_what_was_there_or_what_was_to_be_is_there_whole(kind: str) -> None:
    figures = crash.run(2, articles=30, kinds=(kind,))
    if kind in crash.FULL_DISKS and not figures.tries:
        pytest.skip("A disk of a chosen size takes root and mount.")
    assert figures.tries == {kind: 2}
    assert not figures.lost, "\n".join(figures.lost)
