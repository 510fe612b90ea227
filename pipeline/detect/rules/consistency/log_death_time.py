"""死亡时间各处不一致 (LOG-DEATH-TIME)

检查什么：死亡记录、死亡讨论、抢救记录、病案首页等写出的死亡时间是否一致；相差超过1分钟判为缺陷。

依据：病历书写基本规范第二十二条（二十一）（二十二）。

例外：见 exceptions。

整改：以心电图直线时间为准，更正不一致之处。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import author, whole_text
from pipeline.detect.rule import Example, Rule
from pipeline.extract.model import ExtractedDocument, Timestamp

_BEFORE = re.compile(r"(?:死亡(?:时间|日期)?|宣布(?:临床)?死亡|宣告(?:临床)?死亡)\s*(?:为|于|[：:|｜])?\s*$")
_AFTER = re.compile(
    r"[，,\s]*(?:许|左右)?(?:宣[布告])?(?:患者)?(?:临床|抢救无效)?死亡(?!时间|日期|原因|诊断|病例|讨论|通知|记录|证明|风险|可能)"
)
_TOLERANCE_S = 60


def check(case: Case) -> Verdict:
    """Compare every clock time that is given as the time of death."""
    if "死亡" not in whole_text(case):
        return not_applicable("没有死亡")
    found = [(d, t) for d in case.documents for t in d.timestamps if _of_death(d, t)]
    if not found:
        return not_applicable("没有写出死亡时间")
    first_doc, first = found[0]
    assert first.moment is not None
    defects = []
    for d, t in found[1:]:
        assert t.moment is not None
        if abs((t.moment.at - first.moment.at).total_seconds()) > _TOLERANCE_S:
            defects.append(
                Defect(
                    message="死亡时间与他处不一致",
                    doc_id=d.doc_id,
                    evidence=(case.cite(d, t.start, t.end), case.cite(first_doc, first.start, first.end, "compared")),
                    person=author(d),
                    confidence=0.9,
                )
            )
    return judged(defects)


def _of_death(document: ExtractedDocument, stamp: Timestamp) -> bool:
    if stamp.moment is None or not stamp.moment.timed or document.doc_type == "consent_form":
        return False
    text = document.text
    return (
        _BEFORE.search(text[max(document.start, stamp.start - 12) : stamp.start]) is not None
        or _AFTER.match(text, stamp.end, min(document.end, stamp.end + 16)) is not None
    )


def _record(first: str, second: str) -> str:
    return (
        f"@stay sex=男 age=80岁 outcome=死亡 admitted=2026-03-02T09:00 discharged=2026-03-05T03:20\n@doc\n死亡记录\n姓名：王某\n入院日期：2026-03-02 09:00　死亡时间：{first}\n入院诊断：肺炎\n死亡原因：呼吸衰竭\n死亡诊断：肺炎\n医师签名：李四　2026-03-05 05:00\n"
        f"@doc\n死亡病例讨论记录\n讨论时间：2026-03-08 15:00\n主持人：赵主任医师\n{second}\n记录者：李四\n"
    )


RULE = Rule(
    id="LOG-DEATH-TIME",
    name="死亡时间、原因各处不一致",
    category="consistency",
    clause="BW 22(21)(22)",
    check=check,
    remedy="以心电图直线时间为准，更正不一致之处。",
    exceptions=("讨论时间、记录时间不是死亡时间", "相差不超过一分钟"),
    examples=(
        Example(Outcome.FAIL, _record("2026-03-05 03:20", "患者于2026-03-05 05:20死亡。"), "相差2小时"),
        Example(Outcome.FAIL, _record("2026-03-05 03:20", "死亡时间：2026-03-06 03:20。"), "相差一天"),
        Example(Outcome.PASS, _record("2026-03-05 03:20", "患者于2026-03-05 03:20死亡。"), "一致"),
        Example(
            Outcome.PASS,
            _record("2026-03-05 03:20", "各位医师讨论死亡原因，2026-03-08 16:00讨论结束。"),
            "讨论时间",
            shows="讨论时间、记录时间不是死亡时间",
        ),
        Example(
            Outcome.PASS,
            _record("2026-03-05 03:20", "患者于2026-03-05 03:21宣布临床死亡。"),
            "一分钟",
            shows="相差不超过一分钟",
        ),
    ),
    doc=__doc__ or "",
)
