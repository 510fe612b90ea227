"""Hand-computed ledgers. The arithmetic stands beside each case; nothing here is computed by the code under test.

Sections of NAT-2018 and S000-P2 lose at most: 首页 5, 入院记录 20, 首次病程 10, 查房 10, 病程 15, 围手术 15, 出院 5,
知情同意 5, 医嘱检查护理 5, 书写与真实性 10. ST9 is a hospital's file of differences with re-based totals.
"""

from pathlib import Path

import pytest

from pipeline.grade import grade_stay
from pipeline.standards.load import load
from pipeline.standards.model import Standard
from tests.grade.notation import findings

ST9 = """
id = "ST9"
name = "单项否决重定基准"
version = "1"
extends = "S000-P2"
[grading]
veto_mode = "rebase"
b_items_to_c = 3
"""

# A hospital whose level 甲 begins above 90, not at it.
OPEN = """
id = "OPEN"
name = "大于90为甲级"
version = "1"
extends = "NAT-2018"
[grading.cuts]
"甲级" = "(90,100]"
"乙级" = "(75,90]"
"丙级" = "[0,75]"
"""

# standard, findings, level, score, rules with a veto, points taken by rule
CASES = [
    # -- NAT-2018 --
    ("NAT-2018", "", "甲级", 100, "", {}),
    # one late note: 100 - 5
    ("NAT-2018", "TIM-FPN-8H@1", "甲级", 95, "", {"TIM-FPN-8H": 5}),
    # a candidate for review costs nothing
    ("NAT-2018", "TIM-FPN-8H@1? LOG-SEX@1?", "甲级", 100, "", {}),
    # per item: three findings of one rule cost once: 100 - 5
    ("NAT-2018", "TIM-ADMISSION-24H@1*3", "甲级", 95, "", {"TIM-ADMISSION-24H": 5}),
    # per occurrence: two gaps at 2: 100 - 4
    ("NAT-2018", "TIM-PROG-STABLE@1*2", "甲级", 96, "", {"TIM-PROG-STABLE": 4}),
    # the rule's own cap: 5 gaps at 2 would be 10, at most 6: 100 - 6
    ("NAT-2018", "TIM-PROG-STABLE@1*5", "甲级", 94, "", {"TIM-PROG-STABLE": 6}),
    # fractions: 3 header items at 0.2 = 0.6; 100 - 0.6
    ("NAT-2018", "CNT-HEADER@1*3", "甲级", 99.4, "", {"CNT-HEADER": 0.6}),
    # 11 header items at 0.2 = 2.2, at most 2: 100 - 2
    ("NAT-2018", "CNT-HEADER@1*11", "甲级", 98, "", {"CNT-HEADER": 2}),
    # section 首次病程 at most 10: BASIS 2 + DDX 2 + PLAN 2 + 8H 5 = 11, cut to 10: 100 - 10 = 90, which is 甲级
    (
        "NAT-2018",
        "CNT-FPN-BASIS@1 CNT-FPN-DDX@1 CNT-FPN-PLAN@1 TIM-FPN-8H@1",
        "甲级",
        90,
        "",
        {"CNT-FPN-BASIS": 2, "CNT-FPN-DDX": 2, "CNT-FPN-PLAN": 2, "TIM-FPN-8H": 4},
    ),
    # just below the boundary: 10 as above + 0.5 = 10.5: 89.5 is 乙级
    (
        "NAT-2018",
        "CNT-FPN-BASIS@1 CNT-FPN-DDX@1 CNT-FPN-PLAN@1 TIM-FPN-8H@1 EMR-24H-CLOCK@1",
        "乙级",
        89.5,
        "",
        {"CNT-FPN-BASIS": 2, "CNT-FPN-DDX": 2, "CNT-FPN-PLAN": 2, "TIM-FPN-8H": 4, "EMR-24H-CLOCK": 0.5},
    ),
    # section 书写 at most 10: intern 10 takes all, residue 1 finds nothing left: 100 - 10
    (
        "NAT-2018",
        "SIG-INTERN-DOC@1 SIG-DOC@2 CNT-TEMPLATE-RESIDUE@3",
        "甲级",
        90,
        "",
        # in rule order CNT 1, SIG-DOC 2, SIG-INTERN-DOC 7 of its 10
        {"CNT-TEMPLATE-RESIDUE": 1, "SIG-DOC": 2, "SIG-INTERN-DOC": 7},
    ),
    # exactly 75 is 乙级: 查房 5 + 围手术 10 (NONPART) + 书写 10 (INTERN) = 25
    (
        "NAT-2018",
        "TIM-ROUND-ATTENDING SIG-OPNOTE-NONPART@2 SIG-INTERN-DOC@1",
        "乙级",
        75,
        "",
        {"TIM-ROUND-ATTENDING": 5, "SIG-OPNOTE-NONPART": 10, "SIG-INTERN-DOC": 10},
    ),
    # 74.5 is 丙级: 25 as above + 0.5 in 入院记录
    (
        "NAT-2018",
        "TIM-ROUND-ATTENDING SIG-OPNOTE-NONPART@2 SIG-INTERN-DOC@1 CNT-HPI-ONSET@3",
        "丙级",
        74.5,
        "",
        {"TIM-ROUND-ATTENDING": 5, "SIG-OPNOTE-NONPART": 10, "SIG-INTERN-DOC": 10, "CNT-HPI-ONSET": 0.5},
    ),
    # one 丙 veto: the level is forced, the score stays
    ("NAT-2018", "CMP-OPNOTE", "丙级", 100, "CMP-OPNOTE", {}),
    # a missing admission record is one defect: 现病史, 体检, 24 h follow from it
    ("NAT-2018", "CMP-ADMISSION CMP-HPI CMP-PE TIM-ADMISSION-24H CNT-CC-MISSING", "丙级", 100, "CMP-ADMISSION", {}),
    # ... but a late record that is there and cites its time stands by itself: 100 - 5
    ("NAT-2018", "CMP-OPNOTE TIM-OPNOTE-24H@4", "丙级", 95, "CMP-OPNOTE", {"TIM-OPNOTE-24H": 5}),
    # a missing postoperative note: 5, not 5 + 3 + 2
    ("NAT-2018", "CMP-POSTOP-FPN TIM-POSTOP-FPN SIG-POSTOP-PART", "甲级", 95, "", {"CMP-POSTOP-FPN": 5}),
    # absent 鉴别诊断 replaces thin 鉴别诊断 of the same document (2), not that of another (1): 100 - 3
    (
        "NAT-2018",
        "CNT-FPN-DDX@1 CNT-FPN-DDX-THIN@1 CNT-FPN-DDX-THIN@2",
        "甲级",
        97,
        "",
        {"CNT-FPN-DDX": 2, "CNT-FPN-DDX-THIN": 1},
    ),
    # -- S000-P2: 鉴别诊断 and its like are vetoes of item B2 --
    # one 乙 item: at best 乙级
    ("S000-P2", "CNT-FPN-DDX@1", "乙级", 100, "CNT-FPN-DDX", {}),
    # three rules of the same printed item count once: still 乙级
    (
        "S000-P2",
        "CNT-FPN-BASIS@1 CNT-FPN-DDX@1 CNT-FPN-PLAN@1",
        "乙级",
        100,
        "CNT-FPN-BASIS CNT-FPN-DDX CNT-FPN-PLAN",
        {},
    ),
    # two different items, B2 and B7: 丙级
    ("S000-P2", "CNT-FPN-DDX@1 CMP-DISCHARGE", "丙级", 100, "CMP-DISCHARGE CNT-FPN-DDX", {}),
    # one 乙 item and 100 - 5 - 2 = 93: still 乙级
    (
        "S000-P2",
        "CMP-PREOP-DISC TIM-OPNOTE-24H@2 LOG-AGE@1",
        "乙级",
        93,
        "CMP-PREOP-DISC",
        {"TIM-OPNOTE-24H": 5, "LOG-AGE": 2},
    ),
    # one 乙 item and a score in the range of 丙: the worse of the two.
    # 围手术 15 (NONPART 10 + 24H 5), 书写 10, 首程 5 (8H) = 30: 70
    (
        "S000-P2",
        "CNT-FPN-DDX@1 SIG-OPNOTE-NONPART@2 TIM-OPNOTE-24H@2 SIG-INTERN-DOC@1 TIM-FPN-8H@1",
        "丙级",
        70,
        "CNT-FPN-DDX",
        {"SIG-OPNOTE-NONPART": 10, "TIM-OPNOTE-24H": 5, "SIG-INTERN-DOC": 10, "TIM-FPN-8H": 5},
    ),
    # a forged signature alone is 丙级
    ("S000-P2", "SIG-FORGED@1", "丙级", 100, "SIG-FORGED", {}),
    # what only a person may judge (失实, 原则性错误) never vetoes
    ("S000-P2", "CNT-THIN@1 CNT-PLAN-ERROR@1 CNT-READABLE@1", "甲级", 100, "", {}),
    # no three-level rounds: one 乙 item; the late rounds follow from it
    ("S000-P2", "CMP-THREE-LEVEL TIM-ROUND-CHIEF TIM-ROUND-ATTENDING", "乙级", 100, "CMP-THREE-LEVEL", {}),
    # death without rescue record, record and discussion: all item B7, 乙级
    (
        "S000-P2",
        "CMP-DEATH CMP-DEATH-DISC CMP-DEATH-RESCUE CMP-RESCUE",
        "乙级",
        100,
        "CMP-DEATH CMP-DEATH-DISC CMP-DEATH-RESCUE",
        {},
    ),
    # a fine without a deduction
    ("S000-P2", "TIM-NOTICE-12H@1", "甲级", 100, "", {}),
    # -- ZJ-2021: a veto costs 10, the level follows the score, cuts 90 and 80 --
    # one veto alone leaves exactly 90, 甲级
    ("ZJ-2021", "CNT-FPN-FEATURES@1", "甲级", 90, "CNT-FPN-FEATURES", {"CNT-FPN-FEATURES": 10}),
    # two vetoes of the same printed item cost once: 90
    ("ZJ-2021", "CNT-FPN-FEATURES@1 CLN-FPN-HPI@1", "甲级", 90, "CLN-FPN-HPI CNT-FPN-FEATURES", {"CLN-FPN-HPI": 10}),
    # two items: 80, 乙级 begins there
    (
        "ZJ-2021",
        "CNT-FPN-FEATURES@1 CMP-OPNOTE",
        "乙级",
        80,
        "CMP-OPNOTE CNT-FPN-FEATURES",
        {"CNT-FPN-FEATURES": 10, "CMP-OPNOTE": 10},
    ),
    # two items and 0.5: 79.5, 丙级
    (
        "ZJ-2021",
        "CNT-FPN-FEATURES@1 CMP-OPNOTE CNT-CC-DURATION@2",
        "丙级",
        79.5,
        "CMP-OPNOTE CNT-FPN-FEATURES",
        {"CNT-FPN-FEATURES": 10, "CMP-OPNOTE": 10, "CNT-CC-DURATION": 0.5},
    ),
    # the veto is outside the section's cap: 首程 at most 6, so 8H 5 and BASIS 2 give 6; 100 - 10 - 6
    (
        "ZJ-2021",
        "CNT-FPN-FEATURES@1 TIM-FPN-8H@1 CNT-FPN-BASIS@1",
        "乙级",
        84,
        "CNT-FPN-FEATURES",
        {"CNT-FPN-FEATURES": 10, "CNT-FPN-BASIS": 2, "TIM-FPN-8H": 4},
    ),
    # absent 鉴别诊断 is one point here
    ("ZJ-2021", "CNT-FPN-DDX@1", "甲级", 99, "", {"CNT-FPN-DDX": 1}),
    # the chief complaint loses at most 2, taken in rule order: DXTERM 1, LENGTH 0.5, and of MISSING 1 the 0.5 that is left
    (
        "ZJ-2021",
        "CNT-CC-MISSING@1 CNT-CC-DXTERM@2 CNT-CC-LENGTH@2",
        "甲级",
        98,
        "",
        {"CNT-CC-MISSING": 0.5, "CNT-CC-DXTERM": 1, "CNT-CC-LENGTH": 0.5},
    ),
    # ten vetoes are 100 already; the report 2 and the sex 5, of which 书写要求 has 4: never below 0
    (
        "ZJ-2021",
        "CMP-HOMEPAGE HOM-MAINDX@1 HOM-BASIC@1 CMP-KEY-REPORT CMP-FPN CLN-FPN-HPI@2 CMP-THREE-LEVEL CMP-OPNOTE CMP-DISCHARGE "
        "CMP-ADMISSION SIG-FORGED@3 LOG-SEX@4",
        "丙级",
        0,
        "CLN-FPN-HPI CMP-ADMISSION CMP-DISCHARGE CMP-FPN CMP-HOMEPAGE CMP-OPNOTE CMP-THREE-LEVEL HOM-BASIC HOM-MAINDX "
        "SIG-FORGED",
        {
            "CMP-HOMEPAGE": 10,
            "HOM-MAINDX": 10,
            "HOM-BASIC": 10,
            "CMP-FPN": 10,
            "CLN-FPN-HPI": 10,
            "CMP-THREE-LEVEL": 10,
            "CMP-OPNOTE": 10,
            "CMP-DISCHARGE": 10,
            "CMP-ADMISSION": 10,
            "SIG-FORGED": 10,
            "CMP-KEY-REPORT": 2,
            "LOG-SEX": 4,
        },
    ),
    # -- ST9: totals re-based strictly below the cut --
    # one 乙 item: from 90 - 0.1
    ("ST9", "CNT-FPN-DDX@1", "乙级", 89.9, "CNT-FPN-DDX", {}),
    # two 乙 items are still 乙级 here: 89.9 - 5
    ("ST9", "CNT-FPN-DDX@1 CMP-DISCHARGE TIM-FPN-8H@1", "乙级", 84.9, "CMP-DISCHARGE CNT-FPN-DDX", {"TIM-FPN-8H": 5}),
    # three 乙 items: from 75 - 0.1
    ("ST9", "CNT-FPN-DDX@1 CMP-DISCHARGE CMP-PREOP-DISC", "丙级", 74.9, "CMP-DISCHARGE CMP-PREOP-DISC CNT-FPN-DDX", {}),
    # one 丙 item, 74.9 - 2
    ("ST9", "CMP-OPNOTE LOG-AGE@1", "丙级", 72.9, "CMP-OPNOTE", {"LOG-AGE": 2}),
    # a 乙 item and many points: 89.9 - 10 (NONPART) - 5 (24H) = 74.9, 丙级 by the score alone
    (
        "ST9",
        "CNT-FPN-DDX@1 SIG-OPNOTE-NONPART@2 TIM-OPNOTE-24H@2",
        "丙级",
        74.9,
        "CNT-FPN-DDX",
        {"SIG-OPNOTE-NONPART": 10, "TIM-OPNOTE-24H": 5},
    ),
    # -- OPEN: 90 itself is 乙级, 75 is 丙级 --
    ("OPEN", "SIG-INTERN-DOC@1", "乙级", 90, "", {"SIG-INTERN-DOC": 10}),
    ("OPEN", "SIG-DOC@1", "甲级", 98, "", {"SIG-DOC": 2}),
    (
        "OPEN",
        "TIM-ROUND-ATTENDING SIG-OPNOTE-NONPART@2 SIG-INTERN-DOC@1",
        "丙级",
        75,
        "",
        {"TIM-ROUND-ATTENDING": 5, "SIG-OPNOTE-NONPART": 10, "SIG-INTERN-DOC": 10},
    ),
]


