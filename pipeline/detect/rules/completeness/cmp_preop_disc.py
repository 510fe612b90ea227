"""缺术前讨论记录 (CMP-PREOP-DISC)

检查什么：应做术前讨论的手术，术前有没有讨论记录或讨论结论。范围按标准的 preop_disc_scope：all 除抢救生命的急诊手术外全部住院手术；
major、major_new、grade3_up 重大（三级以上、按术式属大手术）手术；medium_up 中等以上。

依据：病历书写基本规范第二十二条（十二）；医疗质量安全核心制度（八）；S000 篇2 四（一）5（乙级）。

例外：见 exceptions。手术级别未写的，全麻、椎管内、神经阻滞麻醉的手术按核心制度要求讨论；局部麻醉的只作人工复核线索。普通术前小结没有讨论结论的，不能代替。

整改：今后手术前完成讨论并记录；本例由科室说明原因。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.coverage import cannot_judge_absence, lookalike, searched, short_stay_form
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.limits import choice, completed_at
from pipeline.detect.operated import describe, firmly_shown, is_major, operations
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import (
    CHIEF,
    MEDICAL,
    OPERATION,
    POSTOP,
    PREOP_DISCUSSION,
    PREOP_SUMMARY,
    SURGICAL,
    record,
    without,
)
from pipeline.extract.model import Operation

_MERGED = "术前小结及术前讨论结论合并书写"
_EMERGENCY = "抢救生命的急诊手术，来不及组织讨论"
_PROCEDURE = "有创操作不属手术"
_SMALL = "本标准只要求重大手术讨论，二级以下手术不在范围"
_CONCLUDED = re.compile(r"讨论(?:意见|结论|结果|记录|人员|经过)|参加(?:讨论)?人员|主持人")
_LOCAL = re.compile(r"局麻|局部|表面麻醉|表麻")

_URGENT = (
    CHIEF.replace(
        "反复发作，有手术指征，无明显禁忌，注意心肺功能评估。",
        "腹腔内大出血，失血性休克，情况紧急，来不及组织书面讨论，现场决定立即手术。",
    )
    .replace("2026-03-04 09:00", "2026-03-05 08:00")
    .replace("2026-03-04 09:40", "2026-03-05 08:10")
)
_LAPAROTOMY = OPERATION.replace("手术名称：腹腔镜胆囊切除术", "手术名称：急诊剖腹探查止血术（急诊）")
_GRADE_2 = PREOP_SUMMARY.replace("腹腔镜胆囊切除术（三级手术）", "体表肿物切除术（二级手术）")
_LUMP = OPERATION.replace("腹腔镜胆囊切除术", "体表肿物切除术").replace("胆囊结石伴慢性胆囊炎", "背部脂肪瘤")
_BIOPSY = """@doc
有创诊疗操作记录　2026-03-05 10:40
操作名称：超声引导下肝穿刺活检术
操作时间：2026-03-05 10:00至2026-03-05 10:20
操作经过：常规消毒，局麻下穿刺取材两条，压迫止血，过程顺利。
操作者：顾长林　2026-03-05 10:45
"""


def check(case: Case) -> Verdict:
    done = operations(case)
    if not done:
        return not_applicable("本次住院没有手术")
    scope = choice(case, "preop_disc_scope")
    due = [(op, need) for op in done if (need := _due(op, scope)) != "no"]
    if not due:
        return not_applicable("手术不在须讨论的范围：抢救生命的急诊，或级别低于本标准的要求")
    if any(d.doc_type == "preop_discussion" or _merged(d.doc_type, d.body) for d in case.documents):
        return _each_covered(case, [op for op, need in due if need == "yes"])
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    if lookalike(case, "preop_discussion"):
        return not_assessable("有疑似术前讨论的文书未能识别，请人工核对")
    day_case = short_stay_form(case) is not None  # 日间手术: the discussion may be part of the integrated form
    return judged(
        [_defect(case, op, firm=need == "yes" and not day_case and firmly_shown(case, op)) for op, need in due]
    )


def _merged(doc_type: str, text: str) -> bool:
    return doc_type in ("preop_summary", "difficult_case_discussion") and bool(_CONCLUDED.search(text))


def _due(op: Operation, scope: str) -> str:
    """Whether the standard asks for a discussion: yes, no, or perhaps."""
    if op.life_saving:
        return "no"
    if scope == "all":
        return "perhaps" if op.emergency else "yes"
    if op.emergency:
        return "no"
    if scope == "medium_up":
        return "no" if op.grade == 1 else "perhaps" if op.grade is None and _LOCAL.search(op.anaesthesia) else "yes"
    major = is_major(op)
    if major is None:  # no grade is printed: the national rule (HX 8) asks for every operation under narcosis
        return "yes" if op.anaesthesia and not _LOCAL.search(op.anaesthesia) else "perhaps"
    return "yes" if major else "no"


def _each_covered(case: Case, due: list[Operation]) -> Verdict:
    """With several operations and fewer discussions a person has to look which operation was discussed."""
    talks = [
        completed_at(case, d) for d in case.documents if d.doc_type == "preop_discussion" or _merged(d.doc_type, d.body)
    ]
    days = sorted({op.day.at.date() for op in due if op.day})
    if len(days) <= 1 or None in talks or len(talks) >= len(days):
        return judged([])
    covered = {min((d for d in days if m and m.at.date() <= d), default=None) for m in talks}
    open_ops = [op for op in due if op.day and op.day.at.date() not in covered]
    return judged([_defect(case, op, firm=False) for op in open_ops])


def _defect(case: Case, op: Operation, firm: bool) -> Defect:
    return Defect(
        f"{describe(op)}没有术前讨论记录",
        evidence=(case.cite_mention(op.mention),),
        searched=searched("术前讨论记录、术前小结及讨论结论"),
        review=not firm,
        confidence=0.9 if firm else 0.5,
    )


RULE = Rule(
    id="CMP-PREOP-DISC",
    name="缺术前讨论记录",
    category="completeness",
    clause="BW 22(12); HX 8; ZB14; S000-P2 B5",
    check=check,
    remedy="手术前组织讨论并记录结论；本例由科室说明原因并整改",
    exceptions=(_MERGED, _EMERGENCY, _PROCEDURE, _SMALL),
    parameters=("preop_disc_scope",),
    examples=(
        Example(
            Outcome.FAIL,
            record(*without(SURGICAL, PREOP_DISCUSSION), PREOP_SUMMARY),
            "三级手术，只有普通术前小结，没有讨论",
        ),
        Example(
            Outcome.FAIL,
            record(
                *without(SURGICAL, PREOP_DISCUSSION, OPERATION), OPERATION.replace("腹腔镜胆囊切除术", "胃癌根治术")
            ),
            "大手术没有讨论",
        ),
        Example(Outcome.PASS, record(*SURGICAL), "术前一天讨论"),
        Example(
            Outcome.PASS,
            record(
                *without(SURGICAL, PREOP_DISCUSSION),
                PREOP_DISCUSSION.replace("术前讨论记录", "术前小结及术前讨论结论记录"),
            ),
            "合并书写",
            shows=_MERGED,
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            record(*without(SURGICAL, PREOP_DISCUSSION, OPERATION, POSTOP), _URGENT, _LAPAROTOMY),
            "抢救性手术",
            shows=_EMERGENCY,
        ),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL, _BIOPSY), "肝穿刺", shows=_PROCEDURE),
        Example(
            Outcome.NOT_APPLICABLE,
            record(*without(SURGICAL, PREOP_DISCUSSION, OPERATION, POSTOP), _GRADE_2, _LUMP),
            "二级手术",
            shows=_SMALL,
        ),
    ),
    doc=__doc__ or "",
)
