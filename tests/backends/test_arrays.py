"""What is kept on disk comes back: numbers in few bytes, lists of documents, articles."""

import pickle
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import BEIJING, Article
from indexer.arrays import Altered, from_bytes, read_arrays, to_bytes, write_arrays
from indexer.backends.arrays import varint
from indexer.backends.arrays.doc_lists import DocLists, lists_to_arrays
from indexer.backends.arrays.stored import dictionary, pack, unpack, unpack_head


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
    read = DocLists(from_bytes(to_bytes(arrays)), "x", documents)
    assert read.flat.tolist() == flat.tolist()
    for number, docs in enumerate(ordered):
        assert read.docs(number).tolist() == docs
        assert np.flatnonzero(read.mask(number)).tolist() == docs
        some = data.draw(st.sets(st.sampled_from(docs)).map(sorted))
        assert read.places(number, np.array(some, np.intp)).tolist() == [docs.index(doc) for doc in some]


@given(st.lists(st.tuples(st.sampled_from("uif"), st.integers(0, 300_000)), max_size=4), st.data())
def test_what_is_read_of_arrays_is_what_was_written_or_refused(
    kinds: list[tuple[str, int]], data: st.DataObject
) -> None:
    arrays = {str(at): np.arange(size).astype(f"{kind}4") for at, (kind, size) in enumerate(kinds)}
    written = to_bytes(arrays)
    read = from_bytes(written)
    assert list(read) == list(arrays)
    assert all(np.array_equal(read[name], array) for name, array in arrays.items())
    at = data.draw(st.integers(0, len(written) - 1))
    size = data.draw(st.sampled_from([1, 512, 4_096, 70_000]))
    damaged = written[:at] + bytes(size)[: len(written) - at] + written[at + size :]
    try:
        found = from_bytes(damaged)
        for name, array in arrays.items():
            size = len(array)
            assert np.array_equal(found.parts(name)[size // 3 : size // 2], array[size // 3 : size // 2])
            assert np.array_equal(found[name], array)
    except Altered:
        assert damaged != written


def test_only_what_is_read_is_checked(tmp_path: Path) -> None:
    write_arrays(tmp_path / "a", {"short": np.arange(4), "long": np.arange(100_000)})
    data = bytearray((tmp_path / "a").read_bytes())
    data[-400_000] ^= 1
    (tmp_path / "a").write_bytes(data)
    read = read_arrays(tmp_path / "a")
    assert read["short"].tolist() == [0, 1, 2, 3]
    assert read.parts("long")[10:12].tolist() == [10, 11]
    with pytest.raises(Altered, match=r"The file a of the index in .* is not as it was written\.") as caught:
        read["long"]
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value), "it comes from other processes, too"


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
