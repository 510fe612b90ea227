"""Things that look like a defect and are none, put into stays to try the rules' patience."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from pipeline.records.sample.grammar import Quote, Stamp
from pipeline.records.sample.model import Case, Signer
from pipeline.records.sample.plan import Author

Trap = Callable[[Case, Author], bool]


def _countersigned_intern(case: Case, _author: Author) -> bool:
    doc = next((d for d in case.tagged("note") if d.signers[0].quote is None and d.signers[0].part == "author"), None)
    if doc is None:
        return False
    at = doc.signers[0].at
    later = at + timedelta(minutes=55) if at else None
    doc.signers = [
        Signer("实习医师", case.team.intern.name, at=at),
        Signer("审签", case.team.attending.name, case.team.attending.title, later),
    ]
    case.trap("SIG-COSIGN", "实习医师书写的日常病程，主治医师已审签", doc)
    case.trap("SIG-INTERN-DOC", "实习医师可以在审签下书写日常病程", doc)
    return True


def _countersigned_trainee(case: Case, _author: Author) -> bool:
    doc = case.doc("adm")
    if doc is None or len(doc.signers) != 2 or any(s.quote is not None or s.stand_in for s in doc.signers):
        return False
    doc.signers[0] = Signer("规培医师", case.team.trainee.name, at=doc.signers[0].at)
    case.trap("SIG-COSIGN", "规培医师书写，主治医师审签", doc)
    return True


def _relative_of_other_sex(case: Case, _author: Author) -> bool:
    doc = case.doc("adm")
    block = doc.block("family_history") if doc else None
    if doc is None or block is None:
        return False
    words = "父亲曾行前列腺电切术。" if case.patient.sex == "女" else "母亲曾因子宫肌瘤行子宫切除。"
    block.words.append(Quote(case.trap("LOG-SEX", "亲属的异性器官疾病"), [words]))
    return True


def _old_other_side(case: Case, _author: Author) -> bool:
    doc = case.doc("adm")
    block = doc.block("past_history") if doc else None
    if block is None or "side" not in case.facts:
        return False
    words = f"2016年因外伤行{case.facts['other']}侧锁骨骨折内固定术，内固定已取出。"
    block.words.append(Quote(case.trap("LOG-SIDE", "对侧的旧手术"), [words]))
    return True


def _rescued_elsewhere(case: Case, _author: Author) -> bool:
    doc = case.doc("adm")
    block = doc.block("past_history") if doc else None
    if block is None:
        return False
    words = "2019年曾因误服农药在外院抢救治愈。"
    block.words.append(Quote(case.trap("CMP-RESCUE", "既往在外院的抢救"), [words]))
    return True


def _dated_quotation(case: Case, _author: Author) -> bool:
    doc, cited = case.doc("note2"), case.doc("att0")
    if doc is None or cited is None or cited.at > doc.at or any(isinstance(p, Quote) for p in doc.blocks[0].words):
        return False
    key = case.trap("CLN-STALE", "注明日期引用以前的意见")
    doc.blocks[0].words.append(
        Quote(key, [Stamp(cited.at, timed=False, short=True), "查房时提出的“明日复查”一项已完成。"])
    )
    return True


def _relative_named(case: Case, _author: Author) -> bool:
    doc = case.doc("note0")
    if doc is None or any(isinstance(p, Quote) for p in doc.blocks[0].words):
        return False
    key = case.trap("CLN-OTHER-PATIENT", "患者家属的姓名")
    who = case.patient
    doc.blocks[0].words.append(Quote(key, [f"家属{who.relative}（{who.relation}）在场，已签收费用清单。"]))
    return True


def _relative_aged(case: Case, _author: Author) -> bool:
    doc = case.doc("adm")
    block = doc.block("family_history") if doc else None
    if block is None:
        return False
    age = max(20, int(case.patient.years) + 25) if case.patient.years < 50 else int(case.patient.years) - 27
    words = f"{'父亲' if case.patient.years < 50 else '长子'}{age}岁，体健。"
    block.words.append(Quote(case.trap("LOG-AGE", "亲属的年龄"), [words]))
    return True


TRAPS: tuple[Trap, ...] = (
    _countersigned_intern,
    _countersigned_trainee,
    _relative_of_other_sex,
    _old_other_side,
    _rescued_elsewhere,
    _dated_quotation,
    _relative_named,
    _relative_aged,
)


def standing_traps(case: Case, author: Author) -> None:
    """Traps that the kind of stay brings with it."""
    consent = case.doc("consent")
    if consent is not None:
        case.trap("CMP-RESCUE", "同意书中作为可能措施的抢救", consent)
    preop = case.doc("preop")
    if preop is not None and preop.type == "preop_discussion":
        case.trap("CMP-PREOP-DISC", "术前小结与术前讨论合并书写，结论在内", preop)
    first = case.doc("fpn")
    if first is not None and author.scenario.get("ddx_exempt") and first.block("differential_diagnosis") is None:
        case.trap("CNT-FPN-DDX", author.scenario.get("exempt_note", "正常分娩，不要求鉴别诊断"), first)
    if case.kind == "short":
        form = case.doc("day")
        for rule in ("CMP-ADMISSION", "CMP-FPN", "CMP-DISCHARGE", "CMP-THREE-LEVEL"):
            case.trap(rule, "24小时内入出院记录代替", form)
