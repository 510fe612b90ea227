"""Fines, coverage, what-if, smallest corrections, re-grading."""

import json
import pickle
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.detect.finding import Finding
from pipeline.grade import (
    Decided,
    differing_parameters,
    finding_from_row,
    grade_stay,
    newly_judged,
    regrade,
    smallest_corrections,
    what_if,
)
from pipeline.standards.load import load
from pipeline.standards.model import LEVELS, Standard
from tests.grade.notation import findings

P2, ZJ, NAT, P6 = load("S000-P2"), load("ZJ-2021"), load("NAT-2018"), load("S000-P6")


def fines(standard: Standard, notation: str, inspection: str | None = None) -> list[tuple[str, str, float, str]]:
    row = grade_stay("S", findings(notation, standard), {}, standard, inspection).row()
    return [(p["who"], p["kind"], p["amount"], p["rule_id"]) for p in row["penalties"]]


# 85: 围手术 15. 84.5: and 0.5. 75: 围手术 15 + 书写 10. 74.5: and 0.5.
TO_85 = "SIG-OPNOTE-NONPART@2 TIM-OPNOTE-24H@2"
TO_75 = TO_85 + " SIG-INTERN-DOC@1"


@pytest.mark.parametrize(
    ("notation", "expected"),
    [
        ("", []),
        (TO_85, []),  # 85 is not below 85
        (TO_85 + " CNT-HPI-ONSET@1", [("doctor", "yuan", 200, ""), ("department", "dept_points", 10, "")]),
        (TO_75, [("doctor", "yuan", 200, ""), ("department", "dept_points", 10, "")]),
        # the lower line replaces the upper one
        (TO_75 + " CNT-HPI-ONSET@1", [("doctor", "yuan", 400, ""), ("department", "dept_points", 20, "")]),
        # cloned: once a record, however many passages
        (
            "CLN-PROGRESS@1 CLN-ROUND-FPN@2",
            [("doctor", "yuan", 50, "CLN-PROGRESS"), ("department", "dept_points", 5, "CLN-PROGRESS")],
        ),
        ("CLN-PROGRESS@1?", []),  # a suspicion fines nobody
        ("CMP-ANES-VISIT@1*2", [("department", "dept_points", 5, "CMP-ANES-VISIT")] * 2),  # each case
        (
            "TIM-NOTICE-12H@1",
            [("doctor", "yuan", 50, "TIM-NOTICE-12H"), ("department", "dept_points", 5, "TIM-NOTICE-12H")],
        ),
        ("CNT-FPN-DDX@1", []),  # 乙级 matters to inspections from above only
    ],
)
def test_fines_of_the_hospitals_own_inspection(notation: str, expected: list) -> None:
    assert fines(P2, notation) == expected


def test_fines_of_an_inspection_from_above_follow_the_level_not_the_score() -> None:
    assert fines(P2, TO_75 + " CNT-FPN-DDX@1", "上级抽查") == [
        ("doctor", "yuan", 400, ""),
        ("superior", "yuan", 200, ""),
        ("head", "yuan", 100, ""),
        ("department", "dept_points", 20, ""),
    ]
    third = fines(P2, "CMP-OPNOTE", "上级抽查")
    assert [(who, amount) for who, kind, amount, _ in third if kind == "bonus_percent"] == [
        ("doctor", 100),
        ("superior", 50),
        ("head", 30),
        ("assistant", 20),
        ("office_head", 10),
        ("vice_president", 5),
    ]
    assert ("department", "dept_points", 100, "") in third


def test_township_fines_are_one_per_record_and_class() -> None:
    assert fines(P6, "TIM-FPN-8H@1 TIM-ADMISSION-24H@2 TIM-PROG-STABLE@3*2") == [
        ("doctor", "yuan", 5, "TIM-ADMISSION-24H"),
        ("doctor", "yuan", 2, "TIM-PROG-STABLE"),
    ]


