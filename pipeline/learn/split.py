"""Splits through which nothing leaks: samples of one patient, one author, or of nearly the same text stay together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from random import Random

import numpy as np

from pipeline.detect.meaning.features import hashed
from pipeline.learn.samples import GROUPS, Sample

_SIZE, _BUCKETS = (6,), 1 << 30
NEAR = 0.5  # share of the shorter text's 6-grams from which two texts count as one cluster


def clusters(samples: Sequence[Sample], keys: Sequence[str] = GROUPS) -> list[int]:
    """Cluster number of every sample: joined by ``keys`` (patient, author), or by text that is mostly shared."""
    parent = list(range(len(samples)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for key in keys:
        first: dict[str, int] = {}
        for i, sample in enumerate(samples):
            value = getattr(sample, key)
            if value:
                parent[root(i)] = root(first.setdefault(value, i))
    for i, j in _alike(samples):
        parent[root(i)] = root(j)
    return [root(i) for i in range(len(samples))]


def _alike(samples: Sequence[Sample]) -> Iterator[tuple[int, int]]:
    prints = [hashed(sample.text, _SIZE, _BUCKETS)[0] for sample in samples]
    holders: dict[int, list[int]] = defaultdict(list)
    for i, grams in enumerate(prints):
        shared: dict[int, int] = defaultdict(int)
        for gram in grams.tolist():
            for j in holders[gram]:
                shared[j] += 1
            holders[gram].append(i)
        for j, count in shared.items():
            if count >= NEAR * min(len(grams), len(prints[j])):
                yield i, j


def folds(samples: Sequence[Sample], count: int, seed: int = 0, keys: Sequence[str] = GROUPS) -> list[np.ndarray]:
    """Indices of ``count`` folds of about equal size; no cluster lies in two of them."""
    members: dict[int, list[int]] = defaultdict(list)
    for i, cluster in enumerate(clusters(samples, keys)):
        members[cluster].append(i)
    groups = sorted(members.values(), key=lambda g: g[0])
    Random(seed).shuffle(groups)  # noqa: S311 - reproducible, no secret
    parts: list[list[int]] = [[] for _ in range(count)]
    for group in sorted(groups, key=len, reverse=True):
        min(parts, key=len).extend(group)
    return [np.array(sorted(part), np.int64) for part in parts]


def apart(samples: Sequence[Sample], frozen: Sequence[Sample]) -> list[Sample]:
    """``samples`` without those that share a patient, an author or most of their text with the frozen set."""
    numbers = clusters([*frozen, *samples])
    taken = set(numbers[: len(frozen)])
    return [s for s, number in zip(samples, numbers[len(frozen) :], strict=True) if number not in taken]


def leave_one_out(
    samples: Sequence[Sample], key: Callable[[Sample], str]
) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """(name, training indices, test indices) with one value of ``key`` (style, hospital …) left out at a time."""
    values = [key(sample) for sample in samples]
    for name in sorted(set(values)):
        out = np.array([value == name for value in values])
        yield name, np.flatnonzero(~out), np.flatnonzero(out)
