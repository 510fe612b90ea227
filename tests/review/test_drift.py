"""Drift: what changed is named, what did not is not, and nothing of a record is in the result."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import UsageError
from pipeline.night import AuditOptions, audit
from pipeline.review.drift import ALL, FORMS, Profile, _form, _pairs, drift, drift_chart, drift_table
from tests.gold import CORPUS

WORDS = [
    "患者今日精神可",
    "体温正常",
    "复查血常规",
    "继续目前治疗",
    "切口干燥",
    "饮食睡眠可",
    "无胸闷气促",
    "双肺呼吸音清",
]
OTHER = ["神志清楚", "生命体征平稳", "予以对症处理", "病情好转", "查房后指示", "密切观察", "完善检查", "择期手术"]


def made(
    count: int, seed: int, department: str = "骨科", words=WORDS, score=90.0, rate=1.0, form=FORMS[0]
) -> list[Profile]:
    rng = np.random.default_rng(seed)
    return [
        Profile(
            f"{department}{seed}-{i}",
            department,
            float(rng.normal(score, 4)),
            Counter({"LOG-SIDE": int(rng.poisson(rate)), "LOG-SEX": int(rng.poisson(0.3))}),
            _pairs(["，".join(rng.choice(words, 12))]),
            Counter({form: 8, FORMS[3]: int(rng.integers(0, 3))}),
            (int(rng.random() < 0.1), 5),
        )
        for i in range(count)
    ]


def changed(before: list[Profile], after: list[Profile], department: str = "骨科") -> set[str]:
    return {d.rule_id or d.measure for d in drift(before, after) if d.changed and d.department == department}


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ({"score": 82.0}, {"score"}),
        ({"rate": 3.0}, {"LOG-SIDE"}),
        ({"words": OTHER}, {"vocabulary"}),
        ({"form": FORMS[4]}, {"layout"}),
    ],
)
def test_what_changed_is_named_and_nothing_else(what: dict, expected: set[str]) -> None:
    found = drift(made(60, 1), made(40, 2, **what))
    assert {d.rule_id or d.measure for d in found if d.changed and d.department == ALL} == expected


def test_equal_months_seldom_alarm() -> None:
    alarms = [
        d.changed for seed in range(12) for d in drift(made(30, seed), made(20, 100 + seed)) if d.department == ALL
    ]
    assert sum(alarms) <= 0.05 * len(alarms), f"{sum(alarms)} of {len(alarms)}"


def test_a_department_changes_alone_and_a_tiny_one_is_not_judged() -> None:
    before = made(40, 1) + made(40, 2, "眼科") + made(3, 3, "口腔科")
    after = made(30, 4, words=OTHER) + made(30, 5, "眼科") + made(3, 6, "口腔科")
    assert changed(before, after) == {"vocabulary"}
    assert changed(before, after, "眼科") == set()
    assert "口腔科" not in {d.department for d in drift(before, after)}


def test_a_stay_that_was_audited_again_counts_once() -> None:
    stays = made(20, 1)
    found = drift([*stays, *made(20, 2)], stays)
    assert {(d.n_before, d.n_after) for d in found if d.department == ALL} == {(20, 20)}
    with pytest.raises(UsageError, match="E651"):
        drift(stays, stays)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("【主诉】咳嗽", 0),
        ("1.主诉：咳嗽", 1),
        ("一、主诉 咳嗽", 2),
        ("主 诉：咳嗽", 3),
        ("主诉\n咳嗽", 4),
        ("主诉 咳嗽", 5),
    ],
)
def test_forms_of_headings(text: str, form: int) -> None:
    assert _form(text, 0, len(text) - 2 - text.endswith("\n咳嗽")) == FORMS[form]


def test_hospitals_differ_in_vocabulary_and_layout_and_no_text_is_shown(tmp_path: Path) -> None:
    for name in "AD":
        folder = CORPUS / name
        audit(AuditOptions(folder / "stays.jsonl", tmp_path / name, folder / "staff.csv", "S000-P2"))
    command = [sys.executable, "-m", "pipeline", "drift", "A", "D", "--jsonl", "drift.jsonl"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in (tmp_path / "drift.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {r["measure"] for r in rows if r["changed"]} >= {"vocabulary", "layout"}
    assert {r["rule_id"] for r in rows if r["measure"] == "vocabulary"} == {""}
    text = (tmp_path / "A" / "records.jsonl").read_text(encoding="utf-8")
    assert "姚德胜" in text
    assert "姚德胜" not in done.stdout + json.dumps(rows, ensure_ascii=False)
    assert (subprocess.run([*command[:4], "A"], capture_output=True, check=False, cwd=tmp_path)).returncode == 2


def test_the_table_and_the_chart_hold_every_measure() -> None:
    found = drift(made(30, 1), made(30, 2, score=80))
    table = drift_table(found)
    assert table.iloc[0]["指标"] == "分数分布"
    assert len(table) == len(found)
    assert drift_chart(found).to_dict()["mark"]["type"] == "rect"