@pytest.fixture(scope="module")
def standards(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Standard]:
    folder: Path = tmp_path_factory.mktemp("standards")
    own = {}
    for name, text in (("ST9", ST9), ("OPEN", OPEN)):
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
        own[name] = load(folder / f"{name}.toml")
    return own | {name: load(name) for name in ("NAT-2018", "S000-P2", "ZJ-2021")}


@pytest.mark.parametrize(
    ("name", "notation", "level", "score", "vetoes", "points"), CASES, ids=[f"{c[0]} {c[1]}"[:60] for c in CASES]
)
def test_ledger(
    standards: dict[str, Standard],
    name: str,
    notation: str,
    level: str,
    score: float,
    vetoes: str,
    points: dict[str, float],
) -> None:
    standard = standards[name]
    grade = grade_stay("S", findings(notation, standard), {}, standard)
    row = grade.row()
    taken: dict[str, float] = {}
    for line in row["deductions"]:
        taken[line["rule_id"]] = round(taken.get(line["rule_id"], 0) + line["points"], 2)
    assert (row["level"], row["score"], row["vetoes"], taken) == (level, score, vetoes.split(), points)
    assert score == max(0, round(grade.base - sum(taken.values()), 2))


def test_the_cases_are_as_many_as_promised() -> None:
    assert len(CASES) >= 30
    assert len({case[0] for case in CASES}) >= 3
