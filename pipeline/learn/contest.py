"""Judges against each other on manners of writing that none of them learned from: what the model cards and notebooks show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.detect.meaning.reading import Reading
from pipeline.learn.differential import UNCLEAR, structure_label
from pipeline.learn.measure import Figures, figures, temperature_for
from pipeline.learn.samples import Sample
from pipeline.learn.tasks import Task
from pipeline.learn.train import fit, raw_scores, softmax, unseen_scores

if TYPE_CHECKING:
    import pandas

Floats = NDArray[np.float64]
ABSENT = "absent"


def contest(task: Task, samples: Sequence[Sample], frozen: Sequence[Sample] = ()) -> pandas.DataFrame:
    """One row per judge of 鉴别诊断 and data set: presence F1, macro F1 over the labels, calibration error, share answered.

    Judges: structure rules alone; n-grams of the raw text (the plain scikit-learn baseline); the shipped features; and
    structure where it is clear with the judge for the rest, which is how the audit works. On ``samples`` every judge is
    measured on manners of writing that it did not learn from; on ``frozen`` it learned from all of ``samples``.
    """
    import pandas

    plain = replace(task, reads=Reading, measures=())
    rows = []
    for name, judged in (("leave one manner out", samples), ("frozen", frozen)):
        if not judged:
            continue
        structure = [structure_label(s.text) for s in judged]
        by_rules = _certain(task, structure)
        rows.append(
            _row("structure rules alone", name, task, judged, by_rules) | {"ece": None}
        )  # rules give no chances
        for title, one in (("n-grams (scikit-learn baseline)", plain), ("n-grams and measures", task)):
            chances = _chances(one, samples, None if name != "frozen" else judged)
            rows.append(_row(title, name, task, judged, chances))
        mixed = np.where((np.array(structure) == UNCLEAR)[:, None], _widened(chances), by_rules)
        rows.append(_row("structure, judge where unclear", name, task, judged, mixed) | {"ece": None})
    return pandas.DataFrame(rows)


def _chances(task: Task, samples: Sequence[Sample], frozen: Sequence[Sample] | None) -> Floats:
    unseen = unseen_scores(task, samples, 0)
    temperature = temperature_for(unseen, np.array([task.labels.index(s.label) for s in samples]))
    scores = unseen if frozen is None else raw_scores(fit(task, samples), task.readings(frozen))
    return softmax(scores / temperature)


def _certain(task: Task, labels: Sequence[str]) -> Floats:
    """One-hot rows over the task's labels and ``unclear``."""
    names = (*task.labels, UNCLEAR)
    return np.eye(len(names))[[names.index(label) for label in labels]]


def _widened(chances: Floats) -> Floats:
    return np.hstack([chances, np.zeros((len(chances), 1))])


def _row(title: str, data: str, task: Task, samples: Sequence[Sample], chances: Floats) -> dict[str, object]:
    wide = chances if chances.shape[1] > len(task.labels) else _widened(chances)
    measured = figures((*task.labels, UNCLEAR), [s.label for s in samples], wide)
    return {
        "judge": title,
        "data": data,
        "n": measured.n,
        "presence_f1": presence_f1(measured),
        "macro_f1": measured.macro_f1,
        "substance_f1": float(np.mean([f for label, f in measured.f1.items() if label != ABSENT])),
        "ece": measured.ece,
        "answered": 1 - sum(row[UNCLEAR] for row in measured.confusion.values()) / max(measured.n, 1),
    }


def presence_f1(measured: Figures) -> float:
    """F1 of saying that there is a differential diagnosis at all; an unclear answer says nothing."""
    counts = measured.confusion
    present = [label for label in counts if label not in (ABSENT, UNCLEAR)]
    hit = sum(counts[t][p] for t in present for p in present)
    wrong = sum(counts[ABSENT][p] for p in present)
    missed = sum(counts[t][p] for t in present for p in (ABSENT, UNCLEAR) if p in counts[t])
    return 2 * hit / max(2 * hit + wrong + missed, 1)
