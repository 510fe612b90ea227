"""The labels of 鉴别诊断, the judge that ships with them, and how the audit listens to it."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from pipeline.detect import examples
from pipeline.detect.case import Case
from pipeline.detect.engine import judge
from pipeline.detect.finding import Defect, Outcome
from pipeline.detect.meaning import champion
from pipeline.detect.rules import all_rules
from pipeline.errors import UsageError
from pipeline.extract import extract
from pipeline.learn.contest import presence_f1
from pipeline.learn.curve import learning_curve
from pipeline.learn.differential import reading, structure_label
from pipeline.learn.registry import Registry
from pipeline.learn.samples import Sample, digest_of
from pipeline.learn.tasks import task_named
from pipeline.learn.train import train
from pipeline.paths import shipped
from pipeline.standards.load import load

pytest.importorskip("sklearn")
TASK = task_named("differential")
SHIPPED = Registry(shipped("models"), TASK)
NOTE = """@stay sex=女 age=50岁 admitted=2026-03-02T09:00 discharged=2026-03-10T10:00
@doc
首次病程记录
2026-03-02 10:30
患者李某，女，50岁，因“胃脘胀痛1周”于2026-03-02 09:00入院。
病例特点：1.中年女性。2.查体：腹软，剑突下轻压痛。
初步诊断：中医诊断：胃痛；西医诊断：慢性胃炎
诊断依据：胃脘胀痛，胃镜示慢性炎症。
{}
诊疗计划：1.二级护理；2.抑酸护胃。
医师签名：张三
"""
ARGUED = "类证鉴别：痛得嗳则减，不关劳作，ECG正常，非真心痛；胀而兼痛，非痞满。"
LISTED = "鉴别诊断：1. 溃疡穿孔 2. 急性胰腺炎 3. 急性胆囊炎 4. Meckel憩室炎 5. 克罗恩病（以上均需术中探查进一步鉴别）"


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return TASK.samples()


@pytest.fixture(scope="module")
def frozen() -> list[Sample]:
    return TASK.frozen()


@pytest.fixture
def no_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation whose folder of models is empty."""
    monkeypatch.setattr(champion, "shipped", lambda _: tmp_path)
    champion.champion_of.cache_clear()
    yield tmp_path
    champion.champion_of.cache_clear()


def thin(differential: str) -> tuple[Outcome, tuple[Defect, ...], str, str]:
    stays, _ = examples.parse(NOTE.format(differential))
    rule = next(r for r in all_rules() if r.id == "CNT-FPN-DDX-THIN")
    (told,) = judge(Case(extract(stays[0]), load("S000-P2").parameters), [rule])
    return told.verdict.outcome, told.verdict.defects, told.verdict.reason, str(told.error or "")


def test_the_labels_are_many_and_split_by_patient_author_and_manner(
    samples: list[Sample], frozen: list[Sample]
) -> None:
    everything = [*samples, *frozen]
    assert len(everything) >= 600
    assert len({s.department for s in everything}) >= 12
    assert len({s.style for s in samples}) >= 6
    assert len({s.text for s in everything}) == len(everything)
    for label in TASK.labels:
        assert sum(s.label == label for s in everything) >= 100
    for key in ("patient", "author", "style"):
        assert not {getattr(s, key) for s in samples} & {getattr(s, key) for s in frozen}
    assert 0.15 < len(frozen) / len(everything) < 0.25


def test_the_shipped_judge_comes_from_the_shipped_labels(samples: list[Sample], frozen: list[Sample]) -> None:
    version = SHIPPED.champion
    assert version is not None
    card = json.loads((SHIPPED.folder / version / "card.json").read_text(encoding="utf-8"))
    assert card["data"]["hash"] == digest_of(samples)
    measured = SHIPPED.measure(version, frozen)
    assert measured.macro_f1 > 0.88
    assert presence_f1(measured) > 0.96


def test_training_again_gives_the_same_judge(tmp_path: Path, samples: list[Sample], frozen: list[Sample]) -> None:
    trained = train(TASK, samples)
    assert trained.held_out == "patient、author、style"
    assert trained.unseen.macro_f1 > 0.83
    assert trained.unseen.ece < 0.05
    registry = Registry(tmp_path, TASK)
    again = registry.save(trained, samples)
    assert registry.measure(again, frozen).macro_f1 == pytest.approx(
        SHIPPED.measure(SHIPPED.champion or "", frozen).macro_f1, abs=0.02
    )


