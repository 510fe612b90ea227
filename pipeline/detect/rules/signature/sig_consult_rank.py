"""会诊医师资格不符 (SIG-CONSULT-RANK)

检查什么：会诊意见只由主治以下医师签署。

依据：医院规定（会诊由主治以上医师承担）。

例外：见 exceptions。

整改：由主治以上医师会诊或审核会诊意见并签名。
"""

from __future__ import annotations

import re

from pipeline.detect.authority import cite_line, doctors, duty, is_outside, unread
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.rules.signature.specimens import CONSULT, STAFFED
from pipeline.detect.specimens import MEDICAL, record
from pipeline.records.staff import Standing

_URGENT = "急会诊由值班医师先到（转人工核对）"
_SENIOR = "上级医师已审签"
_TOTAL = "住院总医师可承担会诊"
_CHIEF_RESIDENT = re.compile(r"总住院|住院总")
_URGENT_WORDS = ("急会诊", "紧急会诊", "性质：急", "10分钟")


def check(case: Case) -> Verdict:
    notes = [d for d in case.extracted.of_type("consultation_record") if not is_outside(d)]
    if not notes:
        return not_applicable("没有会诊记录")
    defects: list[Defect] = []
    unknown = ""
    least = duty("consultation_record").least
    for doc in notes:
        signers = doctors(case, doc)
        ranks = [s.standing.rank if s.standing is not None else None for s in signers]
        if not signers or least is None or any(rank is not None and rank >= least for rank in ranks):
            continue
        if None in ranks or unread(doc):
            unknown = "名册不能确定会诊医师的职称，或有未能识别的签名"
            continue
        if any(s.standing and s.standing.member and _CHIEF_RESIDENT.search(_told(s.standing)) for s in signers):
            continue
        urgent = any(word in doc.body for word in _URGENT_WORDS)
        evidence = (cite_line(case, doc, signers[0].signature),)
        defects.append(Defect("会诊医师职称在主治以下", doc.doc_id, evidence, person=signers[0].name, review=urgent))
    return judged(defects, unknown)


def _told(standing: Standing) -> str:
    return f"{standing.member.title} {standing.member.note}" if standing.member else ""


def _with(sign_off: str, title: str = "会诊记录") -> str:
    text = CONSULT.replace("会诊医师：顾长林　2026-03-04 15:00", sign_off).replace("会诊记录", title)
    return record(*MEDICAL, text, stay=STAFFED)


RULE = Rule(
    id="SIG-CONSULT-RANK",
    name="会诊医师资格不符",
    category="signature",
    clause="L16; BW 22(10)",
    check=check,
    remedy="由主治以上医师会诊或审核会诊意见并签名",
    needs=frozenset({Need.DOCUMENTS, Need.STAFF}),
    exceptions=(_URGENT, _SENIOR, _TOTAL),
    examples=(
        Example(Outcome.FAIL, _with("会诊医师：沈一帆"), "住院医师会诊"),
        Example(Outcome.FAIL, _with("会诊医师：蒋小满（规培）"), "规培医师会诊"),
        Example(Outcome.PASS, _with("会诊医师：顾长林"), "主治医师会诊"),
        Example(Outcome.PASS, _with("会诊医师：沈一帆　上级医师：顾长林"), "已审签", shows=_SENIOR),
        Example(Outcome.NOT_ASSESSABLE, _with("会诊医师：沈一帆", "急会诊记录"), "急会诊", shows=_URGENT, review=True),
        Example(
            Outcome.PASS,
            _with("会诊医师：沈一帆").replace(
                "沈一帆,住院医师,licensed,2020-01-01", "沈一帆,住院总医师,licensed,2020-01-01"
            ),
            "住院总",
            shows=_TOTAL,
        ),
        Example(Outcome.NOT_ASSESSABLE, _with("会诊医师：石敬之"), "外院专家，不在名册"),
    ),
    status="preview",
    doc=__doc__ or "",
)
