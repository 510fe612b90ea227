"""出院情况与病程矛盾 (LOG-DISCH-COND)

检查什么：出院前48小时内的病程写有体温38.5℃以上，而出院情况写“无发热”“体温正常”。只提示人工复核。

依据：病历书写基本规范第三条、第二十二条（二十）。

例外：见 exceptions。

整改：核对体温单，如实记录出院情况。
"""

from __future__ import annotations

import re
from datetime import timedelta

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import author
from pipeline.detect.rule import Example, Need, Rule

_FEVER = re.compile(r"(?:(?<![A-Za-z])T|体温(?:最高)?|热峰)\s*[:：]?\s*(3[89](?:\.\d)?|4[01](?:\.\d)?)\s*(?:℃|°C)")
_WELL = re.compile(r"无发热|体温(?:正常|平稳|稳定)|热退|未发热")
_PAST = re.compile(r"入院|既往|此前|最高曾|曾|昔|降至|由|若|如|>|＞|超过")
_HIGH = 38.5
_NOTES = ("progress_note", "ward_round_attending", "ward_round_chief")


def check(case: Case) -> Verdict:
    """Fever in the last two days, and none in the discharge record."""
    record, discharged = case.extracted.first("discharge_record"), case.extracted.discharged_at
    assert discharged is not None
    section = record.section("discharge_condition") if record else None
    well = _WELL.search(record.text, section.heading_end, section.end) if record and section else None
    if record is None or well is None:
        return not_applicable("出院情况没有写体温正常")
    defects = []
    for d in case.extracted.of_type(*_NOTES):
        if d.written_at is None or discharged.at - d.written_at.at > timedelta(hours=48):
            continue
        for m in _FEVER.finditer(d.text, d.start, d.end):
            if float(m[1]) >= _HIGH and not _PAST.search(d.text, max(d.start, m.start() - 8), m.start()):
                defects.append(
                    Defect(
                        message="出院前两天内有高热记录，出院情况写体温正常，请人工复核",
                        doc_id=record.doc_id,
                        evidence=(case.cite(record, *well.span()), case.cite(d, *m.span(), "compared")),
                        person=author(record),
                        confidence=0.6,
                        review=True,
                    )
                )
                break
    return judged(defects[:1])


def _stay(note: str, condition: str, day: str = "2026-03-08") -> str:
    return (
        f"@stay sex=男 age=50岁 admitted=2026-03-01T09:00 discharged=2026-03-09T10:00\n@doc\n{day} 10:00　病程记录\n{note}\n医师签名：张三\n"
        f"@doc\n出院记录\n入院日期：2026-03-01　出院日期：2026-03-09\n入院诊断：肺炎\n诊疗经过：抗感染。\n出院诊断：肺炎\n出院情况：{condition}\n出院医嘱：休息，复查。\n医师签名：张三\n"
    )


RULE = Rule(
    id="LOG-DISCH-COND",
    name="出院情况与病程矛盾",
    category="consistency",
    clause="BW 3; BW 22(20)",
    check=check,
    remedy="核对体温单，如实记录出院情况。",
    needs=frozenset({Need.DOCUMENTS, Need.DISCHARGED_AT}),
    exceptions=("较早的发热", "回顾性提到的体温", "一律由人工确认"),
    examples=(
        Example(
            Outcome.NOT_ASSESSABLE,
            _stay("患者咳嗽，T 39.0℃，予物理降温。", "无发热，咳嗽减轻。"),
            "前一天高热",
            review=True,
            shows="一律由人工确认",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _stay("体温38.8℃，伴畏寒，复查血象升高。", "体温正常，一般情况好。"),
            "前一天高热",
            review=True,
        ),
        Example(Outcome.PASS, _stay("T 39.0℃，咳嗽。", "无发热，咳嗽减轻。", "2026-03-03"), "较早", shows="较早的发热"),
        Example(
            Outcome.PASS, _stay("入院时T 39.0℃，现T 36.5℃，咳嗽减轻。", "无发热。"), "回顾", shows="回顾性提到的体温"
        ),
        Example(Outcome.PASS, _stay("T 36.5℃，咳嗽减轻。", "无发热。"), "一致"),
    ),
    doc=__doc__ or "",
)
