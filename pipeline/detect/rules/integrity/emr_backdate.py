"""倒签：文书标明时间与系统创建时间差异过大 (EMR-BACKDATE)

检查什么：系统创建时间比文书标明的书写时间晚 backdate_hours（缺省24）小时以上，且文书没有注明补记。只列为待人工确认的线索。

依据：电子病历应用管理规范第十四条；医师法第五十六条。

例外：见 exceptions。

整改：核实实际书写时间；补记的按规定注明补记及时间。
"""

from __future__ import annotations

import re
from collections import Counter

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_assessable
from pipeline.detect.limits import completed_at, stamp_of
from pipeline.detect.notes import author
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import ADMISSION, FPN, MEDICAL, NOTE_5, OPERATION, RESCUE, record

_MADE_UP = "注明补记的（抢救记录等）"
_IMPORT = "多份文书创建时间相同（批量导入、归档）"
_PAPER = "停电、停机后的补录"
_SCANNED = "手写扫描件、外来资料"
_HOURS = 24.0
_LATE_WORDS = re.compile(r"补记|补写|补录|补充记录|停[电机]|系统故障|宕机|应急")
_NOT_NOTES = frozenset(
    ("lab_report", "other", "front_page", "order_sheet", "consent_form", "critical_notice", "nursing_record")
)
_SAME = 3  # documents created in the same minute were not typed by hand


def _at(document: str, created: str) -> str:
    return document.replace("@doc\n", f"@doc created={created}\n", 1)


def check(case: Case) -> Verdict:
    created = {d.doc_id: d.created_at for d in case.extracted.stay.documents if d.created_at is not None}
    if not created:
        return not_assessable("没有导出文书的系统创建时间")
    minutes = Counter(m.at.replace(second=0) for m in created.values())
    hours = float(case.parameters.get("backdate_hours", _HOURS))
    defects, batch = [], False
    for doc in case.documents:
        made = created.get(doc.source_id)
        if made is None or doc.start != 0 or doc.doc_type in _NOT_NOTES or doc.written_at is None:
            continue
        stated = completed_at(case, doc)
        if stated is None or made.hours_after(stated)[0] <= hours:
            continue
        if minutes[made.at.replace(second=0)] >= _SAME:
            batch = True
            continue
        if _LATE_WORDS.search(doc.text, doc.start, doc.end):
            continue
        span = stamp_of(doc, stated) or (doc.start, min(doc.end, doc.start + 30))
        late = made.hours_after(stated)[0]
        message = f"标明时间与系统创建时间（{made}）相差{late / 24:.1f}天，未注明补记（请核实）"
        defects.append(
            Defect(message, doc.doc_id, (case.cite(doc, *span),), person=author(doc), review=True, confidence=0.6)
        )
    return judged(defects, "多份文书的创建时间相同，可能为批量导入，无法核对" if batch else "")


RULE = Rule(
    id="EMR-BACKDATE",
    name="倒签/业务时间与系统时间差异过大",
    category="integrity",
    clause="DZ 14; YS 56",
    check=check,
    remedy="核实实际书写时间；补记的按规定注明补记及时间",
    exceptions=(_MADE_UP, _IMPORT, _PAPER, _SCANNED),
    parameters=("backdate_hours",),
    status="preview",
    examples=(
        Example(
            Outcome.NOT_ASSESSABLE,
            record(*MEDICAL[:4], _at(NOTE_5, "2026-03-20T10:00"), *MEDICAL[5:]),
            "创建于15天后",
            review=True,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(ADMISSION, _at(FPN, "2026-03-06T10:00"), _at(OPERATION, "2026-03-05T13:00")),
            "首程创建于4天后",
            review=True,
        ),
        Example(Outcome.PASS, record(*MEDICAL[:4], _at(NOTE_5, "2026-03-05T16:10"), *MEDICAL[5:]), "当时创建"),
        Example(Outcome.PASS, record(*MEDICAL, _at(RESCUE, "2026-03-07T05:00")), "", shows=_MADE_UP),
        Example(Outcome.NOT_ASSESSABLE, record(*(_at(d, "2026-03-20T10:00") for d in MEDICAL)), "", shows=_IMPORT),
        Example(
            Outcome.PASS,
            record(
                *MEDICAL[:4],
                _at(NOTE_5.replace("继续目前治疗。", "继续目前治疗。（系统故障，恢复后录入）"), "2026-03-07T10:00"),
                *MEDICAL[5:],
            ),
            "",
            shows=_PAPER,
        ),
        Example(
            Outcome.PASS,
            record(
                *MEDICAL,
                "@doc created=2026-03-20T10:00\n检验报告单\n报告时间：2026-03-06 10:00\nWBC 6.2\n报告者：潘文\n",
            ),
            "",
            shows=_SCANNED,
        ),
        Example(Outcome.NOT_ASSESSABLE, record(*MEDICAL), "没有系统时间"),
    ),
    doc=__doc__ or "",
)
