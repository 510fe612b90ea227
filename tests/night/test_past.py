"""A night remembers those before it: clones and people are compared with the whole history."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.night import AuditOptions, NightSummary, audit
from tests.gold import CORPUS

OPERATION = """手术记录
手术日期：2026-03-0{day}
手术开始：2026-03-0{day} 09:00　手术结束：2026-03-0{day} 11:00
手术名称：腹腔镜胆囊切除术
手术者：{surgeon}　第一助手：李明
手术经过：麻醉后消毒铺巾，建立气腹，分离胆囊三角，夹闭胆囊管及胆囊动脉，剥离胆囊，冲洗，清点无误，缝合切口。
手术者：{surgeon}　2026-03-0{day} 12:00
"""


def night(tmp_path: Path, name: str, hospital: str, ids: set[str]) -> NightSummary:
    """Audit some stays of a corpus hospital, with one history for all nights."""
    lines = (CORPUS / hospital / "stays.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    source = tmp_path / f"{name}.jsonl"
    source.write_text(
        "".join(line for line in lines if any(f'"stay_id": "{i}"' in line for i in ids)), encoding="utf-8"
    )
    staff = CORPUS / hospital / "staff.csv"
    return audit(AuditOptions(source, tmp_path / name, staff, "S000-P2", history=tmp_path / "history"))


def rules(summary: NightSummary, stay_id: str) -> set[str]:
    return {f.rule_id for f in summary.findings if f.stay_id == stay_id and f.outcome == "fail"}


@pytest.mark.parametrize(
    ("hospital", "earlier", "later", "rule"),
    [
        ("C", "C-0004", "C-0005", "CLN-CROSS-ADM"),
        ("B", "B-0001", "B-0008", "CLN-CROSS-PT-DISC"),
        ("A", "A-0006", "A-0008", "CLN-CROSS-PT-NOTE"),
    ],
)
def test_a_clone_of_an_earlier_night_is_found(
    tmp_path: Path, hospital: str, earlier: str, later: str, rule: str
) -> None:
    assert rule not in rules(night(tmp_path, "n0", hospital, {later}), later)
    shutil.rmtree(tmp_path / "history")
    night(tmp_path, "n1", hospital, {earlier})
    second = night(tmp_path, "n2", hospital, {later})
    assert rule in rules(second, later)
    related = {r.stay_id for f in second.findings if f.rule_id == rule for r in f.related}
    assert related == {earlier}
    before = (tmp_path / "n2" / "findings.jsonl").read_bytes()
    night(tmp_path, "n2", hospital, {later})
    assert (tmp_path / "n2" / "findings.jsonl").read_bytes() == before, "a night audited again does not meet itself"


def test_an_order_of_nights_gives_the_same_as_one_night(tmp_path: Path) -> None:
    a = CORPUS / "A"
    whole = audit(AuditOptions(a / "stays.jsonl", tmp_path / "whole", a / "staff.csv", "S000-P2"))
    ids = sorted({g.stay_id for g in whole.grades})
    found = set()
    for number in range(0, len(ids), 3):
        summary = night(tmp_path, f"n{number}", "A", set(ids[number : number + 3]))
        found |= {(f.stay_id, f.rule_id) for f in summary.findings if f.outcome == "fail"}
    assert found == {(f.stay_id, f.rule_id) for f in whole.findings if f.outcome == "fail"}


def test_one_surgeon_in_two_places_on_two_nights(tmp_path: Path) -> None:
    import json

    staff = tmp_path / "staff.csv"
    staff.write_text(
        "staff_id,name,title,role,department,license_no,license_from,license_to,note\n"
        "S1,赵志远,主任医师,licensed,普外科,1,2000-01-01,,\nS2,李明,住院医师,licensed,普外科,2,2020-01-01,,\n",
        encoding="utf-8",
    )
    seen = []
    for number in (1, 2):
        text = OPERATION.format(day=2, surgeon="赵志远")
        row = {
            "stay_id": f"X{number}",
            "patient_id": f"P{number}",
            "documents": [{"doc_id": f"X{number}-1", "text": text}],
        }
        source = tmp_path / f"s{number}.jsonl"
        source.write_text(json.dumps(row) + "\n", encoding="utf-8")
        summary = audit(AuditOptions(source, tmp_path / f"o{number}", staff, "S000-P2", history=tmp_path / "history"))
        seen.append({f.rule_id: f for f in summary.findings if any(r.stay_id != f"X{number}" for r in f.related)})
    assert seen[0] == {}
    assert any(rule.startswith("SIG-") for rule in seen[1])
    assert all(f.outcome == "review" for rule, f in seen[1].items() if rule.startswith("SIG-")), (
        "a sign, never a verdict"
    )