def test_the_five_outcomes_are_counted_apart() -> None:
    outcomes = {
        "CMP-FPN": "pass",
        "CMP-ADMISSION": "pass",
        "TIM-FPN-8H": "fail",
        "CMP-OPNOTE": "not_applicable",
        "SIG-UNLICENSED": "not_assessable",
        "LOG-SEX": "error",
        "CNT-THIN": "fail",  # review in this standard: no machine has decided it
        "TIM-PROG-ADM3D": "fail",  # off
    }
    grade = grade_stay("S", [], outcomes, P2)
    assert grade.coverage == {"fail": 1, "pass": 2, "not_applicable": 1, "not_assessable": 2, "error": 1}
    assert grade.assessed
    assert not grade_stay("S", [], {"SIG-UNLICENSED": "not_assessable"}, P2).assessed


def test_the_row_has_the_contracts_keys_and_is_json() -> None:
    grade = grade_stay("S", findings("CNT-FPN-DDX@1 TIM-FPN-8H@1 CLN-PROGRESS@2", P2), {}, P2)
    row = json.loads(json.dumps(grade.row(), ensure_ascii=False))
    assert list(row) == ["stay_id", "standard", "level", "score", "vetoes", "deductions", "penalties", "coverage"]
    assert list(row["deductions"][0]) == ["rule_id", "points", "section", "capped"]
    assert list(row["penalties"][0]) == ["who", "kind", "amount", "rule_id"]
    assert json.loads(json.dumps(grade.detail(), ensure_ascii=False))["explained"] == []
    assert pickle.loads(pickle.dumps(grade)) == grade


def test_the_order_of_findings_does_not_matter() -> None:
    found = findings("TIM-FPN-8H@1 CNT-HEADER@2*12 SIG-DOC@3*4 CNT-FPN-DDX@1 CMP-OPNOTE TIM-OPNOTE-24H", P2)
    assert grade_stay("S", found, {}, P2) == grade_stay("S", found[::-1], {}, P2)


def test_a_veto_is_never_hidden_by_a_lesser_defect(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'id="own"\nname="x"\nversion="1"\nextends="S000-P2"\n[supersedes]\nLOG-AGE = ["LOG-SEX"]\n'
        '[severities]\nLOG-SEX = { kind = "VETO_C", bundle = "C7" }\n',
        encoding="utf-8",
    )
    standard = load(own)
    assert grade_stay("S", findings("LOG-AGE@1 LOG-SEX@1", standard), {}, standard).level == "丙级"


def test_once_counts_the_largest_of_its_printed_item(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'id="own"\nname="x"\nversion="1"\nextends="NAT-2018"\n[bundles]\nK = "克隆"\n[severities]\n'
        '"CLN-*" = { per = "once", bundle = "K" }\n',
        encoding="utf-8",
    )
    standard = load(own)
    grade = grade_stay("S", findings("CLN-PROGRESS@1 CLN-CROSS-PT-NOTE@2*2 CLN-STALE@3", standard), {}, standard)
    assert [(d.rule_id, d.points) for d in grade.deductions] == [("CLN-CROSS-PT-NOTE", 10.0)]


def test_one_veto_that_leaves_the_first_level_is_reported() -> None:
    grade = grade_stay("S", findings("CNT-FPN-FEATURES@1", ZJ), {}, ZJ)
    assert grade.level == "甲级"
    assert any("请人工留意" in reason for reason in grade.reasons)


def test_reasons_name_the_printed_item_and_the_count() -> None:
    reasons = "\n".join(grade_stay("S", findings("CNT-FPN-DDX@1 CMP-DISCHARGE", P2), {}, P2).reasons)
    assert "鉴别诊断" in reasons
    assert "乙级否决条款 2 项（B2、B7）" in reasons


