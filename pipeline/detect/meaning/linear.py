"""A linear judge over hashed n-grams and named measures, with calibrated confidence and the right to abstain."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.detect.meaning.features import hashed
from pipeline.detect.meaning.reading import Reading
from pipeline.errors import UsageError

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a judge says: the label, or None if it abstains; ``confidence`` is the calibrated probability of the best label."""

    label: str | None
    confidence: float
    best: str


@dataclass(frozen=True, slots=True)
class LinearJudge:
    """``weights`` (labels × buckets, then the ``measures``) and ``bias`` (labels) of a softmax; ``temperature`` calibrates it.

    It abstains below ``threshold``.
    """

    labels: tuple[str, ...]
    weights: Floats
    bias: Floats
    sizes: tuple[int, ...]
    temperature: float = 1.0
    threshold: float = 0.0
    measures: tuple[str, ...] = ()

    def probabilities(self, read: Reading | str) -> Floats:
        """Calibrated probabilities of the labels; they sum to 1."""
        reading = Reading(read) if isinstance(read, str) else read
        grams = self.weights.shape[1] - len(self.measures)
        buckets, values = hashed(reading.text, self.sizes, grams)
        measured = np.array([reading.measures.get(name, 0.0) for name in self.measures])
        scores = self.weights[:, buckets] @ values + self.weights[:, grams:] @ measured
        scores = (scores + self.bias) / self.temperature
        odds = np.exp(scores - scores.max())
        result: Floats = odds / odds.sum()
        return result

    def judge(self, read: Reading | str) -> Opinion:
        """The most probable label, unless its probability is below the threshold."""
        chances = self.probabilities(read)
        best = int(chances.argmax())
        sure = float(chances[best])
        return Opinion(self.labels[best] if sure >= self.threshold else None, sure, self.labels[best])

    def judge_all(self, reads: Sequence[Reading | str]) -> list[Opinion]:
        return [self.judge(read) for read in reads]

    def save(self, path: Path) -> None:
        """Write one ``.npz`` file: plain arrays, no pickle."""
        about = {
            "labels": self.labels,
            "sizes": self.sizes,
            "temperature": self.temperature,
            "threshold": self.threshold,
            "measures": self.measures,
        }
        weights = self.weights.astype(np.float32)
        np.savez_compressed(
            path, weights=weights, bias=self.bias, about=np.array(json.dumps(about, ensure_ascii=False))
        )

    @classmethod
    def load(cls, path: Path) -> LinearJudge:
        """Read what :meth:`save` wrote. Raises UsageError if the file is missing, damaged or of another shape."""
        try:
            with np.load(path, allow_pickle=False) as arrays:
                about = json.loads(str(arrays["about"]))
                return cls(
                    tuple(about["labels"]),
                    arrays["weights"].astype(np.float64),
                    arrays["bias"],
                    tuple(about["sizes"]),
                    float(about["temperature"]),
                    float(about["threshold"]),
                    tuple(about.get("measures", ())),
                )
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise UsageError(
                "E701", f"{path}：模型文件缺失或损坏（{type(error).__name__}）。请重新训练，或恢复上一版"
            ) from error
