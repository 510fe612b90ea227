"""Hashed character n-grams of a text: the features of every linear judge. numpy alone, no vocabulary to ship."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


def hashed(text: str, sizes: tuple[int, ...], buckets: int) -> tuple[Ints, NDArray[np.float64]]:
    """Bucket numbers and weights (square root of the counts, unit length) of the n-grams of ``text``.

    ``buckets`` is the size of the feature space. An empty text gives empty arrays.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    grams = [_grams(codes, size, buckets) for size in sizes if len(codes) >= size]
    if not grams:
        return np.zeros(0, np.int64), np.zeros(0)
    found, counts = np.unique(np.concatenate(grams), return_counts=True)
    weights = np.sqrt(counts)
    return found, weights / np.linalg.norm(weights)


def _grams(codes: NDArray[np.uint64], size: int, buckets: int) -> Ints:
    value = np.full(len(codes) - size + 1, size, np.uint64)
    for offset in range(size):
        value = (value + codes[offset : len(codes) - size + 1 + offset]) * _PRIME
        value ^= value >> _SHIFT
    return (value % np.uint64(buckets)).astype(np.int64)