@pytest.mark.parametrize("seed", [0, 1])
def test_a_fifth_of_the_labels_poisoned_is_not_promoted(
    tmp_path: Path, samples: list[Sample], frozen: list[Sample], seed: int
) -> None:
    shutil.copytree(SHIPPED.folder, tmp_path / "differential")
    registry, random = Registry(tmp_path, TASK), Random(seed)
    hit = set(random.sample(range(len(samples)), len(samples) // 5))
    poisoned = [
        replace(s, label=random.choice([x for x in TASK.labels if x != s.label])) if i in hit else s
        for i, s in enumerate(samples)
    ]
    trained = train(TASK, poisoned)
    version = registry.save(trained, poisoned)
    with pytest.raises(UsageError, match="E731"):
        registry.promote(version, frozen)
    assert registry.champion == SHIPPED.champion
    suspected = {i for i, _, _ in trained.suspects}
    assert len(suspected & {samples[i].id for i in hit}) > len(hit) / 2, (
        "the search for wrong labels finds most of them"
    )


def test_more_labels_help_and_a_judge_beats_structure_alone(samples: list[Sample]) -> None:
    curve = learning_curve(TASK, samples, steps=(0, 50, 400), unlearned=structure_label)
    mean = curve.groupby("labels")["macro_f1"].mean()
    assert mean[0] < mean[50] < mean[400]


def test_a_judge_reads_how_one_argues_not_what_the_diseases_are_called() -> None:
    first = reading("主诉：咳嗽\n初步诊断：肺炎\n鉴别诊断：1.肺结核：痰菌(-)，不支持；2.肺癌：CT未见肿块。")
    second = reading("主诉：咳嗽\n初步诊断：肺炎\n鉴别诊断：1.肺脓肿：痰菌(-)，不支持；2.气胸：CT未见肿块。")
    assert first == second


def test_unclear_structure_with_an_argument_is_no_candidate_and_no_pass() -> None:
    outcome, defects, reason, _ = thin(ARGUED)
    assert outcome == Outcome.NOT_ASSESSABLE
    assert not defects
    assert SHIPPED.champion is not None
    assert SHIPPED.champion in reason


def test_without_a_model_a_person_decides_what_structure_cannot(no_model: Path) -> None:
    outcome, defects, _, _ = thin(ARGUED)
    assert outcome == Outcome.NOT_ASSESSABLE
    assert defects[0].review
    assert "没有判断模型" in defects[0].message


def test_the_judge_never_makes_a_defect() -> None:
    outcome, defects, _, _ = thin(LISTED)
    assert outcome == Outcome.NOT_ASSESSABLE
    assert all(d.review for d in defects)
    assert "模型" in defects[0].message


def test_a_damaged_model_is_an_error_and_not_a_missing_model(no_model: Path) -> None:
    folder = no_model / "differential"
    folder.mkdir()
    (folder / "champion.json").write_text('{"line": ["gone"]}', encoding="utf-8")
    outcome, _, _, error = thin(ARGUED)
    assert outcome == Outcome.ERROR
    assert error


def test_clear_structure_is_decided_as_before(no_model: Path) -> None:
    listed = thin("鉴别诊断：需与胃癌、消化性溃疡、胆囊炎相鉴别。")
    argued = thin("鉴别诊断：1.胃癌：胃镜未见肿物，可排除；2.消化性溃疡：无夜间痛，胃镜未见溃疡。")
    assert listed[0] == Outcome.FAIL
    assert argued[0] == Outcome.PASS


@pytest.mark.slow
def test_the_judge_reads_forty_texts_of_300_characters_a_second(samples: list[Sample]) -> None:
    _, linear = champion.champion_of("differential") or pytest.fail("no judge ships")
    texts = [(s.text * 6)[:300] for s in samples[:80]]
    start = time.process_time()
    for text in texts:
        linear.judge(reading(text))
    assert (time.process_time() - start) / len(texts) < 1 / 40
