"""缺手术记录 (CMP-OPNOTE)

检查什么：本次住院做过的手术（由麻醉记录、安全核查、术后首程、病程“于……麻醉下行……术”、出院记录等证明）有没有手术记录。

依据：病历书写基本规范第二十二条（十五）；S000 篇2 四（二）6（丙级）。

例外：见 exceptions。

整改：由术者补写手术记录；第一助手书写的由术者签名。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.coverage import cannot_judge_absence, lookalike, searched
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.limits import limit
from pipeline.detect.operated import describe, firmly_shown, operations
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import (
    ADMISSION,
    CHIEF,
    CONSENT,
    DISCHARGE,
    MEDICAL,
    NOTE_5,
    OPERATION,
    POSTOP,
    POSTOP_ROUND,
    SURGICAL,
    note,
    record,
    without,
)

_CANCELLED = "手术在切皮前取消，或患者拒绝"
_MINOR = "有创诊疗操作写操作记录，不需手术记录"
_PAST = "既往手术、外院手术不在本次住院"
_TOLD = DISCHARGE.replace("抗感染、补液治疗，", "抗感染、补液治疗，于2026-03-05在全麻下行腹腔镜胆囊切除术，术后")
_PUNCTURE = note("2026-03-05 16:00", "今日在局麻下行右侧胸腔穿刺抽液术，抽出淡黄色液体600ml，过程顺利。")
_REFUSED = note("2026-03-05 16:00", "原定今日全麻下行腹腔镜胆囊切除术，患者及家属拒绝手术，手术取消，继续保守治疗。")
_HISTORY = ADMISSION.replace("体健，否认手术外伤史", "2018年在外院全麻下行阑尾切除术，否认外伤史")


def check(case: Case) -> Verdict:
    done = operations(case)
    if not done:
        return not_applicable("本次住院没有手术")
    missing = [op for op in done if op.note_id is None]
    if not missing:
        return judged([])
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    if lookalike(case, "operation_record", ("procedure_record", "lab_report", "consent_form")):
        return not_assessable("有疑似手术记录的文书未能识别，请人工核对")
    hours = limit(case, "op_note_h") or 24
    defects = []
    for op in missing:
        day = op.ended_at or op.day
        if case.as_of and day and case.as_of.hours_after(day)[0] < hours:
            continue
        firm = firmly_shown(case, op)
        defects.append(
            Defect(
                f"{describe(op)}没有手术记录",
                evidence=(case.cite_mention(op.mention),),
                searched=searched("手术记录"),
                review=not firm,
                confidence=0.95 if firm else 0.5,
            )
        )
    return judged(defects)


RULE = Rule(
    id="CMP-OPNOTE",
    name="缺手术记录",
    category="completeness",
    clause="BW 22(15); S000-P2 C6e",
    check=check,
    remedy="由术者补写手术记录，注明补写时间并签名",
    exceptions=(_CANCELLED, _MINOR, _PAST),
    parameters=("op_note_h",),
    examples=(
        Example(Outcome.FAIL, record(*without(SURGICAL, OPERATION)), "有术后首程而无手术记录"),
        Example(
            Outcome.FAIL,
            record(*without(SURGICAL, OPERATION, POSTOP, DISCHARGE), _TOLD),
            "只有出院记录写明全麻手术，没有手术记录",
        ),
        Example(Outcome.PASS, record(*SURGICAL), "有手术记录"),
        Example(Outcome.NOT_APPLICABLE, record(*without(MEDICAL, NOTE_5), _REFUSED), "拒绝手术", shows=_CANCELLED),
        Example(Outcome.NOT_APPLICABLE, record(*without(MEDICAL, NOTE_5), _PUNCTURE), "胸腔穿刺", shows=_MINOR),
        Example(Outcome.NOT_APPLICABLE, record(_HISTORY, *without(MEDICAL, ADMISSION)), "阑尾切除史", shows=_PAST),
        Example(
            Outcome.NOT_APPLICABLE,
            record(*MEDICAL[:4], CONSENT, *MEDICAL[4:]),
            "只有手术同意书，未见手术",
            shows=_CANCELLED,
        ),
        Example(Outcome.NOT_ASSESSABLE, record(CHIEF, POSTOP), "只有个别文书"),
        Example(Outcome.NOT_APPLICABLE, record(ADMISSION, POSTOP_ROUND, DISCHARGE), "查房提到术后，没有手术证据"),
    ),
    doc=__doc__ or "",
)
