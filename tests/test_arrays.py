"""What is kept on disk comes back: numbers in few bytes, lists of documents, articles."""

from datetime import datetime

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer import BEIJING, Article
from indexer.engine.whoosh import varint
from indexer.engine.whoosh.lists import DocLists, lists_to_arrays
from indexer.engine.whoosh.stored import dictionary, pack, unpack, unpack_head


@given(st.lists(st.integers(0, 2**31 - 1)))
def test_varints(numbers: list[int]) -> None:
    values = np.array(numbers, np.int32)
    encoded = varint.encode(values, varint.sizes(values))
    assert varint.decode(encoded).tolist() == numbers
    assert len(encoded) == sum(max(1, -(-number.bit_length() // 7)) for number in numbers)


@given(st.integers(1, 300), st.data())
def test_lists_of_documents(documents: int, data: st.DataObject) -> None:
    lists = data.draw(st.lists(st.sets(st.integers(0, documents - 1), min_size=1), max_size=6))
    ordered = [sorted(docs) for docs in lists]
    flat = np.array([doc for docs in ordered for doc in docs], np.uint16)
    arrays = lists_to_arrays("x", np.array([len(docs) for docs in ordered], np.int64), flat, documents)
    read = DocLists(arrays, "x", documents)
    assert read.flat.tolist() == flat.tolist()
    for number, docs in enumerate(ordered):
        assert read.docs(number).tolist() == docs
        assert np.flatnonzero(read.mask(number)).tolist() == docs
        some = data.draw(st.sets(st.sampled_from(docs)).map(sorted))
        assert read.places(number, np.array(some, np.intp)).tolist() == [docs.index(doc) for doc in some]


TEXT = st.text(st.characters(), max_size=60)


@given(st.builds(Article, TEXT, TEXT, TEXT, st.lists(TEXT, max_size=3).map(tuple), captions=st.tuples(TEXT)))
def test_any_article(article: Article) -> None:
    head, rest = pack(article)
    assert unpack(head, rest, dictionary()) == article
    assert unpack_head(head).title == article.title


def test_half_a_character_and_a_moment_with_fractions() -> None:
    moment = datetime(2021, 5, 6, 7, 8, 9, 123456, BEIJING)
    article = Article("https://example.org/", "题\ud800", "文\udfff", date=moment)
    assert unpack(*pack(article), dictionary()) == article
