"""缺术前小结 (CMP-PREOP-SUM)

检查什么：择期手术前有没有术前小结；术前讨论记录写有病情摘要、手术指征、拟施手术的，视为合并书写。

依据：病历书写基本规范第二十二条（十一）；S000 篇6 一.6。

例外：见 exceptions。

整改：手术前由经治医师书写术前小结。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.coverage import cannot_judge_absence, lookalike, searched, short_stay_form
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.operated import describe, firmly_shown, operations
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.completeness.cmp_preop_disc import check as discussion_missing
from pipeline.detect.specimens import (
    MEDICAL,
    OPERATION,
    PREOP_DISCUSSION,
    PREOP_SUMMARY,
    SHORT_FORM,
    SHORT_STAY,
    SURGICAL,
    record,
    without,
)
from pipeline.extract.model import Operation

_MERGED = "与术前讨论合并书写"
_COUNTED = "术前讨论缺失已计，两者常合并为一份，不重复判"
_EMERGENCY = "急诊手术"
_DAY = "日间手术、24小时内入出院的一体化病历"
_BARE = """@doc
术前讨论记录　2026-03-04 16:00
参加人员：陆振华主任医师、顾长林主治医师、麻醉科傅玉成主治医师
讨论意见：顾长林：注意辨认三管关系。傅玉成：无麻醉禁忌。
主持人总结：同意手术。
记录：沈一帆　主持：陆振华　2026-03-04 17:00
"""
_SMALL = OPERATION.replace("手术名称：", "手术级别：二级手术\n手术名称：")
_DAY_OP = OPERATION.replace("2026-03-05", "2026-03-02").replace("09:00　手术结束", "10:00　手术结束")
_URGENT = OPERATION.replace("手术名称：腹腔镜胆囊切除术", "手术名称：急诊手术：腹腔镜胆囊切除术")


def check(case: Case) -> Verdict:
    due = [op for op in operations(case) if not op.emergency and not op.life_saving]
    if not due:
        return not_applicable("没有择期手术")
    if short_stay_form(case):
        return not_applicable(_DAY)
    if case.extracted.first("preop_summary"):
        return judged([])
    talks = list(case.extracted.of_type("preop_discussion"))
    if any(_merged(d.body) or "小结" in d.title for d in talks):
        return judged([])
    if not talks and discussion_missing(case).outcome is Outcome.FAIL:
        return not_applicable(_COUNTED)
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    if lookalike(case, "preop_summary"):
        return not_assessable("有疑似术前小结的文书未能识别，请人工核对")
    return judged([_defect(case, due[0], review=bool(talks) or not firmly_shown(case, due[0]))])


def _merged(text: str) -> bool:
    return "指征" in text or "拟施" in text or "拟行" in text or "小结" in text


def _defect(case: Case, first: Operation, review: bool) -> Defect:
    return Defect(
        f"{describe(first)}没有术前小结",
        evidence=(case.cite_mention(first.mention),),
        searched=searched("术前小结、含病情摘要的术前讨论"),
        review=review,
        confidence=0.5 if review else 0.85,
    )


RULE = Rule(
    id="CMP-PREOP-SUM",
    name="缺术前小结",
    category="completeness",
    clause="BW 22(11); S000-P6 L13",
    check=check,
    remedy="手术前由经治医师书写术前小结",
    exceptions=(_MERGED, _EMERGENCY, _DAY, _COUNTED),
    examples=(
        Example(
            Outcome.FAIL,
            record(*without(SURGICAL, PREOP_DISCUSSION, OPERATION), _SMALL),
            "二级手术不须讨论，术前小结仍须有",
        ),
        Example(Outcome.NOT_APPLICABLE, record(*without(SURGICAL, PREOP_DISCUSSION)), "两份都没有", shows=_COUNTED),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(*without(SURGICAL, PREOP_DISCUSSION), _BARE),
            "讨论里没有病情摘要与指征",
            review=True,
        ),
        Example(Outcome.PASS, record(*without(SURGICAL, PREOP_DISCUSSION), PREOP_SUMMARY), "有术前小结"),
        Example(Outcome.PASS, record(*SURGICAL), "术前讨论写有拟施手术", shows=_MERGED),
        Example(
            Outcome.NOT_APPLICABLE,
            record(*without(SURGICAL, PREOP_DISCUSSION, OPERATION), _URGENT),
            "急诊",
            shows=_EMERGENCY,
        ),
        Example(Outcome.NOT_APPLICABLE, record(SHORT_FORM, _DAY_OP, stay=SHORT_STAY), "日间手术", shows=_DAY),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "没有手术"),
    ),
    doc=__doc__ or "",
)
