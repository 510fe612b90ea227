"""Labelled samples: one JSON object a line in ``annotations/<task>/*.jsonl``.

Keys: ``id, text, label`` and where known ``patient, author, style, hospital, department, source, labelled_by, labelled_at, note``.
Groups (patient, author …) are what a split must never cut through.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.records.jsonl import dump_line

GROUPS = ("patient", "author")


@dataclass(frozen=True, slots=True)
class Sample:
    """One text with its label and where both came from."""

    id: str
    text: str
    label: str
    patient: str = ""
    author: str = ""
    style: str = ""
    hospital: str = ""
    department: str = ""
    source: str = ""
    labelled_by: str = ""
    labelled_at: str = ""
    note: str = ""


def read_samples(paths: Iterable[Path]) -> list[Sample]:
    """Read samples. Raises UsageError with file and line for an unknown key, a missing label or a repeated id."""
    samples: dict[str, Sample] = {}
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip():
                continue
            sample = _sample(line, f"{path} 第{number}行")
            if sample.id in samples:
                raise UsageError("E711", f"{path} 第{number}行：样本编号 {sample.id} 重复")
            samples[sample.id] = sample
    return list(samples.values())


def _sample(line: str, where: str) -> Sample:
    try:
        sample = Sample(**json.loads(line))
    except (TypeError, json.JSONDecodeError) as error:
        raise UsageError(
            "E712", f"{where}：不是标注样本（{type(error).__name__}）。键见 pipeline/learn/samples.py"
        ) from error
    if not (sample.id and sample.label and sample.text):
        raise UsageError("E713", f"{where}：缺少 id、text 或 label")
    return sample


def write_samples(path: Path, samples: Iterable[Sample]) -> None:
    """Write samples in the given order, leaving out what is unknown."""
    rows = ({key: value for key, value in asdict(sample).items() if value} for sample in samples)
    path.write_bytes(b"".join(dump_line(row) for row in rows))


def digest_of(samples: Sequence[Sample]) -> str:
    """A hash of the samples, whatever their order: it goes on the model card."""
    lines = sorted(json.dumps(asdict(sample), sort_keys=True) for sample in samples)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
