"""入院72小时内无医患沟通记录 (TIM-TALK-72H)

检查什么：标准要求（talk_h）时，非手术患者入院后时限内有没有沟通、谈话、交代病情的记录或知情文书。

依据：S003 计划3、5 三2。

例外：见 exceptions。

整改：入院72小时内与患方沟通病情并记录。
"""

from __future__ import annotations

import re
from datetime import timedelta

from pipeline.detect.case import Case
from pipeline.detect.coverage import cannot_judge_absence, hours_of_stay, searched
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.limits import completed_at, limit
from pipeline.detect.operated import operations
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.specimens import CONSENT, MEDICAL, NOTE_5, SURGICAL, note, record

_OFF = "标准没有要求"
_OPERATED = "手术患者按手术谈话计"
_SHORT = "住院不足72小时"
_ON = {"talk_h": 72}
_TOLD = re.compile(
    r"(?:向|与|对|同)[^。；\n]{0,14}(?:患者|家属|病人|其[子女妻夫母父]|家长|监护人)[^。；\n]{0,30}(?:交[代待]|沟通|告知|说明|谈话|解释|讲)|(?:患者|家属|家长)[^。；\n]{0,14}(?:表示理解|知情|同意|签字)|医患沟通|谈话记录|已(?:交代|告知|沟通)"
)
_SHORT_STAY = "@stay id=EX-1 admitted=2026-03-02T09:00 discharged=2026-03-04T10:00 outcome=好转\n"
_TALK = note("2026-03-03 10:00", "已向患者及家属交代病情及治疗方案，表示理解。")


def check(case: Case) -> Verdict:
    hours, begin, length = limit(case, "talk_h"), case.extracted.admitted_at, hours_of_stay(case)
    if hours is None:
        return not_applicable(_OFF)
    if operations(case):
        return not_applicable(_OPERATED)
    if begin is None or length is None:
        return not_assessable("不知住院时间")
    if length[0] < hours:
        return not_applicable(_SHORT)
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    last = begin.latest + timedelta(hours=hours)
    for doc in case.documents:
        at = completed_at(case, doc)
        early = at is None or at.earliest <= last
        if early and (doc.doc_type in ("consent_form", "critical_notice") or _TOLD.search(doc.body)):
            return judged([])
    return judged(
        [Defect(f"入院{hours:g}小时内没有医患沟通记录", searched=searched("沟通、谈话、交代病情的记述，知情文书"))]
    )


RULE = Rule(
    id="TIM-TALK-72H",
    name="入院72小时内无医患沟通记录",
    category="timeliness",
    clause="S003 L28",
    check=check,
    remedy="入院72小时内与患方沟通病情并记录",
    needs=frozenset({Need.DOCUMENTS, Need.ADMITTED_AT}),
    exceptions=(_OFF, _OPERATED, _SHORT),
    parameters=("talk_h",),
    examples=(
        Example(Outcome.FAIL, record(*MEDICAL), "六天没有沟通", parameters=_ON),
        Example(
            Outcome.FAIL,
            record(*MEDICAL, _TALK.replace("2026-03-03", "2026-03-07")),
            "第6天才沟通",
            parameters=_ON,
        ),
        Example(Outcome.PASS, record(*MEDICAL, _TALK), "第2天沟通", parameters=_ON),
        Example(
            Outcome.PASS, record(*MEDICAL, CONSENT.replace("2026-03-04", "2026-03-03")), "知情同意书", parameters=_ON
        ),
        Example(Outcome.NOT_APPLICABLE, record(*SURGICAL), "手术", shows=_OPERATED, parameters=_ON),
        Example(
            Outcome.NOT_APPLICABLE,
            record(*MEDICAL[:3], NOTE_5.replace("03-05", "03-04"), stay=_SHORT_STAY),
            "两天",
            shows=_SHORT,
            parameters=_ON,
        ),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "未要求", shows=_OFF),
    ),
    doc=__doc__ or "",
)
