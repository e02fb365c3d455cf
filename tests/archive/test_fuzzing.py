"""The short form of the fuzzers: what they begin with and what they make of it, without atheris."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.soak import fuzz_archive, fuzz_query, fuzz_tar
from tests.soak.fuzzing import Fuzzer, Target


@pytest.fixture(scope="module", params=[fuzz_archive, fuzz_tar, fuzz_query], ids=lambda module: module.FUZZER.name)
def fuzzed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Fuzzer, Target, list[bytes]]:
    """A fuzzer without its atheris: what it calls, and what it begins with."""
    fuzzer: Fuzzer = request.param.FUZZER
    target = fuzzer.target(tmp_path_factory.mktemp(fuzzer.name))
    return fuzzer, target, [data[: fuzzer.longest] for data in fuzzer.seeds()]


def test_what_the_fuzzers_begin_with(fuzzed: tuple[Fuzzer, Target, list[bytes]]) -> None:
    _, target, seeds = fuzzed
    for data in seeds:
        target(data)


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_what_they_make_of_it(fuzzed: tuple[Fuzzer, Target, list[bytes]], data: st.DataObject) -> None:
    """The short form of `make soak`: seeds with bytes flipped, cut out, put in, and one spliced into another."""
    fuzzer, target, seeds = fuzzed
    chance = random.Random(data.draw(st.integers(0, 1 << 32)))
    made = bytearray(chance.choice(seeds))
    for _ in range(chance.randint(1, 12)):
        at = chance.randint(0, len(made))
        piece = chance.choice((
            chance.randbytes(chance.randint(1, 4)), chance.choice(fuzzer.words).encode(), chance.choice(seeds)[at:],
            bytes(made[chance.randint(0, len(made)) :][:64]), b"",
        ))  # fmt: skip
        made[at : at + chance.choice((0, len(piece), 8))] = piece
    target(bytes(made[: fuzzer.longest]))
