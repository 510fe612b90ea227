"""失血量不一致 (LOG-BLOOD-VOL)

检查什么：同一次手术，手术记录与术后首次病程、麻醉记录写出的失血量是否一致；相差一倍以上且超过100ml判为缺陷。

依据：病历书写基本规范第二十二条（十五）（十八）。

例外：见 exceptions。

整改：核对麻醉记录，更正不一致之处。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.notes import author
from pipeline.detect.rule import Example, Rule
from pipeline.extract.model import ExtractedDocument

_LOSS = re.compile(r"(?:失血|出血)(?:量)?\s*(?:约|共|总?计|估计|为|是|[：:])*\s*(?P<ml>\d{1,5})\s*(?:ml|mL|ML|毫升|cc)")
_NOT_INTRAOP = re.compile(r"术前|入院前|既往|产后2|若|如|超过|>|＞|大于|达|警惕|每|24小时|引流")
_FACTOR, _LEAST_ML = 2, 100


def check(case: Case) -> Verdict:
    """Compare the blood loss of the operation record with the other documents of the same operation."""
    notes = list(case.extracted.of_type("operation_record"))
    if not notes:
        return not_applicable("没有手术记录")
    if len(notes) > 1:
        return not_assessable("有多次手术，未逐次比较失血量")
    own = _loss(notes[0])
    if own is None:
        return not_applicable("手术记录没有写失血量")
    defects = []
    for d in case.extracted.of_type("postop_first_note", "anesthesia_record"):
        other = _loss(d)
        if other is None:
            continue
        a, b = int(own["ml"]), int(other["ml"])
        if abs(a - b) > _LEAST_ML and max(a, b) >= _FACTOR * min(a, b):
            defects.append(
                Defect(
                    message=f"失血量不一致：手术记录{a}ml，此处{b}ml",
                    doc_id=d.doc_id,
                    evidence=(case.cite(d, *other.span()), case.cite(notes[0], *own.span(), "compared")),
                    person=author(d),
                    confidence=0.9,
                )
            )
    return judged(defects)


def _loss(document: ExtractedDocument) -> re.Match[str] | None:
    for m in _LOSS.finditer(document.text, document.start, document.end):
        if not _NOT_INTRAOP.search(document.text, max(document.start, m.start() - 6), m.end() - 2):
            return m
    return None


def _record(first: str, second: str) -> str:
    return (
        f"@stay sex=男 age=50岁\n@doc\n手术记录\n手术日期：2026-03-05\n术前诊断：胃癌\n手术名称：胃癌根治术\n手术经过：麻醉满意后开腹，切除远端胃，吻合。{first}\n手术者：李四\n"
        f"@doc\n术后首次病程记录\n2026-03-05 15:00\n今日全麻下行胃癌根治术，{second}安返病房。\n医师签名：李四\n"
    )


RULE = Rule(
    id="LOG-BLOOD-VOL",
    name="失血、输血量不一致",
    category="consistency",
    clause="BW 22(15)(18)",
    check=check,
    remedy="核对麻醉记录，更正不一致之处。",
    exceptions=("估计量的小差别", "术后观察的出血界限"),
    examples=(
        Example(Outcome.FAIL, _record("术中出血约50ml。", "术中失血800ml，"), "50与800"),
        Example(Outcome.FAIL, _record("出血量：1200ml。", "出血约200ml，"), "1200与200"),
        Example(Outcome.PASS, _record("术中出血约200ml。", "出血约250ml，"), "估计", shows="估计量的小差别"),
        Example(
            Outcome.PASS,
            _record("术中出血约50ml。", "术中出血约50ml，若引流出血超过500ml即报告，"),
            "界限",
            shows="术后观察的出血界限",
        ),
    ),
    doc=__doc__ or "",
)
