"""入院、出院时间各处不一致 (LOG-ADM-TIME)

检查什么：入院记录、出院记录、死亡记录、首次病程等表头印出的入院日期和出院日期是否与登记一致。相差两天以上判为缺陷；相差一天的提示人工复核。

依据：住院病案首页数据填写质量规范第八条（入院时间以进入病区为准）。

例外：见 exceptions。

整改：以病区接诊时间为准更正。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_assessable
from pipeline.detect.notes import author
from pipeline.detect.rule import Example, Rule
from pipeline.extract.model import ExtractedDocument
from pipeline.records.moment import Moment

_KEYED = re.compile(r"(入|出)\s*院\s*(?:时\s*间|日\s*期)\s*[：:|｜]\s*$")
_DOCUMENTS = (
    "admission_record",
    "readmission_record",
    "discharge_record",
    "death_record",
    "front_page",
    "admission_discharge_24h",
)
_EARLIER = re.compile(r"前次|上次|外院|既往|首次|第[一二三四\d]次|预约|拟|计划")


def check(case: Case) -> Verdict:
    """Compare keyed dates of admission and discharge with those of the stay."""
    stay = case.extracted
    if stay.admitted_at is None and stay.discharged_at is None:
        return not_assessable("没有登记入院、出院时间")
    return judged([x for d in stay.of_type(*_DOCUMENTS) for x in _defects(case, d)])


def _defects(case: Case, document: ExtractedDocument) -> Iterator[Defect]:
    text = document.text
    known: dict[str, Moment | None] = {"入": case.extracted.admitted_at, "出": case.extracted.discharged_at}
    for t in document.timestamps:
        m = _KEYED.search(text, max(document.start, t.start - 12), t.start)
        expected = known[m[1]] if m else None
        if m is None or t.moment is None or expected is None:
            continue
        if _EARLIER.search(text, max(document.start, m.start() - 6), m.start()):
            continue
        gap = abs(t.moment.at.date() - expected.at.date())
        midnight = abs(t.moment.at - expected.at) < timedelta(hours=12) if t.moment.timed and expected.timed else False
        if gap.days and not midnight:
            review = gap.days == 1
            yield Defect(
                message=f"{m[1]}院日期与登记相差{gap.days}天"
                + ("（请人工确认是否为登记与入病区之差）" if review else ""),
                doc_id=document.doc_id,
                evidence=(case.cite(document, m.start(), t.end),),
                person=author(document),
                confidence=0.6 if review else 0.9,
                review=review,
            )


def _record(admitted: str, discharged: str = "2026-03-09 10:00") -> str:
    return (
        "@stay sex=男 age=50岁 admitted=2026-03-01T09:00 discharged=2026-03-09T10:00\n@doc\n出院记录\n姓名：吴某　性别：男　年龄：50岁\n"
        f"入院时间：{admitted}　出院时间：{discharged}\n入院诊断：肺炎\n诊疗经过：抗感染。\n出院诊断：肺炎\n医师签名：李四\n"
    )


RULE = Rule(
    id="LOG-ADM-TIME",
    name="入院、出院时间各处不一致",
    category="consistency",
    clause="SY 8",
    check=check,
    remedy="以病区接诊时间为准更正。",
    exceptions=("登记与入病区跨零点", "相差一天的提示人工复核", "前次住院的日期"),
    examples=(
        Example(Outcome.FAIL, _record("2026-02-01 09:00"), "入院日期差一个月"),
        Example(Outcome.FAIL, _record("2026-03-01 09:00", "2026-03-19 10:00"), "出院日期差十天"),
        Example(Outcome.PASS, _record("2026-03-01 09:00"), "一致"),
        Example(Outcome.PASS, _record("2026-02-28 23:40"), "跨零点", shows="登记与入病区跨零点"),
        Example(
            Outcome.PASS,
            _record("2026-03-01 09:00").replace("入院诊断：肺炎", "前次入院时间：2025-12-01\n入院诊断：肺炎"),
            "前次",
            shows="前次住院的日期",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _record("2026-03-02 12:00"),
            "差一天",
            shows="相差一天的提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
