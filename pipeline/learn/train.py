"""Train a judge: hashed n-grams and a softmax, calibrated on text that it has not seen, with a threshold for its precision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.detect.meaning.features import hashed
from pipeline.detect.meaning.linear import LinearJudge
from pipeline.detect.meaning.reading import Reading
from pipeline.errors import UsageError
from pipeline.learn.measure import Figures, figures, temperature_for, threshold_for
from pipeline.learn.samples import GROUPS, Sample
from pipeline.learn.split import folds
from pipeline.learn.tasks import Task

Floats = NDArray[np.float64]
SIZES = (1, 2, 3)
BUCKETS = 1 << 14
FOLDS = 5
STYLES = 4  # manners of writing from which whole manners are held out, not only patients and authors
LEAST = 20  # samples below which nothing is trained


@dataclass(frozen=True, slots=True)
class Trained:
    """A judge, and what it scored on the folds that it had not seen; ``held_out`` says what a fold kept together."""

    judge: LinearJudge
    unseen: Figures
    held_out: str
    suspects: tuple[tuple[str, str, float], ...]  # (sample id, label that the folds prefer, their confidence)


def train(task: Task, samples: Sequence[Sample], seed: int = 0) -> Trained:
    """Train on all ``samples``; calibration, threshold and figures come from cross-validation.

    Patients, authors and shared texts stay in one fold; so do manners of writing, where the samples have enough of them.

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
    unseen = figures(task.labels, [s.label for s in samples], chances)
    held_out = "、".join(_held_out(samples))
    return Trained(judge, unseen, held_out, _suspects(task, samples, chances))


def fit(task: Task, samples: Sequence[Sample]) -> LinearJudge:
    """The uncalibrated judge of ``samples``."""
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    model = LogisticRegression(C=16.0, class_weight="balanced", max_iter=500, tol=1e-3)
    with threadpool_limits(1):  # matrices are small: threads would spend their time waiting for each other
        points, back = _rotated(matrix(task.readings(samples), task.measures))
        model.fit(points, [task.labels.index(s.label) for s in samples])
    columns = BUCKETS + len(task.measures)
    weights, bias = np.zeros((len(task.labels), columns)), np.full(len(task.labels), -1e9)
    coefficients, intercept = model.coef_ @ back.T, model.intercept_
    if len(model.classes_) == 2:  # scikit-learn keeps one row for two classes
        coefficients = np.vstack([-coefficients[0], coefficients[0]]) / 2
        intercept = np.array([-intercept[0], intercept[0]]) / 2
    weights[model.classes_], bias[model.classes_] = coefficients, intercept
    return LinearJudge(task.labels, weights, bias, SIZES, measures=task.measures)


def _rotated(features: Any) -> tuple[Floats, Floats]:
    """``features`` in the space that the samples span, and the way back for weights.

    A ridge-penalised fit is the same there, and many times faster, as there are fewer samples than features.
    """
    values, vectors = np.linalg.eigh((features @ features.T).toarray())
    kept = values > values.max() * 1e-10
    lengths = np.sqrt(values[kept])
    return vectors[:, kept] * lengths, features.T @ (vectors[:, kept] / lengths)


def matrix(readings: Sequence[Reading], measures: tuple[str, ...] = ()) -> Any:
    """Features as a sparse matrix, samples × (buckets, then ``measures``)."""
    from scipy.sparse import csr_matrix, hstack

    rows = [hashed(reading.text, SIZES, BUCKETS) for reading in readings]
    places = np.cumsum([0, *(len(buckets) for buckets, _ in rows)])
    columns = np.concatenate([b for b, _ in rows]) if rows else np.zeros(0)
    values = np.concatenate([v for _, v in rows]) if rows else np.zeros(0)
    grams = csr_matrix((values, columns, places), shape=(len(readings), BUCKETS))
    if not measures:
        return grams
    measured = [[reading.measures.get(name, 0.0) for name in measures] for reading in readings]
    return hstack([grams, csr_matrix(np.array(measured).reshape(len(readings), len(measures)))]).tocsr()


def raw_scores(judge: LinearJudge, readings: Sequence[Reading]) -> Floats:
    """Scores before temperature and softmax, samples × labels."""
    scores: Floats = matrix(readings, judge.measures) @ judge.weights.T + judge.bias
    return scores


def unseen_scores(task: Task, samples: Sequence[Sample], seed: int) -> Floats:
    """Scores of every sample by a judge that was trained without its fold."""
    scores = np.zeros((len(samples), len(task.labels)))
    everything = np.arange(len(samples))
    keys = _held_out(samples)
    count = FOLDS if keys == GROUPS else len({s.style for s in samples})
    for part in folds(samples, count, seed, keys):
        rest = np.setdiff1d(everything, part)
        if len(part) and len({samples[i].label for i in rest}) > 1:
            judge = fit(task, [samples[i] for i in rest])
            scores[part] = raw_scores(judge, task.readings([samples[i] for i in part]))
    return scores


def _held_out(samples: Sequence[Sample]) -> tuple[str, ...]:
    """Keys whose values no fold may cut through: manners of writing too, if every sample names one of several."""
    styles = {s.style for s in samples}
    return (*GROUPS, "style") if "" not in styles and len(styles) >= STYLES else GROUPS


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
