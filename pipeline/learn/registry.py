"""Which model is in charge: versions on disk with their cards, one champion, and the way back.

``models/<task>/<version>/`` holds ``judge.npz`` and ``card.json``; ``models/<task>/champion.json`` names the version in charge and
those before it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.detect.finding import digest
from pipeline.detect.meaning.linear import LinearJudge
from pipeline.errors import UsageError
from pipeline.learn.measure import Figures, figures
from pipeline.learn.samples import Sample, digest_of
from pipeline.learn.tasks import Task
from pipeline.learn.train import Trained, raw_scores, softmax

MARGIN = 0.01  # macro F1 that a challenger may lose on the whole frozen set
SLICE_MARGIN = 0.05  # and on a department or a manner of writing
SLICE_LEAST = 15  # samples below which such a slice says nothing


@dataclass(frozen=True, slots=True)
class Comparison:
    """Champion and challenger on the frozen set. ``reasons`` says why not, and is empty if the challenger may replace it."""

    challenger: Figures
    champion: Figures | None
    reasons: tuple[str, ...]


class Registry:
    """The models of one task below ``root``."""

    def __init__(self, root: Path, task: Task) -> None:
        self.folder, self.task = root / task.name, task

    def save(self, trained: Trained, samples: Sequence[Sample]) -> str:
        """Keep a trained judge with its card; return its version. The same training gives the same version."""
        data = digest_of(samples)
        version = f"{date.today():%Y%m%d}-{digest(data, trained.judge.bias.tolist())[:8]}"
        place = self.folder / version
        place.mkdir(parents=True, exist_ok=True)
        trained.judge.save(place / "judge.npz")
        sources = sorted({s.source for s in samples if s.source})
        card = {
            "task": self.task.name,
            "about": self.task.about,
            "version": version,
            "trained_on": date.today().isoformat(),
            "data": {"samples": len(samples), "hash": data, "sources": sources},
            "labels": list(self.task.labels),
            "cross_validation": {"held_out": trained.held_out, **asdict(trained.unseen)},
            "temperature": trained.judge.temperature,
            "threshold": trained.judge.threshold,
            "precision_wanted": self.task.precision,
        }
        _write(place / "card.json", card)
        return version

    def load(self, version: str) -> LinearJudge:
        return LinearJudge.load(self.folder / version / "judge.npz")

    @property
    def champion(self) -> str | None:
        """The version in charge, or None."""
        line = self._line()
        return line[-1] if line else None

    def _line(self) -> list[str]:
        path = self.folder / "champion.json"
        line: list[str] = json.loads(path.read_text(encoding="utf-8"))["line"] if path.is_file() else []
        return line

    def compare(self, version: str, frozen: Sequence[Sample]) -> Comparison:
        """Measure ``version`` against the champion on the frozen set, as a whole, by department and by manner of writing."""
        challenger = self.measure(version, frozen)
        if self.champion is None or self.champion == version:
            return Comparison(challenger, None, ())
        champion = self.measure(self.champion, frozen)
        reasons = _worse("全部", challenger, champion, MARGIN)
        for name, part in _slices(frozen):
            reasons += _worse(name, self.measure(version, part), self.measure(self.champion, part), SLICE_MARGIN)
        return Comparison(challenger, champion, tuple(reasons))

    def measure(self, version: str, samples: Sequence[Sample]) -> Figures:
        """Figures of a version on ``samples``."""
        judge = self.load(version)
        chances = softmax(raw_scores(judge, self.task.readings(samples)) / judge.temperature)
        return figures(judge.labels, [s.label for s in samples], np.asarray(chances))

    def promote(self, version: str, frozen: Sequence[Sample]) -> Comparison:
        """Put ``version`` in charge unless it is worse. Raises UsageError with the reasons if it is."""
        comparison = self.compare(version, frozen)
        if comparison.reasons:
            raise UsageError("E731", "新模型不如现用模型，没有替换：" + "；".join(comparison.reasons))
        if version != self.champion:
            _write(self.folder / "champion.json", {"line": [*self._line(), version]})
        return comparison

    def roll_back(self) -> str:
        """Put the version before the champion in charge again. Raises UsageError if there is none."""
        line = self._line()
        if len(line) < 2:
            raise UsageError("E732", f"任务 {self.task.name} 没有更早的版本可退回")
        _write(self.folder / "champion.json", {"line": line[:-1]})
        return line[-2]


def _slices(samples: Sequence[Sample]) -> Iterator[tuple[str, list[Sample]]]:
    for key in ("department", "style"):
        for name in sorted({getattr(s, key) for s in samples} - {""}):
            part = [s for s in samples if getattr(s, key) == name]
            if len(part) >= SLICE_LEAST:
                yield name, part


def _worse(name: str, challenger: Figures, champion: Figures, margin: float) -> list[str]:
    if challenger.macro_f1 >= champion.macro_f1 - margin:
        return []
    return [f"{name}（{challenger.n} 个样本）宏平均 F1 {challenger.macro_f1:.3f}，现用 {champion.macro_f1:.3f}"]


def _write(path: Path, value: dict[str, Any]) -> None:
    beside = path.with_name(f".{path.name}.part")
    beside.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    beside.replace(path)
