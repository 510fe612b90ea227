"""出院后书写病程 (LOG-FUTURE)

检查什么：日常病程、查房等病程记录的书写时间晚于出院日期一天以上，且没有注明补记。只作为线索，由人工确认。

依据：病历书写基本规范第二十二条；应用系统时间与业务时间应一致。

例外：见 exceptions。

整改：核对书写时间；确属补记的注明补记及原因。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged
from pipeline.detect.notes import author
from pipeline.detect.rule import Example, Need, Rule

_NOTES = (
    "progress_note",
    "ward_round_attending",
    "ward_round_chief",
    "first_progress_note",
    "postop_first_note",
    "stage_summary",
)
_LATE_ENTRY = re.compile(r"补\s*记|补\s*录|追记|迟到")


def check(case: Case) -> Verdict:
    """Progress notes dated after the day of discharge."""
    discharged = case.extracted.discharged_at
    assert discharged is not None
    defects = []
    for d in case.extracted.of_type(*_NOTES):
        written = next((t for t in d.timestamps if t.kind == "written" and t.moment), None)
        if written is None or written.moment is None or _LATE_ENTRY.search(d.text, d.start, d.end):
            continue
        days = (written.moment.at.date() - discharged.at.date()).days
        if 1 <= days < 60:
            defects.append(
                Defect(
                    message=f"病程记录的时间在出院后第{days}天，请核对",
                    doc_id=d.doc_id,
                    evidence=(case.cite(d, written.start, written.end),),
                    person=author(d),
                    confidence=0.7,
                    review=True,
                )
            )
    return judged(defects)


def _record(when: str, words: str = "患者病情平稳。") -> str:
    return f"@stay sex=男 age=50岁 admitted=2026-03-01T09:00 discharged=2026-03-09T10:00\n@doc\n病程记录\n{when}\n{words}生命体征平稳，无不适主诉，继续目前治疗。\n医师签名：李四\n"


RULE = Rule(
    id="LOG-FUTURE",
    name="记录时间晚于现在、出院后书写病程",
    category="consistency",
    clause="BW 22; DZ 14",
    check=check,
    remedy="核对书写时间；确属补记的注明补记及原因。",
    needs=frozenset({Need.DOCUMENTS, Need.DISCHARGED_AT}),
    exceptions=("注明补记", "出院当日的病程", "出院记录、首页、讨论可在出院后完成"),
    examples=(
        Example(Outcome.NOT_ASSESSABLE, _record("2026-03-11 10:00"), "出院后两天", review=True),
        Example(Outcome.NOT_ASSESSABLE, _record("2026-03-10 08:30"), "出院次日", review=True),
        Example(Outcome.PASS, _record("2026-03-11 10:00", "补记3月8日病程：患者病情平稳。"), "补记", shows="注明补记"),
        Example(Outcome.PASS, _record("2026-03-09 18:00"), "出院当日", shows="出院当日的病程"),
        Example(
            Outcome.PASS,
            "@stay sex=男 age=50岁 admitted=2026-03-01T09:00 discharged=2026-03-09T10:00\n@doc\n出院记录\n2026-03-10 09:00\n出院诊断：肺炎\n医师签名：李四\n",
            "出院记录",
            shows="出院记录、首页、讨论可在出院后完成",
        ),
    ),
    doc=__doc__ or "",
)
