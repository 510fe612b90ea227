"""住院天数不符 (LOG-LOS)

检查什么：出院记录、死亡记录、病案首页印出的住院天数是否等于出院日期减入院日期（当天出院计1天；计入首尾多算1天的也接受）。

依据：病历书写基本规范第三条；住院病案首页填写规范。

例外：见 exceptions。

整改：按入出院日期更正住院天数。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged
from pipeline.detect.notes import author
from pipeline.detect.rule import Example, Need, Rule

_DAYS = re.compile(
    r"(?:实际住院|住院天数|住院日数|住院时间|共住院|住院)\s*[：:|｜]?\s*(?:共|计|约)?\s*(?P<days>\d{1,4})\s*(?:天|日)(?!后|时|内|前|余|起|左右|[^，。；\s　]{0,6}(?:行|予|出现|拔|转))"
)
_EARLIER = re.compile(r"前次|上次|外院|曾|当时|第\s*$|年前|既往|于.{0,12}医院")
_DOCUMENTS = ("discharge_record", "death_record", "front_page", "admission_discharge_24h", "admission_death_24h")
_HEAD = 400  # where the keyed days stand


def check(case: Case) -> Verdict:
    """Compare printed days with the dates of the stay."""
    admitted, discharged = case.extracted.admitted_at, case.extracted.discharged_at
    assert admitted is not None
    assert discharged is not None
    days = (discharged.at.date() - admitted.at.date()).days
    defects = []
    for d in case.extracted.of_type(*_DOCUMENTS):
        m = _DAYS.search(d.text, d.start, min(d.end, d.start + _HEAD))
        if m is None or _EARLIER.search(d.text, max(d.start, m.start() - 16), m.start()):
            continue
        gap = min(abs(int(m["days"]) - x) for x in (max(days, 1), days + 1))
        if gap > 0:
            review = gap == 1
            defects.append(
                Defect(
                    message=f"住院天数印为{m['days']}天，按入出院日期为{max(days, 1)}天"
                    + ("（相差1天，请人工确认）" if review else ""),
                    doc_id=d.doc_id,
                    evidence=(case.cite(d, m.start(), m.end()),),
                    person=author(d),
                    confidence=0.6 if review else 0.95,
                    review=review,
                )
            )
    return judged(defects)


def _record(days: str) -> str:
    return (
        "@stay sex=男 age=56岁 admitted=2026-03-01T09:00 discharged=2026-03-09T10:00\n@doc\n出院记录\n姓名：吴某　性别：男　年龄：56岁\n"
        f"入院日期：2026-03-01　出院日期：2026-03-09　{days}\n入院诊断：肺炎\n诊疗经过：抗感染治疗。\n出院诊断：肺炎\n出院医嘱：休息。\n医师签名：张三\n"
    )


RULE = Rule(
    id="LOG-LOS",
    name="住院天数不符",
    category="consistency",
    clause="SY 8; BW 3",
    check=check,
    remedy="按入出院日期更正住院天数。",
    needs=frozenset({Need.DOCUMENTS, Need.ADMITTED_AT, Need.DISCHARGED_AT}),
    exceptions=("计入首尾两天", "叙述中的住院第几天", "相差一天的提示人工复核"),
    examples=(
        Example(Outcome.FAIL, _record("住院天数：12天"), "多出4天"),
        Example(Outcome.FAIL, _record("共住院18天"), "多出10天"),
        Example(Outcome.PASS, _record("住院8天"), "相符"),
        Example(Outcome.PASS, _record("住院天数：9天"), "首尾都算", shows="计入首尾两天"),
        Example(Outcome.PASS, _record("住院第3天拔除引流管"), "叙述", shows="叙述中的住院第几天"),
        Example(
            Outcome.NOT_ASSESSABLE, _record("住院天数：10天"), "相差一天", shows="相差一天的提示人工复核", review=True
        ),
    ),
    doc=__doc__ or "",
)
