"""Any text as a query: a tree, notes and an answer; nothing raised, nothing slow.

``python -m tests.soak.fuzz_query --seconds 600``
"""

from collections.abc import Iterator
from pathlib import Path

from tests.soak.fuzzing import ARCHIVE, Fuzzer, Target, assert_writable

WORDS = (
    "布林肯", "习近平", "特朗普", "北京", "出发前新闻发布会", "blinken", "xi jinping", "the", "NEAR", "NEAR/3 ",
    "NEAR/0 ", "NEAR/9999 ", " OR ", " AND ", "NOT ", "-", "|", "(", ")", "（", "）", '"', "“", "”", "「", "」",
    "*", "标题:", "title:", "作者:", "author:", "译者:", "来源:", "source:nyt", "栏目:", "日期:",
    "date:2020..2021", "date:>=", "date:<0001", "date:9999", "2021-03-15", "..", "\u3000", "\x00", "\u200b", "\ufeff",
    "İ", "ß", "ﬀ", "ﷺ", "\u0301", "😀", "𠀀", "了", "，", "。", "\ufdd0", "\uffff", "\U0010ffff",
)  # fmt: skip
SORTS = ("relevance", "newest", "oldest")


def seeds() -> Iterator[bytes]:
    """Queries as readers type them, each behind the byte that chooses how it is asked."""
    typed = (
        "布林肯 北京", '"出发前新闻发布会" -贸易', "标题:关税 OR 作者:王月眉", "布林肯 NEAR/20 王毅", "Blink* 习近*",
        "date:2020-10..2021-03 (中国 | 美国)", "白宫发言人说总统将于下周访问欧洲并会见多国领导人",
        "what the president said about trade",
        "来源:nyt 栏目:world 译者:何晏", "((((a))))", "NOT NOT a", "川普 -“贸易”",
    )  # fmt: skip
    for number, text in enumerate(typed):
        yield bytes([number * 37 % 256]) + text.encode()


def target(folder: Path) -> Target:
    """Parse it, and ask the index of the small archive."""
    from indexer import open_index, reindex
    from indexer.query import leaves, parse_query

    reindex(ARCHIVE, folder, jobs=1)
    index = open_index(folder)

    def ask(data: bytes) -> None:
        how, text = data[0] if data else 0, data[1:].decode("utf-8", "surrogateescape")
        query = parse_query(text)
        told = [str(query.root), *query.notes]
        if text.isprintable():
            assert_writable(told)
        list(leaves(query.root))
        found = index.search(
            text,
            sort=SORTS[how % 3],
            limit=how % 7,
            offset=how % 5,
            facets=("source", "year") if how & 8 else (),
            collapse=bool(how & 16),
            expand=bool(how & 32),
            without=(text[:5],) if how & 64 else (),
        )
        assert 0 <= found.exact <= found.total <= len(index)
        assert len(found.hits) <= how % 7
        for hit in found.hits:
            for start, end in (*hit.snippet.marks, *hit.title_marks):
                assert 0 <= start < end <= max(len(hit.snippet.text), len(hit.title))
        index.suggest(text, 3)
        again = index.search(found.understood.query, limit=0, expand=False)
        assert again.total <= len(index)

    return ask


FUZZER = Fuzzer("fuzz_query", seeds, target, WORDS, 3_000)

if __name__ == "__main__":
    FUZZER.main()