def test_old_grades_do_not_change_with_the_standard(tmp_path: Path) -> None:
    before = grade_stay("S", findings("TIM-FPN-8H@1", NAT), {}, NAT)
    kept = before.row()
    own = tmp_path / "own.toml"
    own.write_text(
        'id="NAT-2018"\nname="x"\nversion="2"\nextends="NAT-2018"\n[severities]\nTIM-FPN-8H = { points = 1 }\n'.replace(
            'id="NAT-2018"', 'id="own"'
        ),
        encoding="utf-8",
    )
    assert grade_stay("S", findings("TIM-FPN-8H@1", load(own)), {}, load(own)).score == 99
    assert before.row() == kept
    assert kept["deductions"][0]["points"] == 5


def test_what_if_drops_what_is_doubtful() -> None:
    found = findings("CNT-FPN-DDX@1~0.6 TIM-FPN-8H@1~0.95", P2)
    assert grade_stay("S", found, {}, P2).level == "乙级"
    sure = what_if("S", found, {}, P2, confidence=0.9)
    assert (sure.level, sure.score) == ("甲级", 95)
    assert what_if("S", found, {}, P2, confidence=0.6).level == "乙级"


@pytest.mark.parametrize(
    ("standard", "notation", "rules"),
    [
        (P2, "TIM-FPN-8H@1", ()),
        (P2, "CNT-FPN-DDX@1 TIM-FPN-8H@1", ("CNT-FPN-DDX",)),
        # all vetoes must go, and what follows from a missing document goes with it
        (P2, "CMP-ADMISSION CMP-HPI CMP-DISCHARGE", ("CMP-ADMISSION", "CMP-DISCHARGE")),
        # 100 - 15 = 85: giving back the 10 is enough, and 5 alone gives exactly 90: of one-rule sets the best is taken
        (P2, TO_85, ("SIG-OPNOTE-NONPART",)),
        # 首程 is cut at 10, so two of the small ones give nothing back: 8H 5 + 24H 5 elsewhere
        (
            P2,
            "TIM-FPN-8H@1 SIG-FPN-AUTHOR@1 SIG-FPN-LATE@1 CNT-FPN-FEATURES@1 TIM-OPNOTE-24H@2",
            ("TIM-OPNOTE-24H",),
        ),
        (ZJ, "CNT-FPN-FEATURES@1 CLN-FPN-HPI@1 LOG-AGE@2", ("LOG-AGE",)),
    ],
)
def test_the_smallest_set_of_corrections(standard: Standard, notation: str, rules: tuple[str, ...]) -> None:
    result = smallest_corrections("S", findings(notation, standard), standard)
    assert (result.rules, result.grade.level, result.exact) == (rules, "甲级", True)


def test_corrections_of_a_hopeless_record_stay_quick() -> None:
    every = [i for i, s in NAT.severities.items() if s.kind in ("points", "VETO_B", "VETO_C")]
    result = smallest_corrections("S", findings(" ".join(f"{i}@1" for i in every), NAT), NAT)
    assert result.grade.level == "甲级"
    assert not result.exact


RULES = sorted(i for i, s in P2.severities.items() if s.kind in ("points", "VETO_B", "VETO_C"))
SOME = st.lists(st.tuples(st.sampled_from(RULES), st.sampled_from(["", "@1", "@2"])), max_size=12, unique=True)


@settings(max_examples=80, deadline=None)
@given(words=SOME, standard=st.sampled_from([P2, ZJ, NAT]))
def test_grades_are_consistent_whatever_fails(words: list[tuple[str, str]], standard: Standard) -> None:
    found = findings(" ".join(rule + doc for rule, doc in words), standard)
    grade = grade_stay("S", found, {}, standard)
    assert 0 <= grade.score <= 100
    assert grade.score == max(0, round(100 - sum(d.points for d in grade.deductions), 2))
    taken: dict[str, float] = {}
    for d in grade.deductions:
        assert 0 <= d.points <= d.full
        assert d.capped == (d.points < d.full)
        if not (standard is ZJ and d.full == 10):
            taken[d.section] = taken.get(d.section, 0) + d.points
    assert all(round(points, 2) <= standard.scheme.sections[section] for section, points in taken.items())
    for i in range(len(found)):  # one defect fewer is never worse
        fewer = grade_stay("S", found[:i] + found[i + 1 :], {}, standard)
        if not any(e.by == found[i].rule_id for e in grade.explained) and standard is not ZJ:
            assert fewer.score >= grade.score
            assert LEVELS.index(fewer.level) <= LEVELS.index(grade.level)


