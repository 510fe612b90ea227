"""Train a judge: hashed n-grams and a softmax, calibrated on text that it has not seen, with a threshold for its precision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.detect.meaning.features import hashed
from pipeline.detect.meaning.linear import LinearJudge
from pipeline.errors import UsageError
from pipeline.learn.measure import Figures, figures, temperature_for, threshold_for
from pipeline.learn.samples import Sample
from pipeline.learn.split import folds
from pipeline.learn.tasks import Task

Floats = NDArray[np.float64]
SIZES = (1, 2, 3)
BUCKETS = 1 << 14
FOLDS = 5
LEAST = 20  # samples below which nothing is trained


@dataclass(frozen=True, slots=True)
class Trained:
    """A judge, and what it scored on the folds that it had not seen (cross-validation by cluster)."""

    judge: LinearJudge
    unseen: Figures
    suspects: tuple[tuple[str, str, float], ...]  # (sample id, label that the folds prefer, their confidence)


def train(task: Task, samples: Sequence[Sample], seed: int = 0) -> Trained:
    """Train on all ``samples``; calibration, threshold and figures come from cross-validation by cluster.

    Raises UsageError if there are too few samples or only one label.
    """
    if len(samples) < LEAST or len({s.label for s in samples}) < 2:
        raise UsageError(
            "E724", f"任务 {task.name}：至少要 {LEAST} 个样本、两种标签，现有 {len(samples)} 个。请先复核更多病历"
        )
    truth = np.array([task.labels.index(s.label) for s in samples])
    raw = unseen_scores(task, samples, seed)
    temperature = temperature_for(raw, truth)
    chances = softmax(raw / temperature)
    right = chances.argmax(axis=1) == truth
    threshold = threshold_for(chances.max(axis=1), right, task.precision)
    judge = replace(fit(task, samples), temperature=temperature, threshold=threshold)
    return Trained(judge, figures(task.labels, [s.label for s in samples], chances), _suspects(task, samples, chances))


def fit(task: Task, samples: Sequence[Sample]) -> LinearJudge:
    """The uncalibrated judge of ``samples``."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=8.0, class_weight="balanced", max_iter=2000)
    model.fit(matrix([s.text for s in samples]), [task.labels.index(s.label) for s in samples])
    weights, bias = np.zeros((len(task.labels), BUCKETS)), np.full(len(task.labels), -1e9)
    coefficients, intercept = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # scikit-learn keeps one row for two classes
        coefficients = np.vstack([-coefficients[0], coefficients[0]]) / 2
        intercept = np.array([-intercept[0], intercept[0]]) / 2
    weights[model.classes_], bias[model.classes_] = coefficients, intercept
    return LinearJudge(task.labels, weights, bias, SIZES)


def matrix(texts: Sequence[str]) -> Any:
    """Features of the texts as a sparse matrix, samples × buckets."""
    from scipy.sparse import csr_matrix

    rows = [hashed(text, SIZES, BUCKETS) for text in texts]
    places = np.cumsum([0, *(len(buckets) for buckets, _ in rows)])
    columns = np.concatenate([b for b, _ in rows]) if rows else np.zeros(0)
    values = np.concatenate([v for _, v in rows]) if rows else np.zeros(0)
    return csr_matrix((values, columns, places), shape=(len(texts), BUCKETS))


def raw_scores(judge: LinearJudge, texts: Sequence[str]) -> Floats:
    """Scores before temperature and softmax, samples × labels."""
    scores: Floats = matrix(texts) @ judge.weights.T + judge.bias
    return scores


def unseen_scores(task: Task, samples: Sequence[Sample], seed: int) -> Floats:
    """Scores of every sample by a judge that was trained without its cluster."""
    scores = np.zeros((len(samples), len(task.labels)))
    everything = np.arange(len(samples))
    for part in folds(samples, FOLDS, seed):
        rest = np.setdiff1d(everything, part)
        if len(part) and len({samples[i].label for i in rest}) > 1:
            judge = fit(task, [samples[i] for i in rest])
            scores[part] = raw_scores(judge, [samples[i].text for i in part])
    return scores


def softmax(scores: Floats) -> Floats:
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Floats = odds / odds.sum(axis=1, keepdims=True)
    return result


def _suspects(task: Task, samples: Sequence[Sample], chances: Floats) -> tuple[tuple[str, str, float], ...]:
    """Labels that may be wrong (confident learning): another label is likelier than its own class usually is."""
    truth = np.array([task.labels.index(s.label) for s in samples])
    usual = np.array([chances[truth == k, k].mean() if (truth == k).any() else 1.0 for k in range(len(task.labels))])
    doubts = []
    for i, row in enumerate(chances):
        best = int(row.argmax())
        if best != truth[i] and row[best] >= usual[best]:
            doubts.append((samples[i].id, task.labels[best], round(float(row[best]), 3)))
    return tuple(sorted(doubts, key=lambda d: -d[2]))
