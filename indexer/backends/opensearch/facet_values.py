"""The part of a generation that its readers keep in memory: which values there are, in how many articles each."""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from indexer.analysis import Lexicon
from indexer.filters import FIELDS

COUNTED = (*FIELDS, "byline", "address")


@dataclass(frozen=True, slots=True)
class Values:
    """``counts``: by field each value and in how many articles it occurs; ``overlapping``: the names of writers of whom
    an article bears two; ``lexicon``: the owner's words."""

    counts: Mapping[str, Mapping[str, int]]
    overlapping: Sequence[Sequence[str]]
    lexicon: Lexicon


def to_bytes(values: Values) -> bytes:
    """The values in bytes."""
    kept = {
        "counts": {field: dict(values.counts[field]) for field in COUNTED},
        "overlapping": list(values.overlapping),
        "lexicon": asdict(values.lexicon),
    }
    return gzip.compress(json.dumps(kept).encode(), 3, mtime=0)


def from_bytes(data: bytes) -> Values:
    """The values again; raises ValueError, KeyError or TypeError if they are none."""
    kept: dict[str, Any] = json.loads(gzip.decompress(data))
    lexicon = kept["lexicon"]
    words = tuple((str(word), frequency) for word, frequency in lexicon["words"])
    synonyms = tuple(tuple(group) for group in lexicon["synonyms"])
    return Values(kept["counts"], kept["overlapping"], Lexicon(words, synonyms))
