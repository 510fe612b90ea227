"""Missing documents: called missing only when the record shows that they are due and that it is the whole record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.detect import examples
from pipeline.detect.case import Case
from pipeline.detect.engine import judge
from pipeline.detect.finding import Outcome, Verdict
from pipeline.detect.rules import all_rules
from pipeline.detect.specimens import (
    ADMISSION,
    CHIEF,
    DEATH_STAY,
    DEATHS,
    DISCHARGE,
    FPN,
    MEDICAL,
    NOTE_5,
    OPEN_STAY,
    OPERATION,
    POSTOP,
    PREOP_DISCUSSION,
    RESCUE,
    STAY,
    SURGICAL,
    note,
    record,
    without,
)
from pipeline.extract import extract
from pipeline.extract.facts import gather_facts
from pipeline.records.moment import Moment
from pipeline.standards.load import load
from tests.detect import other_hospitals
from tests.gold import CORPUS, gold_stays

PARAMETERS = load("S000-P2").parameters
RULES = {rule.id: rule for rule in all_rules()}
ABSENCES = [
    "CMP-ADMISSION",
    "CMP-FPN",
    "CMP-DISCHARGE",
    "CMP-OPNOTE",
    "CMP-PREOP-DISC",
    "CMP-POSTOP-FPN",
    "CMP-DEATH",
    "CMP-DEATH-DISC",
    "CMP-DEATH-RESCUE",
    "CMP-RESCUE",
    "CMP-THREE-LEVEL",
    "TIM-ROUND-ATTENDING",
]


def verdicts(notation: str, *rule_ids: str, as_of: str = "", **parameters: object) -> dict[str, Verdict]:
    stays, registry = examples.parse(notation)
    case = Case(
        extract(stays[0]),
        {**PARAMETERS, **parameters},
        registry=registry,
        as_of=Moment.parse(as_of) if as_of else None,
    )
    return {j.rule.id: j.verdict for j in judge(case, [RULES[r] for r in rule_ids])}


def outcome(notation: str, rule_id: str, as_of: str = "", **parameters: object) -> Outcome:
    return verdicts(notation, rule_id, as_of=as_of, **parameters)[rule_id].outcome


def as_single(*documents: str, stay: str = STAY) -> str:
    return stay + "@single\n" + "".join(d.replace("@doc\n", "") for d in documents)


@pytest.mark.parametrize("rule_id", ABSENCES)
@pytest.mark.parametrize(
    "lone", [CHIEF, NOTE_5, FPN, DISCHARGE, OPERATION], ids=["round", "note", "fpn", "discharge", "op"]
)
def test_one_lone_document_is_not_a_record_with_everything_missing(rule_id: str, lone: str) -> None:
    assert outcome(record(lone), rule_id) not in (Outcome.FAIL, Outcome.ERROR)


@pytest.mark.parametrize("rule_id", ABSENCES)
def test_a_patient_still_in_hospital_has_no_missing_discharge(rule_id: str) -> None:
    assert outcome(record(ADMISSION, FPN, stay=OPEN_STAY), rule_id) not in (Outcome.FAIL, Outcome.ERROR)


@pytest.mark.parametrize(
    ("documents", "left_out", "rule_id"),
    [
        (MEDICAL, ADMISSION, "CMP-ADMISSION"),
        (MEDICAL, FPN, "CMP-FPN"),
        (MEDICAL, DISCHARGE, "CMP-DISCHARGE"),
        (SURGICAL, OPERATION, "CMP-OPNOTE"),
        (SURGICAL, PREOP_DISCUSSION, "CMP-PREOP-DISC"),
        (SURGICAL, POSTOP, "CMP-POSTOP-FPN"),
    ],
)
def test_a_missing_document_is_found_in_one_text_too(documents: tuple[str, ...], left_out: str, rule_id: str) -> None:
    assert outcome(as_single(*documents), rule_id) == Outcome.PASS
    assert outcome(as_single(*without(documents, left_out)), rule_id) == Outcome.FAIL


@pytest.mark.parametrize(
    ("documents", "left_out", "only"),
    [
        (MEDICAL, ADMISSION, {"CMP-ADMISSION"}),
        (MEDICAL, FPN, {"CMP-FPN"}),
        (MEDICAL, DISCHARGE, {"CMP-DISCHARGE"}),
        (SURGICAL, OPERATION, {"CMP-OPNOTE"}),
        (SURGICAL, POSTOP, {"CMP-POSTOP-FPN"}),
    ],
)
def test_a_missing_document_is_one_finding_not_twelve(
    documents: tuple[str, ...], left_out: str, only: set[str]
) -> None:
    mine = [r for r in RULES if r.startswith(("CMP-", "TIM-"))]
    found = verdicts(record(*without(documents, left_out)), *mine)
    assert {r for r, v in found.items() if v.outcome == Outcome.FAIL} == only


def test_the_specimens_are_clean() -> None:
    mine = [r for r in RULES if r.startswith(("CMP-", "TIM-")) or r == "LOG-TIME-ORDER"]
    for notation in (record(*MEDICAL), record(*SURGICAL), record(*DEATHS, stay=DEATH_STAY)):
        bad = {r for r, v in verdicts(notation, *mine).items() if v.outcome in (Outcome.FAIL, Outcome.ERROR)}
        assert bad == set()


@pytest.mark.parametrize("title", ["出 院 小 结", "出院病历摘要及总结", "XX市人民医院出院记录单"])
def test_an_unusual_title_is_not_called_missing(title: str) -> None:
    renamed = DISCHARGE.replace("出院记录　2026", f"{title}\n2026")
    assert outcome(record(*without(MEDICAL, DISCHARGE), renamed), "CMP-DISCHARGE") != Outcome.FAIL


def test_nothing_is_called_missing_where_the_text_was_not_split() -> None:
    """Notes run on within a line: whatever extraction did not find may stand there."""
    course = (
        "@doc\n病程记录\n患者病情平稳，继续治疗，饮食睡眠可，大小便正常，已向患者及家属交代病情，继续观察。"
        "查体：神志清，双肺呼吸音清，心律齐，腹软，右上腹轻压痛，无反跳痛，肠鸣音正常，双下肢无水肿，病理征未引出，生命体征平稳，继续目前方案治疗，注意观察病情变化，及时复查。"
        "2026年03月04日09:00陆振华主任医师查房记录 患者腹痛缓解。陆振华 2026年03月05日11:00术后首次病程记录 手术顺利。"
        "2026年03月08日09:30出院记录 患者好转出院。\n"
    )
    notation = record(ADMISSION, FPN, course)
    for rule_id in ("CMP-DISCHARGE", "CMP-THREE-LEVEL", "TIM-ROUND-ATTENDING", "TIM-PROG-STABLE", "CMP-OPNOTE"):
        assert outcome(notation, rule_id) not in (Outcome.FAIL, Outcome.ERROR), rule_id


def test_daily_notes_over_the_whole_stay_show_that_the_rest_is_missing() -> None:
    days = "".join(note(f"2026-03-{d:02d} 09:00", "患者病情平稳，继续治疗。") for d in range(3, 9))
    assert outcome(record(days), "CMP-ADMISSION") == Outcome.FAIL
    assert outcome(record(note("2026-03-05 09:00", "患者病情平稳。")), "CMP-ADMISSION") == Outcome.NOT_ASSESSABLE


def test_a_window_that_is_still_open_is_not_judged() -> None:
    notation = record(*DEATHS[:-1], stay=DEATH_STAY)
    assert outcome(notation, "CMP-DEATH-DISC", as_of="2026-03-08T10:00") == Outcome.NOT_APPLICABLE
    assert outcome(notation, "CMP-DEATH-DISC", as_of="2026-03-20T10:00") == Outcome.FAIL


def test_scope_of_the_preoperative_discussion_follows_the_standard() -> None:
    small = OPERATION.replace("腹腔镜胆囊切除术", "体表肿物切除术").replace(
        "手术名称：", "手术级别：二级手术\n手术名称："
    )
    notation = record(*without(SURGICAL, PREOP_DISCUSSION, OPERATION), small)
    assert outcome(notation, "CMP-PREOP-DISC", preop_disc_scope="major") == Outcome.NOT_APPLICABLE
    assert outcome(notation, "CMP-PREOP-DISC", preop_disc_scope="all") == Outcome.FAIL


def test_the_registry_decides_on_the_rank_of_a_round() -> None:
    long_stay = "@stay id=EX-1 admitted=2026-03-02T09:00 discharged=2026-03-12T10:00 outcome=好转\n"
    documents = (*MEDICAL[:4], note("2026-03-07 09:00", "患者一般情况好。"), DISCHARGE.replace("03-08", "03-12"))
    known = "@staff 陆振华,{},licensed,2000-01-01,\n@staff 王海,主任医师,licensed,1995-01-01,\n"
    chief = record(known.format("主任医师"), *documents, stay=long_stay)
    junior = record(known.format("主治医师"), *documents, stay=long_stay)
    assert outcome(chief, "CMP-THREE-LEVEL") == Outcome.PASS
    assert outcome(junior, "CMP-THREE-LEVEL") == Outcome.FAIL


def test_evidence_of_an_operation_without_record_is_the_words_that_tell_it() -> None:
    (defect,) = verdicts(record(*without(SURGICAL, OPERATION)), "CMP-OPNOTE")["CMP-OPNOTE"].defects
    assert "腹腔镜胆囊切除术" in defect.evidence[0].quote
    assert defect.searched


def test_a_rescue_without_record_counts_once() -> None:
    twice = note("2026-03-05 16:20", "今日14:10患者室颤，立即胸外按压，200J除颤1次恢复窦律，抢救成功。")
    again = note("2026-03-06 09:20", "昨日抢救成功后病情平稳。")
    found = verdicts(record(*without(MEDICAL, NOTE_5), twice, again), "CMP-RESCUE")["CMP-RESCUE"]
    assert found.outcome == Outcome.FAIL
    assert len(found.defects) == 1
    assert outcome(record(*MEDICAL, RESCUE), "CMP-RESCUE") == Outcome.PASS


@pytest.mark.parametrize("name", ["EYE", "BIRTH", "PCI", "DIED", "DAY", "ICU", "NB", "TCM"])
def test_records_of_other_hospitals_raise_no_false_alarm(name: str) -> None:
    mine = [r for r in RULES if r.startswith(("CMP-", "TIM-")) or r == "LOG-TIME-ORDER"]
    found = verdicts(getattr(other_hospitals, name), *mine)
    assert {r for r, v in found.items() if v.outcome in (Outcome.FAIL, Outcome.ERROR)} == set()


@pytest.mark.skipif(not CORPUS.exists(), reason="the gold corpus is not here")
@pytest.mark.parametrize(
    ("doc_type", "rule_id"),
    [
        ("admission_record", "CMP-ADMISSION"),
        ("first_progress_note", "CMP-FPN"),
        ("discharge_record", "CMP-DISCHARGE"),
        ("operation_record", "CMP-OPNOTE"),
        ("postop_first_note", "CMP-POSTOP-FPN"),
        ("death_record", "CMP-DEATH"),
        ("death_discussion", "CMP-DEATH-DISC"),
    ],
)
def test_taking_a_document_out_of_the_corpus_is_noticed(doc_type: str, rule_id: str) -> None:
    """Every stay of the corpus that has the document is judged without it: a failure, or at least no pass."""
    missed = []
    for hospital in "ABCD":
        for extracted, gold in gold_stays(hospital):
            rest = tuple(d for d in extracted.documents if d.doc_type != doc_type)
            if len(rest) == len(extracted.documents):
                continue
            stay = replace(extracted.stay)
            (judgement,) = judge(Case(gather_facts(stay, rest), PARAMETERS), [RULES[rule_id]])
            if judgement.verdict.outcome not in (Outcome.FAIL, Outcome.NOT_ASSESSABLE):
                missed.append(gold["stay_id"])
    assert missed == []
