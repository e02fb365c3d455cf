"""Whole numbers in as many bytes as they need: seven bits a byte, the least first, the last byte without its top bit.

The format is that of Protocol Buffers and Lucene (https://protobuf.dev/programming-guides/encoding/#varints).
"""

import numpy as np

from indexer.arrays import Array

MORE = 128
"""The top bit of a byte, which says that the value goes on in the next."""


def sizes(values: Array) -> Array:
    """Bytes that each of the values (0 to 2**31 - 1) takes (intp)."""
    size = np.ones(len(values), np.intp)
    for bits in (7, 14, 21, 28):
        size += values >= 1 << bits
    return size


def encode(values: Array, size: Array) -> Array:
    """The bytes (uint8) of values whose ``sizes`` are given."""
    most = int(size.max()) if len(size) else 0
    parts = np.empty((len(values), most), np.uint8)
    for byte in range(most):
        parts[:, byte] = values >> 7 * byte & 127
        parts[:, byte] |= (size > byte + 1).view(np.uint8) << 7
    encoded: Array = parts[np.arange(most) < size[:, None]]
    return encoded


def decode(encoded: Array) -> Array:
    """The values (int32)."""
    last = np.flatnonzero(encoded < MORE)
    first = np.empty_like(last)
    if len(last):
        first[0] = 0
        first[1:] = last[:-1] + 1
    values = (encoded[first] & 127).astype(np.int32)
    size = last - first
    for byte in range(1, int(size.max()) + 1 if len(size) else 0):
        longer = np.flatnonzero(size >= byte)
        values[longer] |= (encoded[first[longer] + byte] & 127).astype(np.int32) << 7 * byte
    return values
