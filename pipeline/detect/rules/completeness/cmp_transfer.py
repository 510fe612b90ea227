"""转科缺转出/转入记录 (CMP-TRANSFER)

检查什么：病程写明患者由一科转入另一科的，有没有转出记录和转入记录。只认定其中一份存在而另一份不在的；两份都不在的只提示。

依据：病历书写基本规范第二十二条（六）。

例外：见 exceptions。

整改：转出科室在转科前写转出记录，转入科室24小时内写转入记录。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.coverage import cannot_judge_absence, searched
from pipeline.detect.finding import Defect, Evidence, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import MEDICAL, NOTE_5, note, record, without
from pipeline.extract.model import ExtractedDocument

_ONE_SHEET = "转科记录一份写明转出与转入"
_BED = "病区内换床、由急诊收入不是转科"
_MOVED = re.compile(
    r"(?:今日|今天|今晨|昨日|现|即|于)[^，。；\n]{0,14}(?:由|从)[^，。；\n]{2,10}科(?:病房|病区)?转(?:入|至|到)[^，。；\n]{2,10}(?:科|ICU|监护室|病房)|转(?:入|至)(?:ICU|重症医学科|[\u4e00-\u9fff]{1,6}科)继续治疗"
)
_NOT_MOVED = re.compile(r"急诊|门诊|外院|建议|拟|必要时|可|联系|下级|上级医院|待|后续|出院")


def _sheet(title: str) -> str:
    return f"@doc\n{title}　2026-03-05 10:00\n入院日期：2026-03-02\n目前情况：病情平稳。\n诊疗计划：继续治疗。\n住院医师：沈一帆\n"


_MOVE = note("2026-03-05 16:20", "患者今日由普外科转入消化内科，生命体征平稳。")
_BEDS = note("2026-03-05 16:20", "患者由急诊收入我科，今日由3床调至8床。")


def check(case: Case) -> Verdict:
    sheets = list(case.extracted.of_type("transfer_record"))
    out = [d for d in sheets if _has(d, "转出")]
    into = [d for d in sheets if _has(d, "转入")]
    whole = [d for d in sheets if d not in out and d not in into] + [d for d in out if d in into]
    told = _told(case)
    if not sheets and not told:
        return not_applicable("没有转科")
    if whole or (out and into):
        return judged([])
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    missing = "转入记录" if out else "转出记录" if into else "转出记录与转入记录"
    proof = _title(case, sheets[0]) if sheets else told
    if proof is None:
        return not_assessable("转科情况不明")
    message = f"已转科，没有{missing}"
    return judged(
        [
            Defect(
                message, proof.doc_id, (proof,), searched(missing), review=not sheets, confidence=0.8 if sheets else 0.5
            )
        ]
    )


def _has(doc: ExtractedDocument, word: str) -> bool:
    return word in "".join(doc.body[:60].split())


def _title(case: Case, doc: ExtractedDocument) -> Evidence:
    end = doc.text.find("\n", doc.start, doc.end)
    return case.cite(doc, doc.start, end if end > doc.start else min(doc.end, doc.start + 20))


def _told(case: Case) -> Evidence | None:
    for doc in case.extracted.of_type("progress_note", "ward_round_attending", "ward_round_chief", "stage_summary"):
        found = _MOVED.search(doc.text, doc.start, doc.end)
        if found and not _NOT_MOVED.search(doc.text[max(doc.start, found.start() - 6) : found.end()]):
            return case.cite(doc, found.start(), found.end())
    return None


RULE = Rule(
    id="CMP-TRANSFER",
    name="转科缺转出/转入记录",
    category="completeness",
    clause="BW 22(6)",
    check=check,
    remedy="转科前写转出记录，转入后24小时内写转入记录",
    exceptions=(_ONE_SHEET, _BED),
    examples=(
        Example(Outcome.FAIL, record(*without(MEDICAL, NOTE_5), _sheet("转出记录"), _MOVE), "只有转出记录"),
        Example(Outcome.FAIL, record(*without(MEDICAL, NOTE_5), _sheet("转入记录"), _MOVE), "只有转入记录"),
        Example(
            Outcome.NOT_ASSESSABLE, record(*without(MEDICAL, NOTE_5), _MOVE), "写明转科，两份记录都不在", review=True
        ),
        Example(
            Outcome.PASS, record(*without(MEDICAL, NOTE_5), _sheet("转出记录"), _sheet("转入记录"), _MOVE), "两份都有"
        ),
        Example(Outcome.PASS, record(*without(MEDICAL, NOTE_5), _sheet("转科记录"), _MOVE), "一份", shows=_ONE_SHEET),
        Example(Outcome.NOT_APPLICABLE, record(*without(MEDICAL, NOTE_5), _BEDS), "换床", shows=_BED),
    ),
    doc=__doc__ or "",
)
