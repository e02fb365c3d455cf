"""Which names tell who is meant when they stand alone, as in a query."""

from collections.abc import Callable, Iterable, Iterator

from indexer.names.groups import NameGroup, is_pinyin
from indexer.names.sound import plain

# Judged on 26,376 pairs of the real archive by the share of articles with a rendering that gloss it: under 0.05 most
# are words or the surnames of many (格林 of 464 articles, one of them on a Christopher Green; 媒体 for Fairfax Media);
# what is right there is so well known that few gloss it (特朗普 107 of 6,303, 布林肯 401 of 1,329).
_SHARE = 0.1
_KNOWN, _KNOWN_SHARE = 12, 0.015
_LONG = 5
"""A rendering of so many characters, or of several names, hardly means anything else."""


def salient(groups: Iterable[NameGroup], documents: Callable[[str], int]) -> Iterator[NameGroup]:
    """The groups without renderings that mostly mean something else. ``documents`` tells in how many articles a folded
    string occurs, or a number that is not less."""
    for group in groups:
        kept = [
            (han, articles)
            for han, articles in zip(group.han, group.han_articles, strict=True)
            if _is_telling(han, articles, group.latin[0], documents)
        ]
        if kept:
            hans, counts = zip(*kept, strict=True)
            yield NameGroup(hans, group.latin, counts)


def _is_telling(han: str, articles: int, latin: str, documents: Callable[[str], int]) -> bool:
    words = plain(latin).replace("-", "")
    if "·" in han or len(han) >= _LONG or (" " in words and is_pinyin(han, words.replace(" ", ""))):
        return True
    standing = documents(han)
    return articles >= _SHARE * standing or (articles >= _KNOWN and articles >= _KNOWN_SHARE * standing)