@settings(max_examples=25, deadline=None)
@given(words=st.lists(st.sampled_from(RULES), max_size=6, unique=True), standard=st.sampled_from([P2, ZJ]))
def test_no_smaller_set_of_corrections_exists(words: list[str], standard: Standard) -> None:
    found = findings(" ".join(f"{rule}@1" for rule in words), standard)
    result = smallest_corrections("S", found, standard)
    explained = {e.finding_id: e.by for e in grade_stay("S", found, {}, standard).explained}
    for rules in combinations(words, max(0, len(result.rules) - 1)):
        left = [f for f in found if f.rule_id not in rules and explained.get(f.finding_id) not in rules]
        assert not result.rules or grade_stay("S", left, {}, standard).level != "甲级"


def test_regrading_a_stored_night_equals_grading_it_afresh() -> None:
    first = [f.row() for f in findings("CNT-FPN-DDX@1 TIM-FPN-8H@1 CNT-THIN@1 LOG-SEX@2?", P2)]
    back = [finding_from_row(json.loads(json.dumps(row))) for row in first]
    assert [f.row() for f in back] == first
    (again,) = regrade([("S", back, {"TIM-FPN-8H": "fail"})], NAT)
    assert again == grade_stay("S", findings("CNT-FPN-DDX@1 TIM-FPN-8H@1 LOG-SEX@2?", NAT), {"TIM-FPN-8H": "fail"}, NAT)
    assert (again.level, again.score) == ("甲级", 93)


def test_a_candidate_for_review_never_becomes_a_failure_by_regrading() -> None:
    found: list[Finding] = findings("CNT-READABLE@1", P2)  # review there, points in NAT-2018
    (again,) = regrade([("S", found, {})], NAT)
    assert again.score == 100


def test_regrading_names_what_it_cannot_answer() -> None:
    assert "fpn_h" in differing_parameters(P2, P6)
    assert differing_parameters(NAT, NAT) == ()
    assert newly_judged(NAT, ZJ) == ()


def test_a_confirmed_candidate_becomes_the_printed_veto() -> None:
    """CNT-THIN is item B3, which only a person may find true."""
    found = findings("CNT-THIN@1 LOG-SEX@2?", P2)
    assert grade_stay("S", found, {}, P2).level == "甲级"
    thin = grade_stay("S", found, {}, P2, decided=Decided(confirmed={found[0].fingerprint}))
    assert (thin.level, [v.bundle for v in thin.vetoes], thin.score) == ("乙级", ["B3"], 100)
    both = grade_stay("S", found, {}, P2, decided=Decided(confirmed={f.fingerprint for f in found}))
    assert (both.level, both.score) == ("乙级", 95)  # LOG-SEX costs its 5 points


def test_a_candidate_of_a_rule_without_a_consequence_stays_ungraded() -> None:
    found = findings("LOG-FUTURE@1", P2)
    assert grade_stay("S", found, {}, P2, decided=Decided(confirmed={found[0].fingerprint})).score == 100


def test_what_a_person_found_wrong_costs_nothing_and_explains_nothing() -> None:
    found = findings("CMP-POSTOP-FPN TIM-POSTOP-FPN TIM-FPN-8H@1", NAT)
    assert grade_stay("S", found, {}, NAT).score == 90  # 5 + 5; the late note follows from the missing one
    grade = grade_stay("S", found, {}, NAT, decided=Decided(dropped={found[0].fingerprint}))
    assert grade.score == 92  # 3 + 5
    assert [(e.rule_id, e.by) for e in grade.explained] == [("CMP-POSTOP-FPN", "decision")]
