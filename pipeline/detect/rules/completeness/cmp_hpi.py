"""缺现病史 (CMP-HPI)

检查什么：入院记录里有没有现病史，内容是否为空或只有“无”“略”“同上”“见首程”等占位文字。

依据：病历书写基本规范第十八条（三）；S000 篇2 四（二）6（丙级）。

例外：见 exceptions。没有入院记录的归 CMP-ADMISSION，不重复判。

整改：补充现病史：发病情况、主要症状、演变、伴随症状、诊治经过、一般情况。
"""

from __future__ import annotations

import itertools
import re

from pipeline.detect.case import Case
from pipeline.detect.coverage import ADMISSION
from pipeline.detect.differential import is_placeholder
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, passed
from pipeline.detect.notes import author, letters
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import ADMISSION as RECORD
from pipeline.detect.specimens import FPN, MEDICAL, SHORT_FORM, SHORT_STAY, record, without
from pipeline.extract.model import ExtractedDocument

_SHORT = "24小时内入出院（死亡）记录以入院情况代替现病史"
_NEWBORN = "产科新生儿以母孕史、出生史作现病史"
_MANY = 500
_LEAST = 8  # letters: 发热3天入院 is short, and still more than a placeholder
_ELSEWHERE = re.compile(r"^(?:内容)?(?:详?见|同|参见|如)(?:首次?病?程|上|前|门诊|急诊|病程|附页|表格|主诉).{0,16}$")
_NEONATAL = ("母孕史", "孕期情况", "出生史", "出生情况", "母亲孕产史")
_GIVEN = next(line for line in RECORD.splitlines(keepends=True) if line.startswith("现病史"))


def check(case: Case) -> Verdict:
    records = [d for d in case.extracted.of_type(*ADMISSION) if d.body.strip()]
    if not records:
        return not_applicable("没有入院记录（或为24小时内入出院记录），缺失另计")
    defects: list[Defect] = []
    unknown = ""
    for doc in records:
        found, why = _look(case, doc)
        defects += found
        unknown = unknown or why
    return judged(defects, unknown) if defects or unknown else passed()


def _look(case: Case, doc: ExtractedDocument) -> tuple[list[Defect], str]:
    sections = [s for s in doc.sections if s.label == "present_illness"]
    for section in sections:
        words = doc.content(section).strip(" 　\t\r\n:：】]")
        if not is_placeholder(words) and not _ELSEWHERE.match(words) and letters(words) >= _LEAST:
            return [], ""
    if sections:
        section = sections[0]
        end = max(section.start + 1, section.start + len(doc.text[section.start : section.end].rstrip()))
        proof = case.cite(doc, section.start, min(end, section.start + 120))
        return [Defect("入院记录的现病史没有内容", doc.doc_id, (proof,), person=author(doc))], ""
    if any(word in doc.body for word in _NEONATAL):
        return [], ""
    if "现病史" in "".join(doc.body.split()) or _narrative(doc):
        return [], "入院记录中有疑似现病史的段落，未能识别标题"
    if len(doc.sections) < 3:
        return [], "入院记录的结构未能识别"
    return [
        Defect(
            "入院记录中没有现病史", doc.doc_id, searched=("入院记录全文：现病史标题及其各种写法",), person=author(doc)
        )
    ], ""


def _narrative(doc: ExtractedDocument) -> bool:
    """A long paragraph outside every section may be the history under an unknown heading."""
    if len(doc.sections) > _MANY:
        return True  # no admission record is so long: leave it to a person
    edges = [doc.start, *[e for s in doc.sections for e in (s.start, s.end)], doc.end]
    edges.sort()
    outside = [
        doc.text[a:b] for a, b in itertools.pairwise(edges) if not any(s.start <= a < s.end for s in doc.sections)
    ]
    return any(letters(part) > 100 for part in outside)


RULE = Rule(
    id="CMP-HPI",
    name="缺现病史",
    category="completeness",
    clause="BW 18(3); S000-P2 C6c",
    check=check,
    remedy="在入院记录中补充现病史，注明补写时间并签名",
    exceptions=(_SHORT, _NEWBORN),
    examples=(
        Example(Outcome.FAIL, record(RECORD.replace(_GIVEN, "现病史：无。\n"), *without(MEDICAL, RECORD)), "只有“无”"),
        Example(Outcome.FAIL, record(RECORD.replace(_GIVEN, ""), *without(MEDICAL, RECORD)), "没有现病史"),
        Example(
            Outcome.FAIL,
            record(RECORD.replace(_GIVEN, "现病史：详见首次病程记录。\n"), *without(MEDICAL, RECORD)),
            "以“详见”代替",
        ),
        Example(Outcome.PASS, record(*MEDICAL), "现病史完整"),
        Example(
            Outcome.NOT_APPLICABLE,
            record(*without(MEDICAL, RECORD)),
            "没有入院记录属 CMP-ADMISSION，不重复判",
        ),
        Example(Outcome.NOT_APPLICABLE, record(SHORT_FORM, stay=SHORT_STAY), "不足24小时", shows=_SHORT),
        Example(
            Outcome.PASS,
            record(
                RECORD.replace(
                    _GIVEN, "母孕史及出生情况：母孕38周，孕期平稳，剖宫产娩出，Apgar评分1分钟9分，出生后哭声响亮。\n"
                ),
                FPN,
            ),
            "新生儿",
            shows=_NEWBORN,
        ),
    ),
    doc=__doc__ or "",
)
