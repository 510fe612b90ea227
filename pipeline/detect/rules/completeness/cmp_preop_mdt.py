"""四级手术缺术前多学科讨论 (CMP-PREOP-MDT)

检查什么：病历写明四级手术的，术前有没有多学科讨论。级别以病历印出的为准，不从术式推断。

依据：国家医疗质量安全改进目标（四级手术术前多学科讨论完成率）。

例外：见 exceptions。

整改：四级手术前组织多学科讨论并记录。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.coverage import cannot_judge_absence, lookalike, searched
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.operated import describe, operations
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import MEDICAL, OPERATION, PREOP_DISCUSSION, SURGICAL, record, without

_EMERGENCY = "急诊手术"
_OTHER = "三级以下手术"
_TEAM = "术前讨论有两个以上其他科室参加，视为多学科讨论"
_MDT = re.compile(r"多学科|MDT|多专业|多科室?(?:会诊|讨论)")
_DEPARTMENT = re.compile(
    r"(?:心|呼吸|消化|肾|血液|内分泌|神经|肿瘤|放射|影像|超声|病理|重症|ICU|营养|药剂|药学|输血|介入|骨|胸外|普外|泌尿|妇|产|儿|麻醉|检验|康复|感染)[\u4e00-\u9fff]{0,4}科"
)
_TEAM_SIZE = 3
_FOUR = PREOP_DISCUSSION.replace("腹腔镜胆囊切除术（三级手术）", "胰十二指肠切除术（四级手术）")
_BIG = OPERATION.replace("腹腔镜胆囊切除术", "胰十二指肠切除术")
_TEAM_TALK = _FOUR.replace(
    "麻醉科傅玉成主治医师", "麻醉科傅玉成主治医师、心内科许文达副主任医师、重症医学科高明主任医师"
)
_URGENT = _BIG.replace("手术名称：", "手术名称：急诊手术：")


def check(case: Case) -> Verdict:
    due = [op for op in operations(case) if op.grade == 4]
    if not due:
        return not_applicable("没有写明四级的手术")
    planned = [op for op in due if not op.emergency and not op.life_saving]
    if not planned:
        return not_applicable(_EMERGENCY)
    if any(_discussed(d.doc_type, d.body) for d in case.documents):
        return judged([])
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    if lookalike(case, "preop_discussion", ("preop_discussion",)):
        return not_assessable("有疑似讨论的文书未能识别，请人工核对")
    op = planned[0]
    return judged(
        [
            Defect(
                f"{describe(op)}为四级手术，没有术前多学科讨论",
                evidence=(case.cite_mention(op.mention),),
                searched=searched("多学科讨论记录"),
                confidence=0.85,
            )
        ]
    )


def _discussed(doc_type: str, text: str) -> bool:
    if _MDT.search(text) and doc_type != "consent_form":
        return True
    talk = doc_type in ("preop_discussion", "difficult_case_discussion")
    return talk and len(set(_DEPARTMENT.findall(text))) >= _TEAM_SIZE


RULE = Rule(
    id="CMP-PREOP-MDT",
    name="四级手术缺术前多学科讨论",
    category="completeness",
    clause="NIT 2024",
    check=check,
    remedy="四级手术前组织多学科讨论并记录",
    exceptions=(_EMERGENCY, _OTHER, _TEAM),
    status="preview",
    examples=(
        Example(
            Outcome.FAIL, record(*without(SURGICAL, PREOP_DISCUSSION, OPERATION), _FOUR, _BIG), "四级手术只在科内讨论"
        ),
        Example(
            Outcome.FAIL,
            record(
                *without(SURGICAL, PREOP_DISCUSSION, OPERATION),
                _BIG.replace("手术名称：", "手术级别：四级\n手术名称："),
            ),
            "四级手术没有任何讨论",
        ),
        Example(
            Outcome.PASS,
            record(*without(SURGICAL, PREOP_DISCUSSION, OPERATION), _TEAM_TALK, _BIG),
            "三个科室参加",
            shows=_TEAM,
        ),
        Example(Outcome.NOT_APPLICABLE, record(*SURGICAL), "三级手术", shows=_OTHER),
        Example(
            Outcome.NOT_APPLICABLE,
            record(*without(SURGICAL, PREOP_DISCUSSION, OPERATION), _FOUR, _URGENT),
            "急诊",
            shows=_EMERGENCY,
        ),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "没有手术"),
    ),
    doc=__doc__ or "",
)
