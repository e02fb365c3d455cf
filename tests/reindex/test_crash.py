"""Nothing is lost when a reindex is killed, its writes fail, or the machine loses power (the long form: make soak)."""

from tests.soak import crash


def test_what_was_there_or_what_was_to_be_is_there_whole() -> None:
    figures = crash.run(10, articles=30)
    # A disk that runs full or can't be written to takes root and mount.
    assert figures.tries.total() == 10 and figures.tries.keys() >= set(crash.KINDS)
    assert not figures.lost, "\n".join(figures.lost)
