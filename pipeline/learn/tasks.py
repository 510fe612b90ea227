"""The learned tasks: which samples teach them, and how careful their judge must be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.detect.meaning.differential import MEASURES
from pipeline.detect.meaning.reading import Reading
from pipeline.errors import UsageError
from pipeline.learn import differential
from pipeline.learn.samples import Sample, read_samples
from pipeline.learn.split import apart
from pipeline.paths import shipped

FROZEN = "frozen.jsonl"


@dataclass(frozen=True, slots=True)
class Task:
    """``precision`` is what the judge must reach where it answers; below its threshold it abstains.

    ``reads`` turns a sample's text into what the judge reads, with the named ``measures``.
    """

    name: str
    about: str
    labels: tuple[str, ...]
    precision: float = 0.95
    reads: Callable[[str], Reading] = Reading
    measures: tuple[str, ...] = ()

    def readings(self, samples: Sequence[Sample]) -> list[Reading]:
        return [self.reads(sample.text) for sample in samples]

    @property
    def folder(self) -> Path:
        return shipped("annotations") / self.name

    def samples(self, more: Path | None = None) -> list[Sample]:
        """The shipped training samples, and those of ``more`` (a file of new labels), without whatever touches the frozen set.

        Raises UsageError if there are none.
        """
        files = [f for f in sorted(self.folder.glob("*.jsonl")) if f.name != FROZEN] if self.folder.is_dir() else []
        found = self._checked(read_samples([*files, *([more] if more else [])]))
        if not found:
            raise UsageError("E722", f"{self.folder}：没有标注样本，无法训练")
        return apart(found, self.frozen()) if (self.folder / FROZEN).is_file() else found

    def frozen(self) -> list[Sample]:
        """The frozen set, on which champion and challenger meet: never trained on. Raises UsageError if it is missing."""
        if not (self.folder / FROZEN).is_file():
            raise UsageError("E725", f"{self.folder / FROZEN}：没有冻结集，无法比较模型")
        return self._checked(read_samples([self.folder / FROZEN]))

    def _checked(self, samples: list[Sample]) -> list[Sample]:
        unknown = sorted({s.label for s in samples} - set(self.labels))
        if unknown:
            raise UsageError("E721", f"任务 {self.name} 没有标签 {'、'.join(unknown)}。可用：{'、'.join(self.labels)}")
        return samples


TASKS = {
    task.name: task
    for task in (
        Task(
            "differential",
            "鉴别诊断是否有实质内容",
            ("absent", "names_only", "unspecific", "substantial"),
            reads=differential.reading,
            measures=MEASURES,
        ),
        Task("ranking", "哪些缺陷线索会被复核人确认", ("rejected", "confirmed"), precision=0.9),
    )
}


def task_named(name: str) -> Task:
    """Raises UsageError for an unknown task."""
    if name not in TASKS:
        raise UsageError("E723", f"没有任务 {name}。可用：{'、'.join(TASKS)}")
    return TASKS[name]
