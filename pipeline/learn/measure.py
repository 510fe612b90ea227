"""Figures about a judge: F1, calibration, and the threshold for a stated precision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one judge on one data set. ``f1`` by label; ``ece`` is the expected calibration error over ten equal bins."""

    n: int
    accuracy: float
    macro_f1: float
    f1: dict[str, float]
    ece: float
    confusion: dict[str, dict[str, int]]


def figures(labels: Sequence[str], truth: Sequence[str], chances: Floats) -> Figures:
    """Compare the most probable label with ``truth``; ``chances`` is samples × labels. Labels never seen do not count."""
    picked = [labels[i] for i in chances.argmax(axis=1)]
    confusion = {t: dict.fromkeys(labels, 0) for t in labels}
    for t, p in zip(truth, picked, strict=True):
        confusion[t][p] += 1
    scores = {label: _f1(confusion, label) for label in labels if any(t == label for t in truth)}
    right = np.array([t == p for t, p in zip(truth, picked, strict=True)])
    return Figures(
        n=len(truth),
        accuracy=float(right.mean()) if len(right) else 0.0,
        macro_f1=float(np.mean(list(scores.values()))) if scores else 0.0,
        f1=scores,
        ece=calibration_error(chances.max(axis=1), right),
        confusion=confusion,
    )


def _f1(confusion: dict[str, dict[str, int]], label: str) -> float:
    hit = confusion[label][label]
    wrong = sum(row[label] for t, row in confusion.items() if t != label)
    missed = sum(confusion[label].values()) - hit
    return 2 * hit / (2 * hit + wrong + missed) if hit else 0.0


def calibration_error(confidence: Floats, right: NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error: mean gap between confidence and accuracy, weighted by the size of the bins."""
    if not len(confidence):
        return 0.0
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(confidence[places == b].mean() - right[places == b].mean()) * (places == b).mean()
        for b in range(bins)
        if (places == b).any()
    ]
    return float(sum(gaps))


def temperature_for(scores: Floats, truth: NDArray[np.int64]) -> float:
    """The temperature (0.05 … 20) that makes the softmax of ``scores / t`` least surprised by ``truth``."""
    candidates = np.geomspace(0.05, 20, 240)
    return float(min(candidates, key=lambda t: _surprise(scores / t, truth)))


def _surprise(scores: Floats, truth: NDArray[np.int64]) -> float:
    shifted = scores - scores.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-logs[np.arange(len(truth)), truth].mean())


def threshold_for(confidence: Floats, right: NDArray[np.bool_], precision: float) -> float:
    """The lowest confidence from which the answers are right at least ``precision`` of the time; above 1 if none is."""
    order = np.argsort(-confidence)
    running = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(running >= precision)
    return float(confidence[order[good[-1]]]) if len(good) else 1.01
