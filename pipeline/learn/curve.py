"""What more labels are worth: learning curves in random and in active order, for the retraining notebook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from pipeline.learn.measure import Figures, figures
from pipeline.learn.samples import Sample
from pipeline.learn.split import apart, leave_one_out
from pipeline.learn.tasks import Task
from pipeline.learn.train import fit, raw_scores, softmax

if TYPE_CHECKING:
    import altair
    import pandas

STEPS = (0, 50, 100, 200, 400)


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
    task: Task,
    samples: Sequence[Sample],
    steps: Sequence[int] = STEPS,
    seeds: int = 1,
    unlearned: Callable[[str], str] | None = None,
) -> pandas.DataFrame:
    """Macro F1 on a held-out style or hospital against the number of labels, in random and in active order.

    One row per order, seed, step and held-out name; patients and authors of the held-out part are not learned from. Active
    order starts with the same random labels and then labels what the judge so far is least sure of. At 0 labels stands
    what decides without a judge: ``unlearned``, from text to label (default: no row).
    """
    import pandas

    rows = []
    for name, rest, out in leave_one_out(samples, lambda s: s.style or s.hospital or s.department):
        test = [samples[i] for i in out]
        pool = apart([samples[i] for i in rest], test)
        start = [] if unlearned is None or 0 not in steps else [(0, _unlearned(task, unlearned, test))]
        for seed in range(seeds):
            for order in ("random", "active"):
                for step, score in (*start, *_curve(task, pool, test, [s for s in steps if s], order, seed)):
                    rows.append({"held_out": name, "order": order, "seed": seed, "labels": step, "macro_f1": score})
    return pandas.DataFrame(rows, columns=["held_out", "order", "seed", "labels", "macro_f1"])


def _unlearned(task: Task, label: Callable[[str], str], test: Sequence[Sample]) -> float:
    """Macro F1 of ``label``; an answer that is no label of the task is wrong."""
    names = (*task.labels, "none")
    given = [names.index(found) if (found := label(s.text)) in task.labels else len(task.labels) for s in test]
    return figures(names, [s.label for s in test], np.eye(len(names))[given]).macro_f1


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
    """Smallest margin between the two most probable labels first."""
    if not left:
        return left
    chances = np.sort(softmax(raw_scores(fit(task, taken), task.readings(left))), axis=1)
    return [left[i] for i in np.argsort(chances[:, -1] - chances[:, -2], kind="stable")]


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
