"""What more labels are worth: learning curves in random and in active order, for the retraining notebook."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from pipeline.learn.measure import Figures, figures
from pipeline.learn.samples import Sample
from pipeline.learn.split import leave_one_out
from pipeline.learn.tasks import Task
from pipeline.learn.train import fit, raw_scores, softmax

if TYPE_CHECKING:
    import altair
    import pandas

STEPS = (50, 100, 200, 400)


def with_decisions(task: Task, store: str | None) -> list[Sample]:
    """The task's training samples, and for ``ranking`` the decisions of the store at ``store``."""
    if store is None:
        return task.samples()
    import tempfile
    from pathlib import Path

    from pipeline.learn.labels import labels_of
    from pipeline.learn.samples import write_samples
    from pipeline.store import Store

    with tempfile.TemporaryDirectory() as folder, Store.open(store) as opened:
        write_samples(Path(folder) / "decisions.jsonl", labels_of(opened))
        return task.samples(Path(folder) / "decisions.jsonl")


def learning_curve(
    task: Task, samples: Sequence[Sample], steps: Sequence[int] = STEPS, seed: int = 0
) -> pandas.DataFrame:
    """Macro F1 on a held-out style or hospital against the number of labels, in random and in active order.

    One row per order, step and held-out name. Active order labels next what the judge so far is least sure of.
    """
    import pandas

    rows = []
    for name, rest, out in leave_one_out(samples, lambda s: s.style or s.hospital or s.department):
        pool, test = [samples[i] for i in rest], [samples[i] for i in out]
        for order in ("random", "active"):
            for step, score in _curve(task, pool, test, steps, order, seed):
                rows.append({"held_out": name, "order": order, "labels": step, "macro_f1": score})
    return pandas.DataFrame(rows, columns=["held_out", "order", "labels", "macro_f1"])


def _curve(
    task: Task, pool: list[Sample], test: list[Sample], steps: Sequence[int], order: str, seed: int
) -> list[tuple[int, float]]:
    left = list(pool)
    Random(seed).shuffle(left)  # noqa: S311 - reproducible, no secret
    taken: list[Sample] = []
    points = []
    for step in [s for s in steps if s <= len(pool)]:
        if order == "active" and len({s.label for s in taken}) > 1:
            left = _least_sure_first(task, taken, left)
        more = step - len(taken)
        taken, left = taken + left[:more], left[more:]
        if len({s.label for s in taken}) > 1:
            points.append((step, measure(task, taken, test).macro_f1))
    return points


def _least_sure_first(task: Task, taken: list[Sample], left: list[Sample]) -> list[Sample]:
    if not left:
        return left
    chances = softmax(raw_scores(fit(task, taken), task.readings(left))).max(axis=1)
    return [left[i] for i in np.argsort(chances, kind="stable")]


def measure(task: Task, known: Sequence[Sample], test: Sequence[Sample]) -> Figures:
    """Figures on ``test`` of a judge that learned from ``known``."""
    chances = softmax(raw_scores(fit(task, known), task.readings(test)))
    return figures(task.labels, [s.label for s in test], chances)


def chart(curve: pandas.DataFrame) -> altair.Chart:
    """Mean macro F1 over the held-out styles against the number of labels."""
    import altair

    return (
        altair.Chart(curve, title="标注数量与未见过的写法上的宏平均 F1")
        .mark_line(point=True)
        .encode(
            x=altair.X("labels:Q", title="标注数"),
            y=altair.Y("mean(macro_f1):Q", title="宏平均 F1", scale=altair.Scale(zero=False)),
            color=altair.Color("order:N", title="顺序"),
        )
        .properties(width=520, height=260)
    )


def confusion(measured: Figures) -> pandas.DataFrame:
    """Rows: true label; columns: the judge's."""
    import pandas

    return pandas.DataFrame(measured.confusion).T
