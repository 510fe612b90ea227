"""Decisions teach a judge; it is calibrated, may abstain, and replaces the one in charge only if it is not worse."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from pipeline.detect.meaning.linear import LinearJudge
from pipeline.errors import UsageError
from pipeline.learn.measure import calibration_error, threshold_for
from pipeline.learn.registry import Registry
from pipeline.learn.samples import Sample, read_samples, write_samples
from pipeline.learn.split import apart, clusters, folds, leave_one_out
from pipeline.learn.tasks import Task
from pipeline.learn.train import train

TASK = Task("ranking", "test", ("rejected", "confirmed"), precision=0.9)
WORDS = {
    "confirmed": ["签名处空白", "超过八小时", "没有鉴别诊断", "整段复制"],
    "rejected": ["属于既往手术", "家属的病史", "知情同意书里的告知", "外院报告"],
}
FILL = [
    "患者今日精神可",
    "体温正常",
    "复查血常规",
    "继续目前治疗",
    "切口干燥",
    "饮食睡眠可",
    "无胸闷气促",
    "双肺呼吸音清",
]


def made(count: int, seed: int, flip: float = 0.0) -> list[Sample]:
    """Samples whose label follows from their words; a share ``flip`` is labelled wrongly."""
    random = Random(seed)
    samples = []
    for i in range(count):
        label = random.choice(["confirmed", "rejected"])
        text = "，".join([*random.sample(FILL, 3), random.choice(WORDS[label]), str(random.random())])
        other = "rejected" if label == "confirmed" else "confirmed"
        shown = other if random.random() < flip else label
        samples.append(Sample(f"{seed}-{i}", text, shown, patient=f"p{seed}-{i // 2}", department=f"d{i % 3}"))
    return samples


@pytest.fixture(scope="module")
def frozen() -> list[Sample]:
    return made(120, 99)


def test_a_judge_learns_is_calibrated_and_survives_the_disk(tmp_path: Path, frozen: list[Sample]) -> None:
    registry = Registry(tmp_path, TASK)
    samples = made(200, 1)
    version = registry.save(train(TASK, samples), samples)
    assert registry.save(train(TASK, samples), samples) == version
    figures = registry.measure(version, frozen)
    assert figures.macro_f1 > 0.95
    assert figures.ece < 0.1
    card = json.loads((tmp_path / "ranking" / version / "card.json").read_text(encoding="utf-8"))
    assert card["data"]["samples"] == 200
    judge = registry.load(version)
    assert judge.judge("患者今日精神可，签名处空白").label == "confirmed"
    assert replace(judge, threshold=1.1).judge("患者今日精神可，签名处空白").label is None


def test_the_worse_and_the_poisoned_are_not_promoted(tmp_path: Path, frozen: list[Sample]) -> None:
    registry = Registry(tmp_path, TASK)
    good, poisoned, inverted = made(200, 1), made(60, 2, flip=0.35), made(200, 3, flip=1.0)
    first = registry.save(train(TASK, good), good)
    registry.promote(first, frozen)
    for bad in (poisoned, inverted):
        version = registry.save(train(TASK, bad), bad)
        assert registry.measure(version, frozen).macro_f1 < registry.measure(first, frozen).macro_f1
        with pytest.raises(UsageError, match="E731"):
            registry.promote(version, frozen)
        assert registry.champion == first


def test_roll_back_is_one_step(tmp_path: Path, frozen: list[Sample]) -> None:
    registry = Registry(tmp_path, TASK)
    versions = []
    for seed in (1, 4):
        samples = made(200, seed)
        versions.append(registry.save(train(TASK, samples), samples))
        registry.promote(versions[-1], frozen)
    assert registry.champion == versions[1]
    assert registry.roll_back() == versions[0]
    assert registry.champion == versions[0]
    with pytest.raises(UsageError, match="E732"):
        registry.roll_back()


def test_flipped_labels_are_suspected() -> None:
    samples = made(200, 1)
    wrong = {s.id for s in samples[:10]}
    flipped = [
        replace(s, label={"confirmed": "rejected", "rejected": "confirmed"}[s.label]) if s.id in wrong else s
        for s in samples
    ]
    suspects = {i for i, _, _ in train(TASK, flipped).suspects}
    assert len(suspects & wrong) >= 8
    assert len(suspects - wrong) <= 5


def test_nothing_leaks_through_a_split() -> None:
    samples = made(60, 5)
    twin = replace(samples[0], id="twin", patient="other", text=samples[0].text + "。")
    samples.append(twin)
    numbers = clusters(samples)
    assert numbers[-1] == numbers[0] == numbers[1], "same text, same patient"
    parts = folds(samples, 4)
    assert sorted(i for part in parts for i in part) == list(range(len(samples)))
    for part in parts:
        inside = {numbers[i] for i in part}
        assert not inside & {numbers[i] for other in parts if other is not part for i in other}
    left = apart(samples, [samples[1]])
    assert {s.id for s in samples} - {s.id for s in left} == {samples[0].id, samples[1].id, "twin"}
    for name, rest, out in leave_one_out(samples, lambda s: s.department):
        assert {samples[i].department for i in out} == {name}
        assert name not in {samples[i].department for i in rest}


def test_bad_labels_and_models_are_named(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    write_samples(path, made(3, 1))
    assert read_samples([path]) == made(3, 1)
    path.write_text('{"id": "1", "text": "a"}\n', encoding="utf-8")
    with pytest.raises(UsageError, match="第1行"):
        read_samples([path])
    with pytest.raises(UsageError, match="E724"):
        train(TASK, made(5, 1))
    (tmp_path / "judge.npz").write_bytes(b"PK\x03\x04broken")
    with pytest.raises(UsageError, match="E701"):
        LinearJudge.load(tmp_path / "judge.npz")


def test_thresholds_and_calibration() -> None:
    confidence = np.array([0.9, 0.8, 0.7, 0.6])
    right = np.array([True, True, False, True])
    assert threshold_for(confidence, right, 1.0) == 0.8
    assert threshold_for(confidence, right, 0.75) == 0.6
    assert threshold_for(confidence, np.zeros(4, bool), 0.5) > 1
    assert calibration_error(np.full(10, 0.8), np.arange(10) < 8) == pytest.approx(0.0)
    assert calibration_error(np.full(10, 0.8), np.arange(10) < 3) == pytest.approx(0.5)
