"""缺术后首次病程记录 (CMP-POSTOP-FPN)

检查什么：每次手术后有没有术后首次病程记录。手术结束后当日另有病程写明手术与麻醉经过的，视为已写。

依据：病历书写基本规范第二十二条（十八）。

例外：见 exceptions。

整改：由参加手术的医师术后即时书写；本例由科室说明原因。
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from pipeline.detect.case import Case
from pipeline.detect.coverage import cannot_judge_absence, lookalike, searched
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.limits import completed_at
from pipeline.detect.operated import belongs, describe, firmly_shown, operations
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import MEDICAL, NOTE_5, OPERATION, POSTOP, SURGICAL, note, record, without
from pipeline.extract.model import ExtractedDocument, Operation

_ICU = "术后转入监护室，由参加手术的医师在监护室书写"
_DAY_SURGERY = "手术当日出院的日间手术"
_DIED = "患者死于手术台上或手术当日"
_TITLED = "标题写作术后首程、术后病程等"
_NARCOSIS = ("麻醉", "全麻", "腰麻", "局麻", "阻滞", "硬膜外")
_INSTEAD = ("progress_note", "transfer_record", "handover_record", "rescue_record", "stage_summary")
_SAME_DAY = "@stay id=EX-1 admitted=2026-03-05T07:30 discharged=2026-03-05T17:30 outcome=治愈\n"
_DIED_SAME_DAY = "@stay id=EX-1 admitted=2026-03-02T09:00 discharged=2026-03-05T15:00 outcome=死亡\n"
_CLINIC = note("2026-03-05 07:50", "患者今日入院，拟今日手术。", title="首次病程记录")


def check(case: Case) -> Verdict:
    done = [op for op in operations(case) if firmly_shown(case, op)]
    if not done:
        return not_applicable("本次住院没有手术")
    missing = [op for op in done if not _written(case, op) and not _left_at_once(case, op)]
    if not missing:
        return judged([])
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    unclear = [op for op in missing if lookalike(case, "postop_first_note", accept=partial(_of_the_day, case, op))]
    firm = [_defect(case, op) for op in missing if op not in unclear]
    return judged(firm, "有疑似术后首次病程记录的文书未能识别，请人工核对" if unclear else "")


def _of_the_day(case: Case, op: Operation, doc: ExtractedDocument) -> bool:
    return belongs(case, doc, op, days=0)


def _written(case: Case, op: Operation) -> bool:
    notes = list(case.extracted.of_type("postop_first_note"))
    if any(belongs(case, d, op, days=2) for d in notes):
        return True
    return any(_tells_the_operation(case, d, op) for d in case.documents)


def _tells_the_operation(case: Case, doc: ExtractedDocument, op: Operation) -> bool:
    """A note of the operation's day, after it, that tells operation and anaesthesia; a round (查房) is no such note."""
    if doc.doc_type not in _INSTEAD:
        return False
    at = completed_at(case, doc)
    if at is None or op.day is None or not any(w in doc.body for w in _NARCOSIS) or "术" not in doc.body:
        return False
    over = op.ended_at or op.started_at or op.day
    if not over.timed or not at.timed:
        return at.at.date() == over.at.date() and "术后" in doc.body
    return timedelta(0) <= at.at - over.at and at.at.date() == over.at.date()


def _left_at_once(case: Case, op: Operation) -> bool:
    end = case.extracted.discharged_at
    if end is None or op.day is None:
        return False
    return (end.at.date() - op.day.at.date()).days <= 0


def _defect(case: Case, op: Operation) -> Defect:
    return Defect(
        f"{describe(op)}之后没有术后首次病程记录",
        evidence=(case.cite_mention(op.mention),),
        searched=searched("术后首次病程记录，手术当日亦无记述手术的病程"),
        confidence=0.9,
    )


RULE = Rule(
    id="CMP-POSTOP-FPN",
    name="缺术后首次病程记录",
    category="completeness",
    clause="BW 22(18)",
    check=check,
    remedy="由参加手术的医师术后即时书写术后首次病程记录",
    exceptions=(_ICU, _DAY_SURGERY, _DIED, _TITLED),
    examples=(
        Example(Outcome.FAIL, record(*without(SURGICAL, POSTOP)), "手术后第一份病程是次日查房"),
        Example(
            Outcome.FAIL,
            record(*without(SURGICAL, POSTOP, OPERATION), OPERATION.replace("腹腔镜胆囊切除术", "胆总管切开取石术")),
            "开腹手术后没有术后首程",
        ),
        Example(Outcome.PASS, record(*SURGICAL), "术后半小时书写"),
        Example(
            Outcome.PASS,
            record(*without(SURGICAL, POSTOP), POSTOP.replace("术后首次病程记录", "术后首程")),
            "标题不同",
            shows=_TITLED,
        ),
        Example(
            Outcome.PASS,
            record(
                *without(SURGICAL, POSTOP),
                note(
                    "2026-03-05 12:10",
                    "患者全麻下行腹腔镜胆囊切除术后转入ICU，术中顺利，带管，生命体征平稳。",
                    "顾长林",
                ),
            ),
            "监护室书写",
            shows=_ICU,
        ),
        Example(
            Outcome.PASS,
            record(MEDICAL[0], _CLINIC, OPERATION, MEDICAL[6], stay=_SAME_DAY),
            "当日出院",
            shows=_DAY_SURGERY,
        ),
        Example(
            Outcome.PASS,
            record(*without(SURGICAL, POSTOP)[:7], NOTE_5.replace("16:20", "08:20"), stay=_DIED_SAME_DAY),
            "手术当日死亡",
            shows=_DIED,
        ),
    ),
    doc=__doc__ or "",
)
