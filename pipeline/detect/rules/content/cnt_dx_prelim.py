"""无初步诊断，或待查没有可能的诊断 (CNT-DX-PRELIM)

检查什么：入院记录有没有初步（入院）诊断；第一诊断写“待查”的，其后有没有列出可能的诊断。

依据：病历书写基本规范第十八条（九）：初步诊断应当主次分明，对待查病例应列出可能性较大的诊断。

例外：见 exceptions。

整改：补写诊断；待查的列出可能性较大的诊断。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import admission_records, author, cite_section, letters
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import admission
from pipeline.extract.filled import is_filled
from pipeline.extract.model import ExtractedDocument

_TOLD = re.compile(r"诊\s*断\s*[：:】\]|｜)）〕》/／\n—-]|诊断为|诊断\s*[\d①]")
_UNKNOWN = re.compile(r"(?:待查|查因|原因待[查定])")
_CANDIDATE = re.compile(r"[?？]|可能|考虑|疑|[：:（(]|炎|癌|瘤|病|综合征|结石|梗|栓|溃疡|感染|结核|待排|待除外")
_LABELS = ("admission_diagnosis", "preliminary_diagnosis", "revised_diagnosis")


def check(case: Case) -> Verdict:
    """A missing diagnosis, or 待查 alone."""
    records = admission_records(case)
    if not records:
        return not_applicable("没有入院记录")
    defects = []
    for record in records:
        sections = [s for s in record.sections if s.label in _LABELS]
        filled = [s for s in sections if is_filled(record.content(s), s.label)]
        if not filled:
            if sections or not _TOLD.search(record.text, _tail(record), record.end):
                defects.append(
                    Defect(
                        "入院记录没有初步诊断",
                        record.doc_id,
                        tuple(cite_section(case, record, s) for s in sections),
                        () if sections else ("入院记录：初步诊断、入院诊断",),
                        person=author(record),
                        confidence=0.95,
                    )
                )
            continue
        words = record.content(filled[0])
        m = _UNKNOWN.search(words)
        if m and letters(words[: m.start()]) <= 10 and not _CANDIDATE.search(words[m.end() :]):
            defects.append(
                Defect(
                    "第一诊断为待查，没有列出可能的诊断",
                    record.doc_id,
                    (cite_section(case, record, filled[0]),),
                    person=author(record),
                    confidence=0.9,
                )
            )
    return judged(defects)


def _tail(record: ExtractedDocument) -> int:
    """Where a diagnosis can stand: behind the last known heading. 诊断为“…” in the history is none."""
    told = ("present_illness", "past_history", "physical_exam", "specialist_exam", "auxiliary_exam")
    return max((s.start for s in record.sections if s.label in told), default=record.start)


RULE = Rule(
    id="CNT-DX-PRELIM",
    name="无初步诊断或待查无可能诊断",
    category="content",
    clause="BW 18(9); ZJ",
    check=check,
    remedy="补写诊断；待查的列出可能性较大的诊断。",
    exceptions=("待查后列有可能的诊断", "待查不是第一诊断"),
    examples=(
        Example(Outcome.FAIL, admission(diagnosis="初步诊断：发热待查\n"), "只有待查"),
        Example(Outcome.FAIL, admission(diagnosis="初步诊断：\n"), "为空"),
        Example(Outcome.FAIL, admission(diagnosis=""), "没有诊断"),
        Example(Outcome.PASS, admission(), "有诊断"),
        Example(
            Outcome.PASS,
            admission(diagnosis="初步诊断：1.发热待查：肺部感染？\n2.高血压病2级\n"),
            "列有可能",
            shows="待查后列有可能的诊断",
        ),
        Example(
            Outcome.PASS,
            admission(diagnosis="初步诊断：1.社区获得性肺炎（右下肺）　2.高血压病2级　3.贫血原因待查\n"),
            "其他诊断",
            shows="待查不是第一诊断",
        ),
    ),
    doc=__doc__ or "",
)
