"""病重患者病程记录间隔超时 (TIM-PROG-SEVERE)

检查什么：病重期间（从下病重到停病重）相邻两次病程类记录相隔是否超过规定天数（progress_severe_d），按日历日计。

依据：病历书写基本规范第二十二条（二）。

例外：见 exceptions。

整改：病重患者至少每2天记一次病程。
"""

from __future__ import annotations

from itertools import pairwise

from pipeline.detect.case import Case
from pipeline.detect.course import Entry, entries, undated
from pipeline.detect.coverage import cannot_judge_absence
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.limits import limit
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import ADMISSION, DISCHARGE, FPN, MEDICAL, note, record

_SHORT = "病重期不足两天"
_OPEN = "停病重的时间没有写明"
_SEVERE = FPN.replace("诊疗计划：", "诊疗计划：病重，一级护理，")
_LIFTED = note("2026-03-07 10:00", "生命体征平稳，停病重，改二级护理。")
_SOON = note("2026-03-03 10:00", "生命体征平稳，停病重，改二级护理。")


def check(case: Case) -> Verdict:
    days = limit(case, "progress_severe_d")
    states = [s for s in case.facts.critical if s.level == "病重" and s.since]
    if days is None or not states:
        return not_applicable("没有病重")
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    defects: list[Defect] = []
    for state in states:
        if state.until is None or state.since is None:
            continue
        inside = [e for e in entries(case) if state.since.at.date() <= e.at.at.date() <= state.until.at.date()]
        defects += [_defect(case, a, b, days) for a, b in pairwise(inside) if _gap(a, b) > days]
    if defects and undated(case):
        return not_assessable("有未注明时间的病程")
    return judged(defects, "" if all(s.until for s in states) else _OPEN)


def _gap(a: Entry, b: Entry) -> int:
    return (b.at.at.date() - a.at.at.date()).days


def _defect(case: Case, a: Entry, b: Entry, days: float) -> Defect:
    message = f"病重期间{a.at.at:%Y-%m-%d}至{b.at.at:%Y-%m-%d}之间{_gap(a, b)}天没有病程记录，超过{days:g}天"
    return Defect(
        message, b.doc.doc_id, (case.cite(b.doc, b.start, b.end), case.cite(a.doc, a.start, a.end, "expected"))
    )


RULE = Rule(
    id="TIM-PROG-SEVERE",
    name="病重患者病程记录间隔超时",
    category="timeliness",
    clause="BW 22(2)",
    check=check,
    remedy="病重患者至少每2天记录一次病程",
    exceptions=(_SHORT, _OPEN),
    parameters=("progress_severe_d",),
    examples=(
        Example(
            Outcome.FAIL,
            record(ADMISSION, _SEVERE, MEDICAL[2], MEDICAL[3], _LIFTED, DISCHARGE),
            "3月4日至3月7日没有病程",
        ),
        Example(Outcome.FAIL, record(ADMISSION, _SEVERE, MEDICAL[4], _LIFTED, DISCHARGE), "3月2日至5日没有病程"),
        Example(Outcome.PASS, record(ADMISSION, _SEVERE, *MEDICAL[2:5], _LIFTED, DISCHARGE), "间隔都在两天以内"),
        Example(Outcome.PASS, record(ADMISSION, _SEVERE, _SOON, *MEDICAL[3:]), "次日停病重", shows=_SHORT),
        Example(Outcome.NOT_ASSESSABLE, record(ADMISSION, _SEVERE, *MEDICAL[2:]), "没有停病重", shows=_OPEN),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "没有病重"),
    ),
    doc=__doc__ or "",
)
