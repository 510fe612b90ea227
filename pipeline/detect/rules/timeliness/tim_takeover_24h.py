"""接班记录/转入记录超时 (TIM-TAKEOVER-24H)

检查什么：接班记录、转入记录印出接班（转入）时间与书写时间的，二者之差是否超过时限。

依据：病历书写基本规范第二十二条（五）（六）。

例外：见 exceptions。

整改：接班、转入后24小时内完成记录。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.deadlines import Clock, late
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.limits import limit
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import MEDICAL, record
from pipeline.extract.model import ExtractedDocument, Timestamp

_OUT = "转出记录、交班记录在事前书写，紧急转出可后补"
_NO_TIME = "没有印出转入（接班）时间"
_EVENT = re.compile(r"(?:转入|转科|接班|接诊|入科)(?:日期|时间|于)?\s*[:：|｜]?\s*$")


def _sheet(title: str, event: str, written: str) -> str:
    return f"@doc\n{title}　记录时间：{written}\n{event}\n入院日期：2026-03-02\n目前情况：病情平稳。\n诊疗计划：继续治疗。\n住院医师：沈一帆\n"


def check(case: Case) -> Verdict:
    defects: list[Defect] = []
    unknown = ""
    sheets = [d for d in case.extracted.of_type("transfer_record", "handover_record") if _takes_over(d)]
    for doc in sheets:
        hours = limit(case, "transfer_in_h" if doc.doc_type == "transfer_record" else "takeover_h") or 24
        stamp = _event(doc)
        if stamp is None:
            unknown = unknown or _NO_TIME
            continue
        what = "转入" if doc.doc_type == "transfer_record" else "接班"
        event = Clock(what, stamp.moment, case.cite(doc, stamp.start, stamp.end, "expected"))
        found, why = late(case, doc, event, hours, f"{what}记录")
        defects += found
        unknown = unknown or why
    return judged(defects, unknown) if sheets else not_applicable("没有接班记录、转入记录")


def _takes_over(doc: ExtractedDocument) -> bool:
    title = "".join(doc.body[:60].split())
    return "转入" in title or "接班" in title


def _event(doc: ExtractedDocument) -> Timestamp | None:
    for stamp in doc.timestamps:
        before = doc.text[max(doc.start, stamp.start - 10) : stamp.start].rpartition("\n")[2]
        if stamp.moment and stamp.kind != "signed" and _EVENT.search(before):
            return stamp
    return None


RULE = Rule(
    id="TIM-TAKEOVER-24H",
    name="接班记录/转入记录超时",
    category="timeliness",
    clause="BW 22(5)(6)",
    check=check,
    remedy="接班、转入后24小时内完成记录",
    exceptions=(_OUT, _NO_TIME),
    parameters=("takeover_h", "transfer_in_h"),
    examples=(
        Example(
            Outcome.FAIL,
            record(*MEDICAL, _sheet("转入记录", "转入时间：2026-03-03 09:00", "2026-03-05 10:00")),
            "49小时",
        ),
        Example(
            Outcome.FAIL,
            record(*MEDICAL, _sheet("接班记录", "接班时间：2026-03-03 08:00", "2026-03-04 16:00")),
            "32小时",
        ),
        Example(
            Outcome.PASS,
            record(*MEDICAL, _sheet("转入记录", "转入时间：2026-03-03 09:00", "2026-03-03 15:00")),
            "6小时",
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            record(*MEDICAL, _sheet("转出记录", "转出时间：2026-03-03 09:00", "2026-03-03 08:00")),
            "转出记录",
            shows=_OUT,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(*MEDICAL, _sheet("转入记录", "由普外科转入。", "2026-03-05 10:00")),
            "没有时间",
            shows=_NO_TIME,
        ),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "没有转科"),
    ),
    doc=__doc__ or "",
)
